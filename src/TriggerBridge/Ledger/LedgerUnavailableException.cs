namespace TriggerBridge.Ledger;

/// <summary>Table Storage is out of reach or refuses this identity: nothing can be recorded now.</summary>
public sealed class LedgerUnavailableException : Exception
{
    public LedgerUnavailableException()
    {
    }

    public LedgerUnavailableException(string message)
        : base(message)
    {
    }

    public LedgerUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Of a write of which nobody knows whether it was done: what its rows carry if it was.</summary>
    internal string? WriteId { get; set; }

    /// <summary>Of a write that shared its transaction: what became of one became of all. Null where it went alone.</summary>
    internal UnansweredTransaction? Transaction { get; init; }
}
