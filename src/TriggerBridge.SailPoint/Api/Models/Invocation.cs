using System.Text;
using System.Text.Json;

namespace TriggerBridge.SailPoint.Api.Models;

/// <summary>One event that was sent to one subscriber.</summary>
public sealed record InvocationStatus : IscDocument
{
    public required string Id { get; init; }

    public string? TriggerId { get; init; }

    public string? SubscriptionName { get; init; }

    public string? SubscriptionId { get; init; }

    /// <summary>An open set: <c>TEST</c>, <c>REAL_TIME</c>.</summary>
    public string? Type { get; init; }

    public DateTimeOffset? Created { get; init; }

    public DateTimeOffset? Completed { get; init; }

    public JsonElement? StartInvocationInput { get; init; }

    public JsonElement? CompleteInvocationInput { get; init; }

    /// <summary>Why it ended without an answer; null where it has one, or is not over.</summary>
    internal string? Failure => CompleteInvocationInput is { ValueKind: JsonValueKind.Object } end && end.TryGetProperty("localizedError", out var error) && error.ValueKind == JsonValueKind.Object
        ? error.TryGetProperty("message", out var message) ? message.ToString() : "it failed"
        : null;
}

/// <summary>A test event to send.</summary>
public sealed record TestInvocation
{
    public required string TriggerId { get; init; }

    /// <summary>The event; without one ISC sends the trigger's example.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>What the subscriber is given besides; ISC demands it, if only <c>{}</c>.</summary>
    public required JsonElement ContentJson { get; init; }

    /// <summary>Null: to all subscriptions of the trigger.</summary>
    public IReadOnlyList<string>? SubscriptionIds { get; init; }
}

/// <summary>A test event that was sent.</summary>
public sealed record Invocation
{
    public string? Id { get; init; }

    public string? TriggerId { get; init; }

    /// <summary>What completes it.</summary>
    public string? Secret { get; init; }

    public JsonElement? ContentJson { get; init; }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Id = ").Append(Id).Append(", TriggerId = ").Append(TriggerId).Append(", Secret = ***");
        return true;
    }
}

/// <summary>The answer to an event that waits for one.</summary>
public sealed record CompleteInvocation
{
    /// <summary>Came with the event.</summary>
    public required string Secret { get; init; }

    public string? Error { get; init; }

    /// <summary>A JSON object; ISC demands it, if only <c>{}</c>.</summary>
    public required JsonElement Output { get; init; }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Secret = ***, Error = ").Append(Error);
        return true;
    }
}
