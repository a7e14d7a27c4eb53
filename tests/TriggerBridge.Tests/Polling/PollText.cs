using System.Text.Json.Nodes;
using TriggerBridge.Tests.Bridges;

namespace TriggerBridge.Tests.Polling;

/// <summary>A good poll section, and the same with one value changed.</summary>
internal static class PollText
{
    public const string Good =
        """
        {
          "schedule": "0 */5 * * * *",
          "request": { "url": "https://source.example.com/users", "query": { "since": "{{$$.cursor}}", "limit": "100" } },
          "items": "$.result[*]", "deliveryId": "{{$.id}}/{{$.v}}", "cursor": "$.changed", "startAt": "2026-01-01T00:00:00Z"
        }
        """;

    /// <param name="changes">Paths with dots between the names, and the new value as JSON; null removes the key.</param>
    public static string With(params (string Path, string? Json)[] changes)
    {
        var root = JsonNode.Parse(Good)!.AsObject();
        foreach (var (path, json) in changes)
        {
            var names = path.Split('.');
            var section = root;
            foreach (var name in names[..^1]) section = (JsonObject)(section[name] ??= new JsonObject());
            if (json is null) section.Remove(names[^1]);
            else section[names[^1]] = JsonNode.Parse(json);
        }

        return root.ToJsonString();
    }

    /// <summary>A whole bridge file with it, and without a webhook.</summary>
    public static string Bridge(string poll)
    {
        var bridge = JsonNode.Parse(BridgeText.With("webhook", null))!.AsObject();
        bridge["poll"] = JsonNode.Parse(poll);
        return bridge.ToJsonString();
    }
}
