using System.Text.Json.Nodes;

namespace TriggerBridge.Bridges.Files;

/// <summary>Pieces of JSON Schema.</summary>
internal static class Schemas
{
    public static JsonObject OneOf(IEnumerable<string> texts) => new() { ["enum"] = new JsonArray([.. texts.Select(text => JsonValue.Create(text))]) };

    public static JsonObject Text() => new() { ["type"] = "string" };
}
