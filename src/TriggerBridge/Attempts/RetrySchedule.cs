using TriggerBridge.Bridges;

namespace TriggerBridge.Attempts;

/// <summary>
/// Exponential back-off with full jitter
/// (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/): a backlog never comes back as one wave.
/// </summary>
internal static class RetrySchedule
{
    /// <summary>How long to wait after an attempt.</summary>
    /// <param name="policy">The bridge's <c>retry</c>.</param>
    /// <param name="attempt">The number of the attempt that just ended, from 1.</param>
    /// <param name="retryAfter">What ISC asked for; never undercut.</param>
    /// <param name="random">In [0, 1).</param>
    public static TimeSpan Delay(RetryPolicy policy, int attempt, TimeSpan? retryAfter, double random)
    {
        var ceiling = Math.Min(policy.First.TotalSeconds * Math.Pow(2, Math.Clamp(attempt - 1, 0, 60)), policy.Max.TotalSeconds);
        var delay = TimeSpan.FromSeconds(ceiling * random);
        return retryAfter is { } least && least > delay ? least : delay;
    }

    public static bool GivesUp(RetryPolicy policy, DateTimeOffset since, DateTimeOffset next) => next - since > policy.GiveUpAfter;
}
