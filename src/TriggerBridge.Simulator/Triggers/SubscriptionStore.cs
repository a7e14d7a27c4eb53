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

    public JsonObject? Find(string id) => _subscriptions.Find(id);

    public JsonObject Create(JsonObject body, JsonObject trigger)
    {
        var subscription = body.DeepClone().AsObject();
        subscription["id"] = ids.NextId().ToString();
        subscription["triggerName"] = trigger.TextOf("name");
        subscription["enabled"] ??= true;
        subscription["responseDeadline"] ??= "PT1H";
        _subscriptions.Put(subscription.TextOf("id")!, subscription);
        return subscription;
    }

    /// <summary>The trigger of a subscription never changes.</summary>
    public JsonObject Replace(JsonObject before, JsonObject body)
    {
        var after = body.DeepClone().AsObject();
        foreach (var name in Fixed)
            after[name] = before[name]?.DeepClone();
        after["name"] ??= before["name"]?.DeepClone();
        after["type"] ??= before["type"]?.DeepClone();
        after["enabled"] ??= true;
        _subscriptions.Put(after.TextOf("id")!, after);
        return after;
    }

    public bool Remove(string id) => _subscriptions.Remove(id);
}
