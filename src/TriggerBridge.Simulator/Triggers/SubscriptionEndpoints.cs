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
        if (EventTriggers.Find(body.TextOf("triggerId")) is not { } trigger)
            return IscError.BadRequest("There is no such trigger.");
        var most = trigger.TextOf("type") is "REQUEST_RESPONSE" ? 1 : 50;
        return subscriptions.Of(trigger).Count < most
            ? Saved(subscriptions.New(body, trigger), subscriptions, StatusCodes.Status201Created)
            : IscError.BadRequest("The trigger has as many subscriptions as it can have.");
    }

    public static async Task<IResult> PutAsync(string id, HttpRequest request, SubscriptionStore subscriptions, CancellationToken cancellationToken)
    {
        if (subscriptions.Find(id) is not { } before)
            return IscError.NotFound();
        return await JsonBody.ReadObjectAsync(request, cancellationToken) is { } body
            ? Saved(SubscriptionStore.Replaced(before, body), subscriptions)
            : IscError.BadRequest("A subscription is a JSON object.");
    }

    public static async Task<IResult> PatchAsync(string id, HttpRequest request, SubscriptionStore subscriptions, CancellationToken cancellationToken)
    {
        if (subscriptions.Find(id) is not { } before)
            return IscError.NotFound();
        return await JsonBody.ReadAsync(request, cancellationToken) is JsonArray changes && JsonPatch.Apply(before, changes) is { } after
            ? Saved(SubscriptionStore.Replaced(before, after), subscriptions)
            : IscError.BadRequest("The JSON Patch does not fit the subscription.");
    }

    public static IResult Delete(string id, SubscriptionStore subscriptions) =>
        subscriptions.Remove(id) ? TypedResults.NoContent() : IscError.NotFound();

    public static async Task<IResult> ValidateFilterAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await JsonBody.ReadObjectAsync(request, cancellationToken) is not { } body || body.TextOf("filter") is not { } filter || body["input"] is not { } input)
            return IscError.BadRequest("A filter and an input are expected.");
        return EventFilter.Parse(filter) switch
        {
            FilterOutcome.Valid valid => Checked(isPath: true, valid.Filter.Matches(input)),
            FilterOutcome.OutsideOfSubset outside => IscError.BadRequest(outside.Reason),
            _ => Checked(isPath: false, finds: false),
        };
    }

    private static IResult Checked(bool isPath, bool finds) =>
        JsonAnswer.Of(new JsonObject { ["isValid"] = finds, ["isValidJSONPath"] = isPath, ["isPathExist"] = finds });

    private static IResult Saved(JsonObject subscription, SubscriptionStore subscriptions, int status = StatusCodes.Status200OK)
    {
        if (SubscriptionRules.ProblemOf(subscription) is { } problem)
            return IscError.BadRequest(problem);
        subscriptions.Save(subscription);
        return JsonAnswer.Of(Shown(subscription), status);
    }

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
