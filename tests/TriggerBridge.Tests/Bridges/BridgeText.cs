using System.Text.Json.Nodes;

namespace TriggerBridge.Tests.Bridges;

/// <summary>A good bridge file, and the same with one value changed.</summary>
internal static class BridgeText
{
    public const string Good =
        """
        {
          "webhook": { "scheme": "github", "secret": "github-webhook-secret" },
          "input": { "login.$": "$.login" },
          "workflow": { "tenant": "acme", "id": "c17bea3a-574d-453c-9e04-4365fbf5af0b", "credential": "isc-leavers" }
        }
        """;

    /// <param name="path">Names with dots between them; what is missing on the way is made.</param>
    /// <param name="json">The new value; null removes the key.</param>
    /// <param name="text">Another good file than the usual one.</param>
    public static string With(string path, string? json, string text = Good)
    {
        var root = JsonNode.Parse(text)!.AsObject();
        var names = path.Split('.');
        var section = root;
        foreach (var name in names[..^1]) section = (JsonObject)(section[name] ??= new JsonObject());
        if (json is null) section.Remove(names[^1]);
        else section[names[^1]] = JsonNode.Parse(json);
        return root.ToJsonString();
    }
}
