using TriggerBridge.Ledger;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.Tracking;

namespace TriggerBridge.Flows.Answering;

/// <summary>Finds out from ISC's list of invocations whether an answer arrived.</summary>
internal sealed class InvocationLookup(IscReads isc)
{
    private const int MostPages = 20;

    // Between ISC's clock and the ledger's.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);

    /// <exception cref="OperationCanceledException">The time for reading is up.</exception>
    public async Task<InvocationState> FindAsync(Delivery delivery, string triggerId, CancellationToken cancellationToken)
    {
        if (delivery.Callback?.InvocationId is not { } id)
            return new InvocationState.Unknown("the event did not name its invocation");

        var offset = 0;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await isc.InvocationsAsync(delivery.Tenant, triggerId, offset, cancellationToken);
            if (answer is not IscAnswer<IReadOnlyList<InvocationStatus>>.Found { Value: var invocations })
                return new InvocationState.Unknown(answer.Problem);
            if (invocations.FirstOrDefault(each => each.Id == id) is { } found)
                return Read(found);
            // The newest come first.
            if (invocations is [] || invocations[^1].Created < delivery.ReceivedAt - Margin)
                break;
            offset += invocations.Count;
        }

        return new InvocationState.Unknown("ISC does not list it");
    }

    private static InvocationState Read(InvocationStatus invocation) => invocation switch
    {
        { Completed: null } => new InvocationState.Waiting(),
        { Failure: { } failure } => new InvocationState.Failed(failure),
        _ => new InvocationState.Completed(),
    };
}

/// <summary>How ISC sees a question of its own.</summary>
internal abstract record InvocationState
{
    private InvocationState()
    {
    }

    /// <summary>It still waits for the answer.</summary>
    public sealed record Waiting : InvocationState;

    /// <summary>It goes by an answer.</summary>
    public sealed record Completed : InvocationState;

    /// <summary>It waits no more, and goes by none.</summary>
    public sealed record Failed(string Message) : InvocationState;

    /// <summary>It cannot be asked, or does not say.</summary>
    public sealed record Unknown(string Reason) : InvocationState;
}
