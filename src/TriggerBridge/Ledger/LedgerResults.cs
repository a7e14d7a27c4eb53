namespace TriggerBridge.Ledger;

/// <summary>What recording came to.</summary>
internal abstract record RecordResult
{
    /// <summary>It stands in the ledger.</summary>
    public sealed record Recorded(Delivery Delivery) : RecordResult;

    /// <summary>The id was taken before: nothing was written.</summary>
    public sealed record Duplicate(Delivery First) : RecordResult;

    /// <summary>The id was taken by a delivery that is past its retention.</summary>
    public sealed record DuplicateOfPurged(Tombstone Left) : RecordResult;

    /// <summary>The id is new, but what the sender signed was taken before: nothing was written.</summary>
    /// <param name="FirstId">The delivery that took it.</param>
    /// <param name="First">Null where it is past its retention.</param>
    public sealed record SameContent(string FirstId, Delivery? First) : RecordResult;

    /// <summary>More comes than the ledger can write: nothing was written, and the sender must repeat.</summary>
    public sealed record Busy : RecordResult;

    /// <summary>No clear answer: it may or may not stand in the ledger, so the sender must repeat.</summary>
    public sealed record Unknown(LedgerUnavailableException Fault) : RecordResult;
}

/// <summary>What writing the next state came to.</summary>
internal abstract record SaveResult
{
    public sealed record Saved(Delivery Delivery) : SaveResult;

    /// <summary>Somebody else wrote first: this is what stands there now.</summary>
    public sealed record Overtaken(Delivery Latest) : SaveResult;

    /// <summary>The delivery was purged.</summary>
    public sealed record Gone : SaveResult;
}

/// <summary>What looking for a delivery came to.</summary>
public abstract record DeliveryLookup
{
    /// <param name="Delivery">As it stands now.</param>
    /// <param name="Payload">Null where it was not asked for, or the delivery was kept without one.</param>
    public sealed record Found(Delivery Delivery, DeliveryPayload? Payload) : DeliveryLookup;

    public sealed record Missing : DeliveryLookup;
}
