using TriggerBridge.Ledger;
using TriggerBridge.SailPoint.Execute;

namespace TriggerBridge.Attempts;

/// <summary>An attempt with its outcome, and what is known about when to try again.</summary>
internal sealed record AttemptResult(Attempt Attempt)
{
    /// <summary>How long ISC wants to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Nothing speaks against another attempt at the next sweep.</summary>
    public bool RetryAtOnce { get; init; }

    /// <summary>Its client is paused or busy, nothing is wrong with the delivery: it waits in the order in which it came.</summary>
    public bool WaitsForClient { get; init; }

    /// <summary>The one place where ISC's answer becomes an outcome in the ledger.</summary>
    public static AttemptResult From(ExecuteOutcome outcome, int number, DateTimeOffset startedAt, TimeSpan duration)
    {
        var attempt = new Attempt
        {
            Number = number,
            StartedAt = startedAt,
            DurationMs = (long)duration.TotalMilliseconds,
            Outcome = outcome switch
            {
                ExecuteOutcome.Started => AttemptOutcome.Started,
                ExecuteOutcome.Refused => AttemptOutcome.Refused,
                ExecuteOutcome.NotStarted => AttemptOutcome.NotStarted,
                ExecuteOutcome.Unauthorized => AttemptOutcome.Unauthorized,
                ExecuteOutcome.Rejected => AttemptOutcome.Rejected,
                _ => AttemptOutcome.InDoubt,
            },
            HttpStatus = outcome.HttpStatus,
            TrackingId = outcome.TrackingId,
            Message = outcome.Message,
            WorkflowExecutionId = (outcome as ExecuteOutcome.Started)?.WorkflowExecutionId,
        };
        // What is known not to have started for a reason worth waiting for has paused its client.
        return new AttemptResult(attempt) { WaitsForClient = outcome is ExecuteOutcome.NotStarted };
    }

    /// <summary>No call was made, and why.</summary>
    public static AttemptResult NotSent(int number, DateTimeOffset at, string reason) =>
        new(new Attempt { Number = number, StartedAt = at, Outcome = AttemptOutcome.NotSent, Message = reason });
}
