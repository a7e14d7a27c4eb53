using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;

namespace TriggerBridge.Functions;

/// <summary><c>GET /api/bridges/{bridge}/schema?deliveries=</c>: a schema and a first mapping, made of the events that the bridge took last.</summary>
public sealed class InferSchema(InferOperations operations)
{
    private const int DefaultDeliveries = 500;

    [Function(nameof(InferSchema))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "bridges/{bridge}/schema")] HttpRequest request, string bridge, CancellationToken cancellationToken)
    {
        var most = DefaultDeliveries;
        if (request.Query["deliveries"].ToString() is { Length: > 0 } text && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out most) && most is >= 1 and <= InferOperations.MostDeliveries))
            return Problem.BadRequest($"'deliveries' must be a number from 1 to {InferOperations.MostDeliveries}.");
        if (!DeliveryAddress.IsKeyPart(bridge) || await operations.InferAsync(bridge, most, cancellationToken) is not { } inferred)
            return Problem.NotFound("There is no such bridge.");
        request.Audit().Count = inferred.Events;
        return TypedResults.Json(inferred, ApiJson.Answers.InferredEvents);
    }
}
