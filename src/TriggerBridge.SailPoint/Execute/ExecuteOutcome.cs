using TriggerBridge.SailPoint.Http;

namespace TriggerBridge.SailPoint.Execute;

/// <summary>
/// What is known after one call of execute-external. There is no idempotency key, so only <see cref="InDoubt"/>
/// is undecided: every other case is certain about whether an execution was started.
/// </summary>
public abstract record ExecuteOutcome
{
    private ExecuteOutcome()
    {
    }

    /// <summary>Plain text for an operator, at most 300 characters, without the token and without values of the input.</summary>
    public required string Message { get; init; }

    /// <summary>Null if no answer came.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>ISC's id of the failed request, which its support asks for.</summary>
    public string? TrackingId { get; init; }

    /// <summary>ISC's clock, from the answer's <c>Date</c> header.</summary>
    public DateTimeOffset? ServerDate { get; init; }

    public sealed record Started : ExecuteOutcome
    {
        public required string WorkflowExecutionId { get; init; }
    }

    /// <summary>200 with only a message: the workflow is disabled, as it is while somebody edits it. Worth trying later.</summary>
    public sealed record Refused : ExecuteOutcome;

    /// <summary>Certainly not started and worth trying again: the request did not leave, or 429.</summary>
    public sealed record NotStarted : ExecuteOutcome
    {
        /// <summary>As ISC sent it, zero or more; null if it named no time.</summary>
        public TimeSpan? RetryAfter { get; init; }

        internal bool IsRateLimited => RateLimit.IsExceeded(HttpStatus);
    }

    /// <summary>401: the token is not (or no longer) accepted.</summary>
    public sealed record Unauthorized : ExecuteOutcome;

    /// <summary>Any other 4xx: the same request would be answered so again.</summary>
    public sealed record Rejected : ExecuteOutcome;

    /// <summary>The request left and its answer is missing or says neither: an execution may or may not have been started.</summary>
    public sealed record InDoubt : ExecuteOutcome
    {
        /// <summary>How long ISC wants to be left alone (503); null if it named no time.</summary>
        public TimeSpan? RetryAfter { get; init; }
    }
}
