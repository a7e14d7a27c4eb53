using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using TriggerBridge.Flows.Receiving;
using TriggerBridge.Ledger;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Functions.Answers;

/// <summary>What a sender is answered with.</summary>
internal static class WebhookAnswer
{
    public static IResult For(ReceiveResult result) => result switch
    {
        { IsTaken: true, InSendersTerms: { } answer } => new SendersResult(answer),
        ReceiveResult.Accepted accepted => Delivery(accepted.Delivery, StatusCodes.Status202Accepted),
        ReceiveResult.Duplicate duplicate => Delivery(duplicate.First, StatusCodes.Status200OK),
        ReceiveResult.DuplicateOfPurged purged => TypedResults.Json(BodyOf(purged), ApiJson.Answers.Body),
        ReceiveResult.SameContent same => TypedResults.Json(BodyOf(same), ApiJson.Answers.Body),
        ReceiveResult.Filtered filtered => TypedResults.Json(BodyOf(filtered), ApiJson.Answers.Body),
        ReceiveResult.Batch batch => TypedResults.Json(
            new BatchBody([.. batch.Events.Select(BodyOf)]), ApiJson.Answers.BatchBody, statusCode: StatusOf(batch)),
        ReceiveResult.Routed routed => TypedResults.Json(
            new BatchBody([.. routed.Events.Select(each => BodyOf(each.Result) with { Bridge = each.Bridge })]), ApiJson.Answers.BatchBody, statusCode: StatusOf(routed)),
        ReceiveResult.Handshake handshake => new SendersResult(handshake.Answer),
        ReceiveResult.WrongMethod => new SendersResult(new SenderAnswer
        {
            Status = StatusCodes.Status405MethodNotAllowed,
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Allow"] = HttpMethods.Post },
        }),
        ReceiveResult.UnknownBridge => Problem.NotFound("There is no such bridge."),
        ReceiveResult.TooLarge => Problem.Of(ProblemTypes.TooLarge, "The event is larger than can be recorded."),
        ReceiveResult.NotReady notReady => Problem.Unavailable(notReady.Reason, notReady.RetryAfter),
        // Some senders have to hear 400.
        ReceiveResult.NotVerified { Status: var status } => Problem.Of(ProblemTypes.NotVerified with { Status = status }, "The request is not verified."),
        ReceiveResult.UnsupportedType => Problem.Of(ProblemTypes.UnsupportedType, "Events are JSON in UTF-8, or a form: send Content-Type: application/json."),
        ReceiveResult.NotParsable notParsable => Problem.BadRequest(notParsable.Problem),
        ReceiveResult.NotFitting notFitting => Problem.Of(ProblemTypes.EventDoesNotFit, $"{char.ToUpperInvariant(notFitting.Problem[0])}{notFitting.Problem[1..]}."),
        _ => throw new InvalidOperationException("Receiving has no such result."),
    };

    private static JsonHttpResult<Body> Delivery(Delivery delivery, int status) => TypedResults.Json(
        new Body(delivery.DeliveryId, delivery.Status, delivery.WorkflowExecutionId), ApiJson.Answers.Body, statusCode: status);

    private static Body BodyOf(ReceiveResult one) => one switch
    {
        ReceiveResult.Accepted { Delivery: var delivery } => new(delivery.DeliveryId, delivery.Status, delivery.WorkflowExecutionId),
        ReceiveResult.Duplicate { First: var first } => new(first.DeliveryId, first.Status, first.WorkflowExecutionId),
        ReceiveResult.DuplicateOfPurged purged => new(purged.DeliveryId, purged.Status, purged.WorkflowExecutionId),
        ReceiveResult.SameContent same => new(same.DeliveryId, same.Status, same.WorkflowExecutionId) { SameContent = true },
        ReceiveResult.Filtered filtered => new(filtered.DeliveryId, DeliveryStatus.Filtered, null),
        _ => throw new InvalidOperationException("A batch holds no such result."),
    };

    private static int StatusOf(ReceiveResult.Batch batch) =>
        batch.Events.Any(one => one is ReceiveResult.Accepted) ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;

    // An event that no bridge wants is on record, and nothing comes of it.
    private static int StatusOf(ReceiveResult.Routed routed) =>
        routed.Events.Any(each => each.Result is ReceiveResult.Accepted { Delivery.Status: not DeliveryStatus.Unrouted }) ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;

    /// <summary>The answer to a request with several events.</summary>
    internal sealed record BatchBody(IReadOnlyList<Body> Deliveries);

    /// <summary>The answer to an event.</summary>
    internal sealed record Body(string DeliveryId, DeliveryStatus? Status, string? WorkflowExecutionId)
    {
        /// <summary>The bridge that has it, where several share the sender; left out otherwise.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Bridge { get; init; }

        /// <summary>True where the delivery is another one, which came earlier with the same content; otherwise left out.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public bool SameContent { get; init; }
    }

    private sealed class SendersResult(SenderAnswer answer) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = answer.Status;
            httpContext.Response.ContentType = answer.ContentType;
            foreach (var (name, value) in answer.Headers) httpContext.Response.Headers[name] = value;
            // An answer without content has no length of it either (RFC 9110, 8.6).
            if (answer.Status == StatusCodes.Status204NoContent) return;
            httpContext.Response.ContentLength = answer.Body.Length;
            await httpContext.Response.Body.WriteAsync(answer.Body);
        }
    }
}
