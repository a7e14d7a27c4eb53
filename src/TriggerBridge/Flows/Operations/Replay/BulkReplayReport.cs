namespace TriggerBridge.Flows.Operations.Replay;

/// <summary>What replaying many deliveries came to.</summary>
public sealed record BulkReplayReport
{
    /// <summary>The most entries of <see cref="Ids"/> and of <see cref="Skipped"/>.</summary>
    public const int MostShown = 20;

    public required bool DryRun { get; init; }

    /// <summary>How many deliveries were asked for and looked at.</summary>
    public required int Count { get; init; }

    /// <summary>How many of them are due now; in a dry run, how many would be.</summary>
    public required int Replayed { get; init; }

    /// <summary>The first ones that were not replayed, and why; in a dry run, that would not be.</summary>
    public required IReadOnlyList<SkippedReplay> Skipped { get; init; }

    /// <summary>The first ones that were replayed; in a dry run, that would be.</summary>
    public required IReadOnlyList<string> Ids { get; init; }

    /// <summary>To be sent with the next call, which goes on from here; null when everything was looked at.</summary>
    public required string? Continuation { get; init; }
}

/// <summary>A delivery that was left as it is.</summary>
public sealed record SkippedReplay(string Bridge, string DeliveryId, string Reason);
