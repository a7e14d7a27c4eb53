using Microsoft.AspNetCore.Http.HttpResults;
using TriggerBridge.Ledger;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Functions.Answers;

/// <summary>What a sender is answered with.</summary>
internal static class WebhookAnswer
{
    public static IResult For(ReceiveResult result) => result switch
    {
        ReceiveResult.Accepted accepted => Delivery(accepted.Delivery, StatusCodes.Status202Accepted),
        ReceiveResult.Duplicate duplicate => Delivery(duplicate.First, StatusCodes.Status200OK),
        ReceiveResult.DuplicateOfPurged purged => TypedResults.Json(
            new Body(purged.DeliveryId, purged.Status, purged.WorkflowExecutionId), ApiJson.Default.Body),
        ReceiveResult.Filtered filtered => TypedResults.Json(
            new Body(filtered.DeliveryId, DeliveryStatus.Filtered, null), ApiJson.Default.Body),
        ReceiveResult.Handshake handshake => new HandshakeResult(handshake.Answer),
        ReceiveResult.UnknownBridge => Problem.NotFound("There is no such bridge."),
        ReceiveResult.TooLarge => Problem.For(StatusCodes.Status413PayloadTooLarge, "Too large", "The event is larger than can be recorded."),
        ReceiveResult.NotReady notReady => Problem.Unavailable(notReady.Reason, notReady.RetryAfter),
        ReceiveResult.NotVerified => Problem.Unauthorized("The request is not verified."),
        ReceiveResult.UnsupportedType => Problem.For(
            StatusCodes.Status415UnsupportedMediaType, "Unsupported type", "Events are JSON in UTF-8: send Content-Type: application/json."),
        ReceiveResult.NotParsable notParsable => Problem.BadRequest(notParsable.Problem),
        _ => throw new InvalidOperationException("Receiving has no such result."),
    };

    private static JsonHttpResult<Body> Delivery(Delivery delivery, int status) => TypedResults.Json(
        new Body(delivery.DeliveryId, delivery.Status, delivery.WorkflowExecutionId), ApiJson.Default.Body, statusCode: status);

    /// <summary>The answer to an event.</summary>
    internal sealed record Body(string DeliveryId, DeliveryStatus? Status, string? WorkflowExecutionId);

    private sealed class HandshakeResult(HandshakeAnswer answer) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = answer.Status;
            httpContext.Response.ContentType = answer.ContentType;
            await httpContext.Response.Body.WriteAsync(answer.Body);
        }
    }
}
