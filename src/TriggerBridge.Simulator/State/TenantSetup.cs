using System.Text.Json;
using TriggerBridge.Simulator.Http;
using TriggerBridge.Simulator.Tokens;
using TriggerBridge.Simulator.Workflows;

namespace TriggerBridge.Simulator.State;

/// <summary>What somebody sets up in the tenant whose ids and secrets are known beforehand. ISC itself makes them.</summary>
internal static class TenantSetup
{
    /// <summary><c>{"secret"[, "kind": "external"|"personal"]}</c>: the tenant knows this client from now on.</summary>
    public static async Task<IResult> PutClientAsync(string id, HttpRequest request, TokenStore tokens, CancellationToken cancellationToken)
    {
        if (await JsonBody.ReadObjectAsync(request, cancellationToken) is not { } body)
            return IscError.BadRequest("A client is a JSON object.");
        body["id"] = id;
        try
        {
            tokens.Put(body.Deserialize(TokenJson.Instance.RegisteredClient)!);
            return TypedResults.NoContent();
        }
        catch (JsonException)
        {
            return IscError.BadRequest("""A client has a "secret", and may have a "kind", which is external or personal.""");
        }
    }

    /// <summary>A workflow with this id, enabled where the body does not say otherwise; one that is there is replaced.</summary>
    public static async Task<IResult> PutWorkflowAsync(string id, HttpRequest request, WorkflowStore workflows, CancellationToken cancellationToken)
    {
        if (await JsonBody.ReadObjectAsync(request, cancellationToken) is not { } body || body.TextOf("name") is not { Length: > 0 })
            return IscError.BadRequest("A workflow is a JSON object with a name.");
        body["enabled"] ??= true;
        return JsonAnswer.Of(workflows.Find(id) is { } before ? workflows.Replace(before, body) : workflows.Create(id, body));
    }
}
