namespace TriggerBridge.SailPoint.Http;

internal static class ResponseTimes
{
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
