namespace TriggerBridge.SailPoint.Http;

/// <summary>How a server says that it is called too much, and when it may be called again: the one place that knows.</summary>
internal static class RateLimit
{
    /// <summary>429: nothing was done. The same request may be sent again once <see cref="RetryAfter"/> is over.</summary>
    public static bool IsExceeded(int? status) => status == 429;

    /// <summary>503 with <c>Retry-After</c>: calls are not welcome for so long. Whether this one did something is not said.</summary>
    public static bool IsOutOfService(int? status, TimeSpan? retryAfter) => status == 503 && retryAfter is not null;

    /// <summary>
    /// <c>Retry-After</c> in seconds or as an HTTP date; the date is measured on the server's own clock, if it sent its
    /// <c>Date</c>. Zero or more; null if it is missing or makes no sense.
    /// </summary>
    public static TimeSpan? RetryAfter(this HttpResponseMessage response, TimeProvider time)
    {
        if (response.Headers.RetryAfter is not { } header)
            return null;

        var wait = header.Delta ?? header.Date - (response.Headers.Date ?? time.GetUtcNow());
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
