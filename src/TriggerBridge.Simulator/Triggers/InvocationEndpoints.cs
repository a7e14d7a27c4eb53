using System.Security.Cryptography;
using System.Text.Json.Nodes;
using TriggerBridge.Simulator.Configuration;
using TriggerBridge.Simulator.Http;
using TriggerBridge.Simulator.Json;

namespace TriggerBridge.Simulator.Triggers;

/// <summary>Test events. They are recorded and can be completed; nobody is called.</summary>
internal sealed class InvocationStore(SeededRandom ids, TimeProvider clock)
{
    private const string Secret = "secret";

    private readonly DocumentStore _invocations = new();

    public IEnumerable<JsonObject> All() => _invocations.All().Select(invocation =>
    {
        invocation.Remove(Secret);
        return invocation;
    });

    /// <returns>What ISC answers: the id and the secret that completes it.</returns>
    public JsonObject Start(JsonObject subscription, JsonObject test, JsonNode? input)
    {
        var id = ids.NextId().ToString();
        var secret = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var triggerId = test.TextOf("triggerId");
        _invocations.Put(id, new JsonObject
        {
            ["id"] = id,
            ["triggerId"] = triggerId,
            ["subscriptionId"] = subscription.TextOf("id"),
            ["subscriptionName"] = subscription.TextOf("name"),
            ["type"] = "TEST",
            ["created"] = clock.NowText(),
            ["startInvocationInput"] = new JsonObject
            {
                ["triggerId"] = triggerId, ["input"] = input?.DeepClone(), ["contentJson"] = test["contentJson"]?.DeepClone(),
            },
            [Secret] = secret,
        });
        return new JsonObject { ["id"] = id, ["triggerId"] = triggerId, ["secret"] = secret, ["contentJson"] = test["contentJson"]?.DeepClone() };
    }

    /// <returns>False if there is none with this secret that is open.</returns>
    public bool TryComplete(string id, JsonObject answer)
    {
        if (_invocations.Find(id) is not { } invocation
            || invocation.ContainsKey("completed")
            || !string.Equals(invocation.TextOf(Secret), answer.TextOf("secret"), StringComparison.Ordinal))
            return false;

        invocation["completed"] = clock.NowText();
        var input = new JsonObject { ["output"] = answer["output"]?.DeepClone() };
        if (answer.TextOf("error") is { Length: > 0 } error)
            input["localizedError"] = new JsonObject { ["locale"] = "en-US", ["message"] = error };
        invocation["completeInvocationInput"] = input;
        _invocations.Put(id, invocation);
        return true;
    }
}

internal static class InvocationEndpoints
{
    public static IResult ListStatus(InvocationStore invocations, HttpContext context) => JsonAnswer.Page(invocations.All(), context);

    public static async Task<IResult> TestAsync(
        HttpRequest request, SubscriptionStore subscriptions, InvocationStore invocations, CancellationToken cancellationToken)
    {
        if (await JsonBody.ReadObjectAsync(request, cancellationToken) is not { } test
            || test["contentJson"] is not JsonObject
            || EventTriggers.Find(test.TextOf("triggerId")) is not { } trigger)
            return IscError.BadRequest("A test has the triggerId of a trigger and contentJson.");

        var wanted = (test["subscriptionIds"] as JsonArray)?.Select(id => id?.ToString()).ToHashSet(StringComparer.Ordinal);
        var started = subscriptions.All()
            .Where(subscription => string.Equals(subscription.TextOf("triggerId"), test.TextOf("triggerId"), StringComparison.Ordinal))
            .Where(subscription => subscription.IsTrue("enabled") && wanted?.Contains(subscription.TextOf("id")) != false)
            .Select(subscription => invocations.Start(subscription, test, test["input"] ?? trigger["exampleInput"]))
            .ToArray<JsonNode?>();
        return started.Length > 0 ? JsonAnswer.Of(new JsonArray(started)) : TypedResults.NoContent();
    }

    public static async Task<IResult> CompleteAsync(string id, HttpRequest request, InvocationStore invocations, CancellationToken cancellationToken) =>
        await JsonBody.ReadObjectAsync(request, cancellationToken) is { } answer && answer["output"] is not null && invocations.TryComplete(id, answer)
            ? TypedResults.NoContent()
            : IscError.BadRequest("There is no open invocation with this secret.");
}
