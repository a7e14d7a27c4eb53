using System.Net;

namespace TriggerBridge.Benchmarks.Load;

/// <summary>What became of one event. Times count from the beginning of the load.</summary>
internal sealed record OpenAnswer
{
    public required string DeliveryId { get; init; }

    /// <summary>When it should have been sent.</summary>
    public required TimeSpan Due { get; init; }

    public required TimeSpan Sent { get; init; }

    public required TimeSpan Answered { get; init; }

    /// <summary>Null: no answer.</summary>
    public required HttpStatusCode? Status { get; init; }

    /// <summary>Accepted, and an execution started before the answer.</summary>
    public bool IsStarted { get; init; }

    public bool HasRetryAfter { get; init; }

    public bool IsAccepted => Status == HttpStatusCode.Accepted;

    public bool IsRefused => Status == HttpStatusCode.ServiceUnavailable;

    public double Milliseconds => (Answered - Sent).TotalMilliseconds;

    public double MillisecondsLate => (Sent - Due).TotalMilliseconds;
}
