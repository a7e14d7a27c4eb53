using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Functions.Answers;
using TriggerBridge.Functions.Requests;

namespace TriggerBridge.Functions;

/// <summary><c>GET /api/bridges/{bridge}/schema?deliveries=</c>: a schema and a first mapping, made of the events that the bridge took last.</summary>
public sealed class InferSchema(InferOperations operations)
{
    internal static readonly NumberParameter Deliveries = new("deliveries", "How many of the latest deliveries are looked at.", Least: 1, InferOperations.MostDeliveries, Default: 500);

    [Function(nameof(InferSchema))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "bridges/{bridge}/schema")] HttpRequest request, string bridge, CancellationToken cancellationToken)
    {
        if (!DeliveryAddress.IsKeyPart(bridge) || await operations.InferAsync(bridge, Deliveries.Of(request), cancellationToken) is not { } inferred)
            return Problem.NotFound("There is no such bridge.");
        request.Audit().Count = inferred.Events;
        return TypedResults.Json(inferred, ApiJson.Answers.InferredEvents);
    }
}
