namespace TriggerBridge.Ledger;

/// <summary>What the <c>Date</c> of an answer says about its server's clock.</summary>
internal static class DateHeader
{
    // The header has whole seconds and its way takes a moment: within this, two clocks are taken to agree.
    private static readonly TimeSpan Agreement = TimeSpan.FromSeconds(2);

    /// <returns>How far the server's clock is ahead; zero while the two agree to a second or two.</returns>
    /// <param name="known">How far it was taken to be ahead before.</param>
    /// <param name="date">The header, which the server wrote at some time of the call.</param>
    /// <param name="now">By the other clock, when the answer was read.</param>
    /// <param name="took">How long the call took until then.</param>
    public static TimeSpan Ahead(TimeSpan known, DateTimeOffset date, DateTimeOffset now, TimeSpan took)
    {
        // The true time lies in the second that the header names: its middle is the best guess. A slow call, or a process that stood still before
        // it read the answer, makes the header old: then it only says between which limits the server's clock is.
        var (least, most) = (date - now, date.AddSeconds(1) - (now - took));
        var ahead = took <= Agreement ? date.AddMilliseconds(500) - now : TimeSpan.FromTicks(Math.Clamp(known.Ticks, least.Ticks, most.Ticks));
        return ahead.Duration() <= Agreement ? TimeSpan.Zero : ahead;
    }
}
