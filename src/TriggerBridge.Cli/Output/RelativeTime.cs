using System.Globalization;

namespace TriggerBridge.Cli.Output;

/// <summary>Times as people say them.</summary>
internal static class RelativeTime
{
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Far = TimeSpan.FromDays(30);

    /// <returns>Such as <c>2 min ago</c> or <c>in 3 h</c>; the day where it is far away.</returns>
    public static string Of(DateTimeOffset time, DateTimeOffset now)
    {
        var length = (now - time).Duration();
        if (length < Recent) return "just now";
        if (length >= Far) return time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        length = TimeSpan.FromSeconds(Math.Floor(length.TotalSeconds));
        return time <= now ? $"{Of(length)} ago" : $"in {Of(length)}";
    }

    /// <returns>Such as <c>840 ms</c>, <c>12 s</c>, <c>3 min</c>, <c>5 h</c> or <c>2 days</c>.</returns>
    public static string Of(TimeSpan length) => length switch
    {
        { TotalSeconds: < 1 } => Text($"{length.TotalMilliseconds:0} ms"),
        { TotalSeconds: < 10 } when length.Milliseconds > 0 => Text($"{length.TotalSeconds:0.#} s"),
        { TotalMinutes: < 1 } => Text($"{Math.Floor(length.TotalSeconds):0} s"),
        { TotalHours: < 1 } => Text($"{Math.Floor(length.TotalMinutes):0} min"),
        { TotalDays: < 1 } => Text($"{Math.Floor(length.TotalHours):0} h"),
        { TotalDays: < 2 } => "1 day",
        _ => Text($"{Math.Floor(length.TotalDays):0} days"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
