using System.Globalization;
using System.Text.Json.Nodes;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Json;

/// <summary>Applies a JSON Patch (RFC 6902) to a copy: all of it, or nothing.</summary>
internal static class JsonPatch
{
    /// <returns>Null if an operation is none, or does not fit.</returns>
    public static JsonObject? Apply(JsonObject document, JsonArray operations)
    {
        var copy = document.DeepClone().AsObject();
        return operations.All(operation => operation is JsonObject each && TryApply(copy, each)) ? copy : null;
    }

    private static bool TryApply(JsonObject document, JsonObject operation)
    {
        if (operation.TextOf("path") is not { } path)
            return false;

        switch (operation.TextOf("op"))
        {
            case "add" when operation.ContainsKey("value"):
                return TryAdd(document, path, operation["value"]?.DeepClone());
            case "replace" when operation.ContainsKey("value"):
                return TryFind(document, path, out _) && TryRemove(document, path) && TryAdd(document, path, operation["value"]?.DeepClone());
            case "remove":
                return TryRemove(document, path);
            case "test" when operation.ContainsKey("value"):
                return TryFind(document, path, out var tested) && JsonNode.DeepEquals(tested, operation["value"]);
            case "move" when operation.TextOf("from") is { } from:
                return TryFind(document, from, out var moved) && TryRemove(document, from) && TryAdd(document, path, moved?.DeepClone());
            case "copy" when operation.TextOf("from") is { } from:
                return TryFind(document, from, out var copied) && TryAdd(document, path, copied?.DeepClone());
            default:
                return false;
        }
    }

    private static bool TryAdd(JsonNode document, string pointer, JsonNode? value)
    {
        switch (Parent(document, pointer, out var name))
        {
            case JsonObject parent:
                parent[name] = value;
                return true;
            case JsonArray list when name == "-":
                list.Add(value);
                return true;
            case JsonArray list when IndexOf(name) is { } index && index <= list.Count:
                list.Insert(index, value);
                return true;
            default:
                return false;
        }
    }

    private static bool TryRemove(JsonNode document, string pointer)
    {
        switch (Parent(document, pointer, out var name))
        {
            case JsonObject parent:
                return parent.Remove(name);
            case JsonArray list when IndexOf(name) is { } index && index < list.Count:
                list.RemoveAt(index);
                return true;
            default:
                return false;
        }
    }

    private static bool TryFind(JsonNode document, string pointer, out JsonNode? found)
    {
        found = null;
        var parent = Parent(document, pointer, out var name);
        if (parent is JsonObject fields)
            return fields.TryGetPropertyValue(name, out found);
        if (parent is not JsonArray list || IndexOf(name) is not { } index || index >= list.Count)
            return false;
        found = list[index];
        return true;
    }

    private static JsonNode? Parent(JsonNode document, string pointer, out string name)
    {
        var parts = pointer.Split('/');
        name = Unescape(parts[^1]);
        // The whole document cannot be replaced, and a pointer begins with a slash.
        if (parts.Length < 2 || parts[0].Length > 0)
            return null;

        JsonNode? node = document;
        foreach (var part in parts[1..^1].Select(Unescape))
        {
            node = node switch
            {
                JsonObject fields => fields[part],
                JsonArray list when IndexOf(part) is { } index && index < list.Count => list[index],
                _ => null,
            };
        }

        return node;
    }

    private static int? IndexOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;

    private static string Unescape(string part) => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
