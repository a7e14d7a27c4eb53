using System.Text.Json;

namespace TriggerBridge.Mapping;

/// <summary>What paths are resolved against: <c>$</c> is the event, <c>$$</c> is all the rest.</summary>
public sealed record EventContext
{
    public required JsonElement Event { get; init; }

    /// <summary>Names in lower case.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required IReadOnlyDictionary<string, string> Query { get; init; }

    public required string BridgeName { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Null until it is known: it may itself come from a template.</summary>
    public string? DeliveryId { get; init; }

    /// <summary>Null where the sender names none.</summary>
    public string? EventType { get; init; }
}
