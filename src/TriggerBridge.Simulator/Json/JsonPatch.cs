using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.JsonPatch.SystemTextJson;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Json;

/// <summary>Applies a JSON Patch (RFC 6902) to a copy: all of it, or nothing.</summary>
internal static class JsonPatch
{

    /// <returns>Null if an operation is none, or does not fit.</returns>
    public static JsonObject? Apply(JsonObject document, JsonArray operations)
    {
        if (!operations.All(operation => operation is JsonObject each && IsOperation(each)))
            return null;

        var copy = document.DeepClone().AsObject();
        var fits = true;
        try
        {
            operations.Deserialize<JsonPatchDocument>()!.ApplyTo(copy, _ => fits = false);
        }
        catch (JsonException)
        {
            return null;
        }

        return fits ? copy : null;
    }

    // The library passes over an operation that it does not know, and takes a value that is missing for null. The whole document ("") cannot
    // be changed.
    private static bool IsOperation(JsonObject operation) => operation.TextOf("path") is ['/', ..] && operation.TextOf("op") switch
    {
        "add" or "replace" or "test" => operation.ContainsKey("value"),
        "move" or "copy" => operation.TextOf("from") is ['/', ..],
        "remove" => true,
        _ => false,
    };
}
