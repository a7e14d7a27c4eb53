using System.Text.Json.Nodes;
using TriggerBridge.Simulator.Configuration;
using TriggerBridge.Simulator.Http;
using TriggerBridge.Simulator.Json;

namespace TriggerBridge.Simulator.Triggers;

internal sealed class SubscriptionStore(SeededRandom ids)
{
    private static readonly string[] Fixed = ["id", "triggerId", "triggerName"];

    private readonly DocumentStore _subscriptions = new();

    public IReadOnlyList<JsonObject> All() => _subscriptions.All();

    /// <summary>Those of a trigger that are called by HTTP: the simulator knows no other way.</summary>
    public IReadOnlyList<JsonObject> Of(JsonObject trigger) =>
        [.. All().Where(each => each.TextOf("type") is "HTTP" && string.Equals(each.TextOf("triggerId"), trigger.TextOf("id"), StringComparison.Ordinal))];

    public JsonObject? Find(string id) => _subscriptions.Find(id);

    public bool Remove(string id) => _subscriptions.Remove(id);

    /// <summary>A new one; it is kept once it is saved.</summary>
    public JsonObject New(JsonObject body, JsonObject trigger)
    {
        var subscription = WithDefaults(body);
        subscription["id"] = ids.NextId().ToString();
        subscription["triggerName"] = trigger.TextOf("name");
        return subscription;
    }

    /// <summary>What a subscription becomes with a new body. Its trigger never changes.</summary>
    public static JsonObject Replaced(JsonObject before, JsonObject body)
    {
        var after = WithDefaults(body);
        foreach (var name in Fixed)
            after[name] = before[name]?.DeepClone();
        after["name"] ??= before["name"]?.DeepClone();
        after["type"] ??= before["type"]?.DeepClone();
        return after;
    }

    public void Save(JsonObject subscription) => _subscriptions.Put(subscription.TextOf("id")!, subscription);

    private static JsonObject WithDefaults(JsonObject body)
    {
        var subscription = body.DeepClone().AsObject();
        subscription["enabled"] ??= true;
        subscription["responseDeadline"] ??= "PT1H";
        return subscription;
    }
}
