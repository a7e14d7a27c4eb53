using System.Text.Json.Serialization;
using TriggerBridge.Simulator.Http;
using TriggerBridge.Simulator.Operations;

namespace TriggerBridge.Simulator.Faults;

/// <summary>A fault as it is posted and listed; <see cref="FaultRules"/> says what goes together.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FaultSpec
{
    public Operation? On { get; init; }

    public string? WorkflowId { get; init; }

    /// <summary>How many times it still fires; without it, until it is cleared.</summary>
    public int? Times { get; init; }

    public double? Probability { get; init; }

    public int? Status { get; init; }

    public int? RetryAfter { get; init; }

    public double? HangSeconds { get; init; }

    public bool? Drop { get; init; }

    public int? ExecuteThenStatus { get; init; }

    public double? ExecuteThenHangSeconds { get; init; }

    public bool? ExecuteThenDrop { get; init; }

    public bool? Disabled { get; init; }

    public ExecutionStatus? FinalStatus { get; init; }

    public double? DelaySeconds { get; init; }

    public bool? DeadlinePassed { get; init; }
}
