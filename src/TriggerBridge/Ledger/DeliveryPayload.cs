using System.Text.Json;

namespace TriggerBridge.Ledger;

/// <summary>What came in and what goes out: kept compressed beside the delivery, read only where it is needed.</summary>
public sealed record DeliveryPayload
{
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The workflow's input as JSON, as mapped when the event came in; empty where the mapping failed.</summary>
    public required ReadOnlyMemory<byte> Input { get; init; }

    public string? ContentType { get; init; }
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What stood around the list of events that this one is of; undefined where it came alone.</summary>
    public JsonElement Envelope { get; init; }
}

/// <summary>The small part of a payload, in front of the body and the input.</summary>
internal sealed record PayloadHeader
{
    public string? ContentType { get; init; }
    public IReadOnlyDictionary<string, string>? Headers { get; init; }
    public IReadOnlyDictionary<string, string>? Query { get; init; }
    public JsonElement? Envelope { get; init; }
}
