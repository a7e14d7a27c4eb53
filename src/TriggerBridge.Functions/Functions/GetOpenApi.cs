using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Functions.Describing;

namespace TriggerBridge.Functions;

/// <summary><c>GET /api/openapi.json</c>: this API, described.</summary>
public sealed class GetOpenApi(ApiDocument document)
{
    [Function(nameof(GetOpenApi))]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequest request) =>
        TypedResults.Bytes(document.Text, "application/json");
}
