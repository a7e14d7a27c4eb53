using TriggerBridge.SailPoint.Api;
using TriggerBridge.SailPoint.Http;

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
    public sealed record Failed(int HttpStatus, string Message, TimeSpan? RetryAfter) : IscAnswer<T>
    {
        public bool IsRateLimited => RateLimit.IsExceeded(HttpStatus);

        public bool IsOutOfService => RateLimit.IsOutOfService(HttpStatus, RetryAfter);
    }

    /// <summary>No answer: no connection, no token, or too slow.</summary>
    public sealed record Unreachable(string Message) : IscAnswer<T>;

    /// <param name="response">What came of the request.</param>
    /// <param name="read">Reads the body of a success; null if it is not what was asked for.</param>
    public static IscAnswer<T> Of(IscResponse response, Func<ReadOnlyMemory<byte>, T?> read) => response switch
    {
        IscResponse.Received received => Of(received, read) with { ServerDate = received.ServerDate },
        IscResponse.NoToken { Status: { } status } refused => new Failed(status, $"No token: {refused.Message}", refused.RetryAfter),
        IscResponse.NoToken none => new Unreachable($"No token: {none.Message}"),
        IscResponse.NotSent => new Unreachable("The call was not made: it had no permit when there was a token"),
        IscResponse.NoAnswer none => new Unreachable($"ISC did not answer: {none.Reason}"),
        _ => throw new InvalidOperationException("A response has no such case."),
    };

    private static IscAnswer<T> Of(IscResponse.Received received, Func<ReadOnlyMemory<byte>, T?> read) => received switch
    {
        { Status: 404 } => new NotFound(),
        { Error: { } error } => new Failed(received.Status, error.Messages[0], received.RetryAfter),
        { IsComplete: true } when read(received.Body) is { } value => new Found(value),
        _ => new Failed(received.Status, EchoFilter.Unreadable(received.Status), null),
    };
}

/// <summary>ISC took the request to cancel (204).</summary>
internal sealed record CancelAccepted;
