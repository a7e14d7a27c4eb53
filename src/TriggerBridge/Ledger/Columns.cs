using System.Globalization;

namespace TriggerBridge.Ledger;

/// <summary>The names of the ledger's columns. Operators query them; a change is a migration.</summary>
internal static class Columns
{
    public const string DeliveryId = nameof(DeliveryId);
    public const string SenderId = nameof(SenderId);
    public const string EventType = nameof(EventType);
    public const string Source = nameof(Source);
    public const string BridgeVersion = nameof(BridgeVersion);
    public const string ReceivedAt = nameof(ReceivedAt);
    public const string Status = nameof(Status);
    public const string Reason = nameof(Reason);
    public const string Note = nameof(Note);
    public const string Tenant = nameof(Tenant);
    public const string WorkflowId = nameof(WorkflowId);
    public const string AttemptCount = nameof(AttemptCount);
    public const string ClaimedAt = nameof(ClaimedAt);
    public const string Attempts = nameof(Attempts);
    public const string Replays = nameof(Replays);
    public const string WorkflowExecutionId = nameof(WorkflowExecutionId);
    public const string DuplicateExecution = nameof(DuplicateExecution);
    public const string LostLeases = nameof(LostLeases);
    public const string Answer = nameof(Answer);
    public const string Callback = nameof(Callback);
    public const string UpdatedAt = nameof(UpdatedAt);
    public const string Work = nameof(Work);
    public const string AnswerWork = nameof(AnswerWork);
    public const string WriteId = nameof(WriteId);
    public const string NotBefore = nameof(NotBefore);
    public const string Line = nameof(Line);
    public const string LeftLine = nameof(LeftLine);
    public const string Newest = nameof(Newest);
    public const string PayloadLength = nameof(PayloadLength);

    /// <summary>A payload that is too small to be compressed.</summary>
    public const string PlainPayload = nameof(PlainPayload);

    /// <summary>On a key row and a content row: the row key of the delivery that took it. On a line's row: of the one whose turn it is. On the row of the newest: of that.</summary>
    public const string Delivery = nameof(Delivery);

    /// <summary>
    /// On a content row: until when the content starts nothing under another id. On a row of fields: until when they are compared with. On the row of the
    /// newest: when it is sent.
    /// </summary>
    public const string Until = nameof(Until);

    /// <summary>On a line's row: when the last one lined up.</summary>
    public const string LinedUpAt = nameof(LinedUpAt);

    /// <summary>On a row of fields: the hash of their values.</summary>
    public const string Fields = nameof(Fields);

    /// <summary>On a key row: when its delivery was purged.</summary>
    public const string PurgedAt = nameof(PurgedAt);

    /// <summary>What a delivery is without its payload.</summary>
    public static IReadOnlyList<string> WithoutPayload { get; } =
    [
        "PartitionKey", "RowKey", "Timestamp", DeliveryId, SenderId, EventType, Source, BridgeVersion, ReceivedAt, Status, Reason, Note, Tenant, WorkflowId,
        AttemptCount, ClaimedAt, Attempts, Replays, WorkflowExecutionId, DuplicateExecution, LostLeases, Answer, Callback, UpdatedAt, Work, AnswerWork, WriteId,
        NotBefore, Line, LeftLine, Newest,
    ];

    /// <summary>The columns of a <see cref="DeliveryHead"/>.</summary>
    public static IReadOnlyList<string> OfHead { get; } =
        ["PartitionKey", "RowKey", DeliveryId, Status, Reason, WorkflowExecutionId, UpdatedAt, Work, AnswerWork];

    /// <summary>A part of a compressed payload.</summary>
    public static string Payload(int part) => string.Create(CultureInfo.InvariantCulture, $"Payload{part}");
}
