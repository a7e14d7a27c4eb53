namespace TriggerBridge.Ledger;

/// <summary>What one attempt came to.</summary>
public enum AttemptOutcome
{
    /// <summary>ISC answered with an execution id.</summary>
    Started,

    /// <summary>ISC answered 200 with only a message (a disabled workflow): nothing was started.</summary>
    Refused,

    /// <summary>Known not to have started: no connection, 429.</summary>
    NotStarted,

    /// <summary>No call was made: no credential, no token, or no time left.</summary>
    NotSent,

    /// <summary>401.</summary>
    Unauthorized,

    /// <summary>400, 403, 404: it would be refused again.</summary>
    Rejected,

    /// <summary>Sent, without a clear answer.</summary>
    InDoubt,
}

/// <summary>One try to call execute-external for a delivery, as it stands in the ledger and in the API.</summary>
public sealed record Attempt
{
    /// <summary>The most attempts that are kept with a delivery; older ones give way, and first those that are known to have started nothing.</summary>
    public const int MostKept = 50;

    public required int Number { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public long? DurationMs { get; init; }
    public required AttemptOutcome Outcome { get; init; }
    public int? HttpStatus { get; init; }
    public string? TrackingId { get; init; }
    public string? Message { get; init; }
    public string? WorkflowExecutionId { get; init; }

    /// <summary>
    /// For an attempt that was in doubt: since when it is taken as not started, because ISC showed no execution of it or could not be asked.
    /// </summary>
    public DateTimeOffset? MissingSince { get; init; }

    /// <summary>Nothing is to be looked for.</summary>
    internal bool StartedNothing => Outcome is not (AttemptOutcome.Started or AttemptOutcome.InDoubt) && WorkflowExecutionId is null;
}
