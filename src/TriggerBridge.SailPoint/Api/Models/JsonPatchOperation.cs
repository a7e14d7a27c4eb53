using System.Text.Json;

namespace TriggerBridge.SailPoint.Api.Models;

/// <summary>One change of a JSON Patch (RFC 6902).</summary>
public sealed record JsonPatchOperation
{
    /// <summary><c>add</c>, <c>remove</c>, <c>replace</c>, <c>move</c>, <c>copy</c> or <c>test</c>.</summary>
    public required string Op { get; init; }

    /// <summary>A JSON Pointer, such as <c>/enabled</c>.</summary>
    public required string Path { get; init; }

    /// <summary>For <c>move</c> and <c>copy</c>: from where.</summary>
    public string? From { get; init; }

    public JsonElement? Value { get; init; }

    public static JsonPatchOperation Add(string path, JsonElement value) => new() { Op = "add", Path = path, Value = value };

    public static JsonPatchOperation Replace(string path, JsonElement value) => new() { Op = "replace", Path = path, Value = value };

    public static JsonPatchOperation Replace(string path, bool value) => Replace(path, JsonSerializer.SerializeToElement(value, IscJson.Default.Boolean));

    public static JsonPatchOperation Replace(string path, string value) => Replace(path, JsonSerializer.SerializeToElement(value, IscJson.Default.String));

    public static JsonPatchOperation Remove(string path) => new() { Op = "remove", Path = path };
}
