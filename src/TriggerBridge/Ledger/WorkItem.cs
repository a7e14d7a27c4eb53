namespace TriggerBridge.Ledger;

/// <summary>What a work item asks for.</summary>
public enum WorkKind
{
    /// <summary>Send. Waits while its client is paused.</summary>
    Dispatch,

    /// <summary>Take over a lease that ran out, or find out what became of an attempt in doubt. Never sends, so it waits for nobody.</summary>
    Resolve,

    /// <summary>Follow a started execution.</summary>
    Track,

    /// <summary>Answer the sender at its callback address.</summary>
    Answer,

    /// <summary>Nothing, until it is its turn in its line.</summary>
    Wait,
}

/// <summary>
/// Says that something is due for a delivery. Its row's key holds everything there is to know, so a sweep reads
/// due items in order without reading deliveries. Its absence means that nothing is left to do.
/// </summary>
public sealed record WorkItem
{
    public required WorkKind Kind { get; init; }

    /// <summary>For one that waits: since when. No other of its line has the same time.</summary>
    public required DateTimeOffset Due { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public required string DeliveryId { get; init; }

    /// <summary>The key of the line in which it waits; null for all other kinds.</summary>
    public string? Line { get; init; }

    internal string RowKey => RowKeys.Work(this);
}
