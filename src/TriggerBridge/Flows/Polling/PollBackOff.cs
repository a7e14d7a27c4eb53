namespace TriggerBridge.Flows.Polling;

/// <summary>When a poll that failed is tried again.</summary>
internal static class PollBackOff
{
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestAsked = TimeSpan.FromDays(1);

    /// <param name="failures">In a row, this one counted.</param>
    /// <param name="retryAfter">As the source asked; it is never asked earlier, and not much later.</param>
    /// <param name="random">In [0, 1): up to a tenth is added, so that polls of one source spread.</param>
    public static TimeSpan Delay(int failures, TimeSpan? retryAfter, double random)
    {
        if (retryAfter is { } asked) return asked < LongestAsked ? asked : LongestAsked;
        var doubled = First * Math.Pow(2, Math.Min(failures - 1, 10));
        var delay = doubled * (1 + (random / 10));
        return delay < Longest ? delay : Longest;
    }
}
