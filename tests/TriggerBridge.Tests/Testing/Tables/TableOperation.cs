using Azure.Data.Tables;

namespace TriggerBridge.Tests.Testing.Tables;

/// <summary>A call on an in-memory table, as its service's hooks see it.</summary>
/// <param name="Table">The table's name.</param>
/// <param name="Method">The client's method, such as <c>nameof(TableClient.SubmitTransactionAsync)</c>.</param>
/// <param name="Actions">What it does to rows, also for a write of one row; empty for reads.</param>
internal sealed record TableOperation(string Table, string Method, IReadOnlyList<TableTransactionAction> Actions)
{
    /// <summary>Carries it out apart from its call, which a hook lets fail: it arrives after its caller has given it up.</summary>
    public required Action Land { get; init; }

    /// <summary>Set by the hook after a call: the answer is lost, and the client's own retry sends it again.</summary>
    public bool IsRepeated { get; set; }
}
