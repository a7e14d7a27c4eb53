using System.Text.Json;
using System.Text.Json.Serialization;
using TriggerBridge.Ledger;

namespace TriggerBridge.Functions.Answers;

/// <summary>Deliveries as operators see them; never with a payload.</summary>
internal static class DeliveryAnswers
{
    public static IResult For(DeliveryPage page) =>
        TypedResults.Json(new Page([.. page.Deliveries.Select(Summarize)], page.Continuation), ApiJson.Answers.Page);

    /// <param name="most">Null: all.</param>
    public static Task<IResult> LinesAsync(IAsyncEnumerable<Delivery> deliveries, int? most, string function, CancellationToken cancellationToken)
    {
        var items = deliveries.Select(Summarize);
        return JsonLines.BeginAsync(most is { } count ? items.Take(count) : items, ApiJson.Answers.Summary, function, cancellationToken);
    }

    public static IResult For(Delivery delivery, int status = StatusCodes.Status200OK) => TypedResults.Json(
        new Detail
        {
            Bridge = delivery.Bridge,
            DeliveryId = delivery.DeliveryId,
            SenderId = delivery.SenderId,
            EventType = delivery.EventType,
            Status = delivery.Status,
            Reason = delivery.Reason,
            Note = delivery.Note,
            BridgeVersion = delivery.BridgeVersion,
            WorkflowId = delivery.WorkflowId,
            WorkflowExecutionId = delivery.WorkflowExecutionId,
            DuplicateExecution = delivery.DuplicateExecution,
            ReceivedAt = delivery.ReceivedAt,
            UpdatedAt = delivery.UpdatedAt,
            NextDueAt = delivery.WorkItems.Where(item => item.Kind != WorkKind.Wait).Min(item => (DateTimeOffset?)item.Due),
            Answer = delivery.Answer is { } answer ? new AnswerBody(answer.At, JsonElement.Parse(answer.Output), answer.InsteadFor) : null,
            Callback = delivery.Callback is { } callback ? new CallbackBody(callback.Status, callback.Reason, callback.Attempts, callback.Deadline, callback.EndedAt) : null,
            Attempts = delivery.Attempts,
            Replays = delivery.Replays,
        },
        ApiJson.Answers.Detail,
        statusCode: status);

    private static Summary Summarize(Delivery delivery) => new()
    {
        Bridge = delivery.Bridge,
        DeliveryId = delivery.DeliveryId,
        EventType = delivery.EventType,
        BridgeVersion = delivery.BridgeVersion,
        Status = delivery.Status,
        Reason = delivery.Reason,
        Note = delivery.Note,
        WorkflowExecutionId = delivery.WorkflowExecutionId,
        ReceivedAt = delivery.ReceivedAt,
        UpdatedAt = delivery.UpdatedAt,
    };

    /// <param name="Continuation">For the next page; null at the end.</param>
    internal sealed record Page(IReadOnlyList<Summary> Items, string? Continuation);

    /// <param name="InsteadFor">Why it is not the answer that the bridge wants; null where it is.</param>
    internal sealed record AnswerBody(DateTimeOffset At, JsonElement Output, string? InsteadFor);

    /// <param name="Reason">Why it stands there; null where all is as it should be.</param>
    /// <param name="Deadline">Until when it is sent.</param>
    /// <param name="EndedAt">Null while it is not over.</param>
    internal sealed record CallbackBody(CallbackStatus Status, string? Reason, int Attempts, DateTimeOffset Deadline, DateTimeOffset? EndedAt);

    internal record Summary
    {
        public required string Bridge { get; init; }
        public required string DeliveryId { get; init; }
        public string? EventType { get; init; }

        /// <summary>Of the bridge, when it mapped the event.</summary>
        public string? BridgeVersion { get; init; }

        public required DeliveryStatus Status { get; init; }
        public string? Reason { get; init; }

        /// <summary>What of the event does not fit the bridge's schema, where it went on all the same; left out otherwise.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Note { get; init; }

        public string? WorkflowExecutionId { get; init; }
        public required DateTimeOffset ReceivedAt { get; init; }
        public required DateTimeOffset UpdatedAt { get; init; }
    }

    internal sealed record Detail : Summary
    {
        public string? SenderId { get; init; }
        public required string WorkflowId { get; init; }
        public bool DuplicateExecution { get; init; }

        /// <summary>When something is due next; null when nothing is left to do.</summary>
        public DateTimeOffset? NextDueAt { get; init; }

        /// <summary>What ISC was answered; left out where it did not ask, or is not answered yet.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public AnswerBody? Answer { get; init; }

        /// <summary>How far the answer has come that is given later; left out where none is.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public CallbackBody? Callback { get; init; }

        public required IReadOnlyList<Attempt> Attempts { get; init; }

        /// <summary>Who replayed it, when, and what it had come to before.</summary>
        public required IReadOnlyList<ReplayRecord> Replays { get; init; }
    }
}
