using System.Text.Json.Serialization;

namespace TriggerBridge.Pacing;

/// <summary>The state of a client's circuit breaker. In JSON the values keep the names that operators' scripts wait for.</summary>
public enum CircuitState
{
    /// <summary>Calls go at once.</summary>
    [JsonStringEnumMemberName("Open")]
    Closed,

    /// <summary>Older work waits and goes first; what comes in is only recorded.</summary>
    Draining,

    /// <summary>Nothing is sent: ISC asked to wait, or is out of reach.</summary>
    Paused,

    /// <summary>The pause is over: one call goes out, to see whether ISC is back.</summary>
    [JsonStringEnumMemberName("ProbeDue")]
    HalfOpen,

    /// <summary>Too many calls in a row were not answered: nothing is sent until a read of ISC succeeds, or it is time for a probe.</summary>
    [JsonStringEnumMemberName("CircuitOpen")]
    Open,
}
