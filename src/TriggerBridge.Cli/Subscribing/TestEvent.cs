using System.Text.Json;
using System.Text.Json.Nodes;
using TriggerBridge.Bridges;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Cli.Subscribing;

/// <summary>A trigger's example with an id of its own: ISC's is the same each time, and the app would take the next one for a repeat.</summary>
internal sealed class TestEvent(Bridge bridge, EventTrigger trigger)
{
    private readonly string _id = $"triggerbridge-test-{Guid.NewGuid():N}";

    /// <summary>What ISC is to send; null: its example, which gets an id from ISC where it waits for an answer.</summary>
    public JsonElement? Input => trigger.Type == EventTriggerType.RequestResponse ? null : With(_id);

    /// <summary>What is in the ledger under one of these before the event is sent is another one.</summary>
    public IReadOnlyList<string> ExpectedIds => Identify(_id);

    /// <summary>The deliveries that it can become.</summary>
    /// <param name="invocationId">ISC's own id, by which it may replace ours.</param>
    public IReadOnlyList<string> DeliveryIds(string invocationId) => [.. ExpectedIds.Union(Identify(invocationId), StringComparer.Ordinal)];

    // As the app does it: a bridge may have rules of its own for ids.
    private IReadOnlyList<string> Identify(string id)
    {
        var request = new WebhookRequest
        {
            Method = "POST",
            Headers = new Dictionary<string, string>(StringComparer.Ordinal),
            Query = new Dictionary<string, string>(StringComparer.Ordinal),
            ContentType = "application/json",
            Body = JsonSerializer.SerializeToUtf8Bytes(With(id)),
        };
        return [.. bridge.Sender!.Read(request, bridge.Name, DateTimeOffset.UnixEpoch).All.Select(each => each.Identity.DeliveryId)];
    }

    private JsonElement With(string id)
    {
        var input = trigger.ExampleInput is { ValueKind: JsonValueKind.Object } example ? JsonObject.Create(example)! : [];
        input["_metadata"] = new JsonObject { ["invocationId"] = id };
        return JsonElement.Parse(input.ToJsonString());
    }
}
