using TriggerBridge.Ledger;

namespace TriggerBridge.Flows.DueWork;

/// <summary>What became of a due work item.</summary>
internal abstract record DueResult
{
    private DueResult()
    {
    }

    public sealed record Done : DueResult;

    /// <summary>Left as it is, because its client takes no calls now.</summary>
    public sealed record Left : DueResult;

    /// <summary>To be looked up in ISC, together with the others of its workflow.</summary>
    public sealed record InDoubt(Delivery Delivery) : DueResult;
}
