using Azure;
using Azure.Data.Tables;

namespace TriggerBridge.Ledger;

/// <summary>One event that came in through one bridge, as the ledger has it; without its payload.</summary>
public sealed record Delivery
{
    public required string Bridge { get; init; }

    /// <summary>32 hex digits, derived from the sender's own id.</summary>
    public required string DeliveryId { get; init; }

    /// <summary>The id as the sender gave it; null where it gave none.</summary>
    public string? SenderId { get; init; }

    public string? EventType { get; init; }

    /// <summary>The version of the bridge that mapped it; null: it was recorded before bridges had versions.</summary>
    public string? BridgeVersion { get; init; }

    /// <summary>How the event came in.</summary>
    public EventSource Source { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
    public required DeliveryStatus Status { get; init; }

    /// <summary>Why the delivery stands where it stands, in plain words.</summary>
    public string? Reason { get; init; }

    /// <summary>What of the event does not fit its bridge's schema, where it goes on all the same; null: nothing.</summary>
    public string? Note { get; init; }

    /// <summary>The tenant and the workflow that this delivery is meant for.</summary>
    public required string Tenant { get; init; }

    public required string WorkflowId { get; init; }

    /// <summary>How many attempts were claimed, also those that are no longer kept.</summary>
    public int AttemptCount { get; init; }

    /// <summary>When the latest attempt was claimed.</summary>
    public DateTimeOffset? ClaimedAt { get; init; }

    public IReadOnlyList<Attempt> Attempts { get; init; } = [];

    /// <summary>Who replayed it and when; the last ones.</summary>
    public IReadOnlyList<ReplayRecord> Replays { get; init; } = [];

    /// <summary>The first execution that was started for this delivery, since its last replay if there was one.</summary>
    public string? WorkflowExecutionId { get; init; }

    /// <summary>More than one attempt is known to have started an execution.</summary>
    public bool DuplicateExecution { get; init; }

    /// <summary>What its sender was answered, where it waits for an answer; null until that is decided.</summary>
    public GivenAnswer? Answer { get; init; }

    /// <summary>How its sender hears the answer that comes later; null where it hears it at once, or waits for none.</summary>
    public Callback? Callback { get; init; }

    /// <summary>How often a lease of this delivery ran out without an outcome.</summary>
    public int LostLeases { get; init; }

    /// <summary>When its status last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The live work item: what is due next; null when nothing is left to do.</summary>
    public WorkItem? Work { get; init; }

    /// <summary>The live work item of its answer; beside <see cref="Work"/>, for an answer has a deadline of its own.</summary>
    public WorkItem? AnswerWork { get; init; }

    /// <summary>It is not sent before; null: at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The line that it stands or stood in; null: it is sent whatever others do.</summary>
    public Line? Line { get; init; }

    /// <summary>A person let its line go on without it.</summary>
    public bool LeftLine { get; init; }

    /// <summary>The key of which only the newest is sent; null: it is sent whatever comes.</summary>
    internal string? Newest { get; init; }

    /// <summary>By which it is held against others, for a delivery that is to be recorded; null: by nothing.</summary>
    internal DeliveryKeys? Keys { get; init; }

    /// <summary>Its line's row, while this process knows that it has the turn and nobody waits; it goes with what ends the turn.</summary>
    internal ETag? LineTag { get; init; }

    /// <summary>Its turn ended with the write that this process made last, and nobody waits.</summary>
    internal bool HasPassedOn { get; init; }

    /// <summary>The row that says that it is the newest of its key; when it is claimed, nothing can take its place any more.</summary>
    internal ETag? NewestTag { get; init; }

    /// <summary>What its sender signed, for a delivery that is to be recorded; null where that may come again under another id.</summary>
    internal SignedEvent? Signed { get; init; }

    internal ETag ETag { get; init; }
    internal string WriteId { get; init; } = "";

    /// <summary>What the retry policy counts from: a replay of an old delivery is tried for as long as a new one.</summary>
    internal DateTimeOffset TriedSince => (Replays is [.., var last] ? last.At : ReceivedAt) is var since && NotBefore > since ? NotBefore.Value : since;

    internal int AttemptsSinceReplay => AttemptCount - (Replays is [.., var last] ? last.AttemptCount : 0);

    internal string RowKey => RowKeys.Delivery(ReceivedAt, DeliveryId);

    /// <summary>All that is left to do.</summary>
    internal IEnumerable<WorkItem> WorkItems => new[] { Work, AnswerWork }.OfType<WorkItem>();

    internal bool IsOver => DeliveryLifecycle.IsOver(Status, Work is not null, Reason);

    internal bool Has(WorkItem item) => WorkItems.Contains(item);

    internal WorkItem Due(WorkKind kind, DateTimeOffset due) =>
        new() { Kind = kind, Due = due, ReceivedAt = ReceivedAt, DeliveryId = DeliveryId };

    /// <summary>It is sent at its place in the order of time received, or when its delay is over.</summary>
    internal WorkItem DueInItsTurn() => Due(WorkKind.Dispatch, NotBefore ?? ReceivedAt);

    /// <summary>It waits in its line.</summary>
    internal WorkItem Waiting(Line line, DateTimeOffset since) => Due(WorkKind.Wait, since) with { Line = line.Key };
}

/// <summary>How an event came in; stored by name.</summary>
public enum EventSource
{
    /// <summary>Its sender sent it.</summary>
    Webhook,

    /// <summary>It was read from its source on a schedule.</summary>
    Poll,
}

/// <summary>What a sender that waits for an answer was answered; as it stands in the ledger.</summary>
public sealed record GivenAnswer
{
    /// <summary>When it was decided.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The answer: JSON.</summary>
    public required string Output { get; init; }

    /// <summary>Why it is not the answer that the bridge wants; null where it is.</summary>
    public string? InsteadFor { get; init; }
}

/// <summary>One replay of a delivery: who asked for it, when, and what it had come to before; as it stands in the ledger and in the API.</summary>
public sealed record ReplayRecord
{
    /// <summary>The most replays that are kept with a delivery; older ones give way.</summary>
    public const int MostKept = 50;

    public required DateTimeOffset At { get; init; }

    /// <summary>The name of who asked for it.</summary>
    public string? By { get; init; }

    /// <summary>Only in older records: the first 8 hex digits of the SHA-256 of the key that the caller used.</summary>
    public string? Key { get; init; }

    /// <summary>The caller knew that an execution had been started.</summary>
    public bool Force { get; init; }

    /// <summary>Where the delivery stood, and why.</summary>
    public required DeliveryStatus Status { get; init; }

    public string? Reason { get; init; }

    /// <summary>The execution that had been started before.</summary>
    public string? WorkflowExecutionId { get; init; }

    /// <summary>How many attempts had been claimed before.</summary>
    public required int AttemptCount { get; init; }
}

/// <summary>What a sender signed, by its hash. It is taken with the delivery, and until then it is no other delivery's.</summary>
internal sealed record SignedEvent(string Hash, DateTimeOffset Until)
{
    public TableEntity RowFor(Delivery delivery) => new(delivery.Bridge, RowKeys.Content(Hash))
    {
        [Columns.Delivery] = delivery.RowKey,
        [Columns.DeliveryId] = delivery.DeliveryId,
        [Columns.Until] = Until,
    };
}
