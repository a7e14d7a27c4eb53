using System.Text.Json.Nodes;
using TriggerBridge.Simulator.Http;
using TriggerBridge.Simulator.Json;

namespace TriggerBridge.Simulator.Triggers;

internal static class SubscriptionEndpoints
{
    public static IResult List(SubscriptionStore subscriptions, HttpContext context) => JsonAnswer.Page(subscriptions.All().Select(Shown), context);

    public static async Task<IResult> CreateAsync(HttpRequest request, SubscriptionStore subscriptions, CancellationToken cancellationToken)
    {
        if (await JsonBody.ReadObjectAsync(request, cancellationToken) is not { } body || body.TextOf("name") is null || body.TextOf("type") is null)
            return IscError.BadRequest("A subscription is a JSON object with name, triggerId and type.");
        return EventTriggers.Find(body.TextOf("triggerId")) is { } trigger
            ? JsonAnswer.Of(Shown(subscriptions.Create(body, trigger)), StatusCodes.Status201Created)
            : IscError.BadRequest("There is no such trigger.");
    }

    public static async Task<IResult> PutAsync(string id, HttpRequest request, SubscriptionStore subscriptions, CancellationToken cancellationToken)
    {
        if (subscriptions.Find(id) is not { } before)
            return IscError.NotFound();
        return await JsonBody.ReadObjectAsync(request, cancellationToken) is { } body
            ? JsonAnswer.Of(Shown(subscriptions.Replace(before, body)))
            : IscError.BadRequest("A subscription is a JSON object.");
    }

    public static async Task<IResult> PatchAsync(string id, HttpRequest request, SubscriptionStore subscriptions, CancellationToken cancellationToken)
    {
        if (subscriptions.Find(id) is not { } before)
            return IscError.NotFound();
        return await JsonBody.ReadAsync(request, cancellationToken) is JsonArray changes && JsonPatch.Apply(before, changes) is { } after
            ? JsonAnswer.Of(Shown(subscriptions.Replace(before, after)))
            : IscError.BadRequest("The JSON Patch does not fit the subscription.");
    }

    public static IResult Delete(string id, SubscriptionStore subscriptions) =>
        subscriptions.Remove(id) ? TypedResults.NoContent() : IscError.NotFound();

    /// <summary>ISC evaluates Jayway JSONPath; here a path is followed by its names as far as they are plain.</summary>
    public static async Task<IResult> ValidateFilterAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await JsonBody.ReadObjectAsync(request, cancellationToken) is not { } body || body.TextOf("filter") is not { } filter || body["input"] is not { } input)
            return IscError.BadRequest("A filter and an input are expected.");

        var isPath = filter.StartsWith('$') && filter.Count(c => c is '[' or '(') == filter.Count(c => c is ']' or ')');
        var exists = isPath && PlainNames(filter).Aggregate((JsonNode?)input, (node, name) => (node as JsonObject)?[name]) is not null;
        return JsonAnswer.Of(new JsonObject { ["isValid"] = exists, ["isValidJSONPath"] = isPath, ["isPathExist"] = exists });
    }

    private static string[] PlainNames(string path) => path.Split('[')[0].Split('.', StringSplitOptions.RemoveEmptyEntries)[1..];

    // ISC keeps the subscriber's secrets to itself.
    private static JsonObject Shown(JsonObject subscription)
    {
        var shown = subscription.DeepClone().AsObject();
        if (shown["httpConfig"] is JsonObject http)
        {
            (http["basicAuthConfig"] as JsonObject)?.Remove("password");
            (http["bearerTokenAuthConfig"] as JsonObject)?.Remove("bearerToken");
        }

        return shown;
    }
}
