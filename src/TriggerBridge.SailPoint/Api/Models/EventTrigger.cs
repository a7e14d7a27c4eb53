using System.Text.Json;

namespace TriggerBridge.SailPoint.Api.Models;

/// <summary>Something in ISC that subscribers are told of.</summary>
public sealed record EventTrigger : IscDocument
{
    /// <summary>Such as <c>idn:identity-created</c>.</summary>
    public required string Id { get; init; }

    public string? Name { get; init; }

    /// <summary>See <see cref="EventTriggerType"/>.</summary>
    public string? Type { get; init; }

    public string? Description { get; init; }

    /// <summary>A JSON Schema, as text.</summary>
    public string? InputSchema { get; init; }

    public JsonElement? ExampleInput { get; init; }

    public string? OutputSchema { get; init; }

    public JsonElement? ExampleOutput { get; init; }
}

/// <summary>The known names in an open set.</summary>
public static class EventTriggerType
{
    /// <summary>A subscriber answers; only one per trigger.</summary>
    public const string RequestResponse = "REQUEST_RESPONSE";

    public const string FireAndForget = "FIRE_AND_FORGET";
}
