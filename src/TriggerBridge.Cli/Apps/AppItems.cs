using System.Text.Json;

namespace TriggerBridge.Cli.Apps;

/// <summary>A delivery in a list, as far as people want to see it.</summary>
internal sealed record DeliveryItem(
    string Bridge, string DeliveryId, string? SenderId, string? EventType, string Status, string? Reason, string? WorkflowExecutionId, DateTimeOffset ReceivedAt, DateTimeOffset UpdatedAt);

/// <summary>A delivery with all that was done with it.</summary>
internal sealed record DeliveryDetail
{
    public required string Bridge { get; init; }
    public required string DeliveryId { get; init; }
    public string? SenderId { get; init; }
    public string? EventType { get; init; }
    public required string Status { get; init; }
    public string? Reason { get; init; }
    public string? Note { get; init; }
    public string? BridgeVersion { get; init; }
    public string? WorkflowId { get; init; }
    public string? WorkflowExecutionId { get; init; }
    public bool DuplicateExecution { get; init; }
    public required DateTimeOffset ReceivedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? NextDueAt { get; init; }
    public IReadOnlyList<AttemptItem> Attempts { get; init => field = value ?? []; } = [];
    public IReadOnlyList<ReplayItem> Replays { get; init => field = value ?? []; } = [];
}

/// <summary>One call of ISC.</summary>
internal sealed record AttemptItem(int Number, DateTimeOffset StartedAt, long? DurationMs, string Outcome, int? HttpStatus, string? Message, string? WorkflowExecutionId);

/// <summary>Who had it sent again.</summary>
internal sealed record ReplayItem(DateTimeOffset At, string? By, string? Reason);

/// <summary>What a replay is asked for with.</summary>
internal sealed record ReplayBody(bool Force, string? Reason);

/// <summary>Which deliveries are to be sent again.</summary>
internal sealed record ManyReplaysBody
{
    public string? Bridge { get; init; }
    public string? Status { get; init; }
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }
    public bool DryRun { get; init; }
    public bool Force { get; init; }
    public string? Reason { get; init; }
    public string? Continuation { get; init; }
}

/// <summary>What became of many.</summary>
internal sealed record ManyReplays(bool DryRun, int Count, int Replayed, IReadOnlyList<LeftReplay> Skipped, IReadOnlyList<string> Ids, string? Continuation)
{
    /// <summary>With what a further call did.</summary>
    public ManyReplays With(ManyReplays more) => new(DryRun, Count + more.Count, Replayed + more.Replayed, [.. Skipped, .. more.Skipped], [.. Ids, .. more.Ids], more.Continuation);
}

/// <summary>One that was not sent again.</summary>
internal sealed record LeftReplay(string Bridge, string DeliveryId, string Reason);

/// <summary>A poll.</summary>
internal sealed record PollItem(
    string Bridge, bool Enabled, string Schedule, DateTimeOffset? NextDue, bool Running, string? Cursor, DateTimeOffset? LastRunAt, string? LastResult, int Failures, long ItemsSeen, long ItemsNew);

/// <summary>From where a poll reads again. Null: from where it began.</summary>
internal sealed record ResetBody(string? Cursor, string? Reason);

/// <summary>What somebody did, or wanted to.</summary>
internal sealed record AuditItem(DateTimeOffset At, AuditActor? Actor, string? Address, string Action, AuditTarget? Target, string? Reason, string Result, int? Status, int? Count);

/// <summary>Who.</summary>
internal sealed record AuditActor(string? Kind, string? Id, string? Name);

/// <summary>With what.</summary>
internal sealed record AuditTarget(string? Bridge, string? DeliveryId);

/// <summary>How the app is.</summary>
internal sealed record AppStatus
{
    public required string Status { get; init; }
    public bool LedgerAnswers { get; init; }
    public bool LedgerIsFull { get; init; }
    public double ClockDriftSeconds { get; init; }
    public PlaceItem? BridgePlace { get; init; }
    public IReadOnlyList<PartItem> Bridges { get; init => field = value ?? []; } = [];
    public IReadOnlyList<PartItem> Sources { get; init => field = value ?? []; } = [];
    public IReadOnlyList<BrokenItem> BrokenBridges { get; init => field = value ?? []; } = [];
    public IReadOnlyList<TenantItem> Tenants { get; init => field = value ?? []; } = [];
    public IReadOnlyList<FailingItem> FailingPolls { get; init => field = value ?? []; } = [];

    /// <summary>All that a delivery may belong to.</summary>
    public IEnumerable<string> Names => Bridges.Concat(Sources).Select(part => part.Name).Concat(BrokenBridges.Select(part => part.Name)).Distinct(StringComparer.Ordinal);
}

/// <summary>Where the bridges are read.</summary>
internal sealed record PlaceItem(string? Place, string? Problem);

/// <summary>A bridge or a source.</summary>
internal sealed record PartItem(string Name, string? Version, bool Enabled, IReadOnlyList<string>? MissingSecrets, JsonElement? Pause, JsonElement? HeldLines, JsonElement? Drift);

/// <summary>One whose file has errors.</summary>
internal sealed record BrokenItem(string Name, IReadOnlyList<ErrorItem>? Errors);

/// <summary>One of its errors.</summary>
internal sealed record ErrorItem(string? File, string? Path, string? Problem);

/// <summary>A tenant of ISC.</summary>
internal sealed record TenantItem(string Name, long ExecutionsToday, int ExecutionsPerDay);

/// <summary>A poll that does not get through.</summary>
internal sealed record FailingItem(string Bridge, int Failures, string? LastResult);
