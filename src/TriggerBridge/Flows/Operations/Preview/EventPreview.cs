using System.Text.Json;
using System.Text.Json.Serialization;
using TriggerBridge.Ledger;

namespace TriggerBridge.Flows.Operations.Preview;

/// <summary>What a bridge would make of one event.</summary>
public sealed record EventPreview
{
    /// <summary>What the delivery would begin as: <c>Received</c> (then it is sent), <c>Filtered</c> or <c>DeadLettered</c>.</summary>
    public required DeliveryStatus Status { get; init; }

    /// <summary>Why it would be a dead letter.</summary>
    public string? Reason { get; init; }

    /// <summary>What of the event does not fit the bridge's schema; left out where it fits, or there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Mismatch { get; init; }

    public required FilterVerdict Filter { get; init; }

    /// <summary>Null where the sender names none.</summary>
    public string? EventType { get; init; }

    public required string DeliveryId { get; init; }

    /// <summary>The sender's own id; null where a hash of the event stands in for it.</summary>
    public string? SenderId { get; init; }

    /// <summary>The workflow's input as the template makes it; null unless it would be sent.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>The body of the first call, byte for byte: with <c>_deliveryId</c> and <c>_attempt</c>, and in its envelope.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>What ISC would be answered; null where it does not ask, and where the answer depends on what the workflow comes to.</summary>
    public JsonElement? Answer { get; init; }

    /// <summary>What a person should look at; nothing of it stops an event.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>What the workflow says it received; null where it was not asked.</summary>
    public WorkflowTestReport? Test { get; init; }
}

/// <summary>What a bridge's filter says of an event.</summary>
public enum FilterVerdict
{
    /// <summary>The bridge has no filter.</summary>
    None,

    Passed,

    Rejected,

    /// <summary>It could not be told: looking into the event costs too much.</summary>
    Failed,
}
