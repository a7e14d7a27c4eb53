using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TriggerBridge.SailPoint.Api;

/// <summary>One call of an operation.</summary>
internal sealed record IscRequest(IscOperation Operation)
{
    public const string Json = "application/json";
    public const string JsonPatch = "application/json-patch+json";

    /// <summary>What stands for <c>{id}</c> in the path.</summary>
    public string? Id { get; private init; }

    /// <summary>Escaped, without the question mark.</summary>
    public string Query { get; init; } = "";

    public ReadOnlyMemory<byte> Body { get; private init; }

    public string MediaType { get; private init; } = Json;

    public IscRequest Of(string id) => this with { Id = string.IsNullOrWhiteSpace(id) ? throw new ArgumentException("An id is needed.", nameof(id)) : id };

    public IscRequest With<T>(T body, JsonTypeInfo<T> type, string mediaType = Json) =>
        this with { Body = JsonSerializer.SerializeToUtf8Bytes(body, type), MediaType = mediaType };
}
