namespace TriggerBridge.SailPoint.Executions;

/// <summary>What one read of ISC came to.</summary>
internal abstract record IscAnswer<T>
{
    private IscAnswer()
    {
    }

    /// <summary>ISC's clock, from the answer's <c>Date</c> header.</summary>
    public DateTimeOffset? ServerDate { get; init; }

    public sealed record Found(T Value) : IscAnswer<T>;

    /// <summary>404: not visible yet, archived after 90 days, or never there.</summary>
    public sealed record NotFound : IscAnswer<T>;

    /// <summary>ISC answered, but not with what was asked for.</summary>
    /// <param name="HttpStatus">200 for a body that cannot be read.</param>
    /// <param name="Message">One short line without the token.</param>
    /// <param name="RetryAfter">Null if ISC named no time.</param>
    public sealed record Failed(int HttpStatus, string Message, TimeSpan? RetryAfter) : IscAnswer<T>;

    /// <summary>No answer: no connection, no token, or too slow.</summary>
    public sealed record Unreachable(string Message) : IscAnswer<T>;
}

/// <summary>ISC took the request to cancel (204).</summary>
internal sealed record CancelAccepted;
