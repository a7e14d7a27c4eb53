using System.Globalization;

namespace TriggerBridge.Time;

/// <summary>Durations and times as they stand in log lines and reasons, for people.</summary>
internal static class ReadableTime
{
    /// <summary>Such as "250 ms", "7.8 s", "9 min", "2 h 5 min" or "7 d".</summary>
    public static string Of(TimeSpan duration)
    {
        if (duration < TimeSpan.FromMilliseconds(999.5)) return Text($"{Math.Round(duration.TotalMilliseconds)} ms");
        if (duration < TimeSpan.FromSeconds(59.95)) return Text($"{Math.Round(duration.TotalSeconds, 1)} s");

        // Rounded first: 59 min 59.9 s are an hour.
        var (days, hours, minutes, seconds) = Parts(duration);
        return (days, hours) switch
        {
            (> 0, _) => Pair(days, "d", hours, "h"),
            (_, > 0) => Pair(hours, "h", minutes, "min"),
            _ => Pair(minutes, "min", seconds, "s"),
        };
    }

    /// <summary>In UTC, such as 2026-06-01T12:30:00Z.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static (int Days, int Hours, int Minutes, int Seconds) Parts(TimeSpan duration)
    {
        var unit = duration >= TimeSpan.FromDays(1) - TimeSpan.FromSeconds(30) ? TimeSpan.FromHours(1)
            : duration >= TimeSpan.FromHours(1) - TimeSpan.FromSeconds(0.5) ? TimeSpan.FromMinutes(1)
            : TimeSpan.FromSeconds(1);
        var rounded = Math.Round(duration / unit) * unit;
        return (rounded.Days, rounded.Hours, rounded.Minutes, rounded.Seconds);
    }

    private static string Pair(int large, string largeUnit, int small, string smallUnit) =>
        small == 0 ? Text($"{large} {largeUnit}") : Text($"{large} {largeUnit} {small} {smallUnit}");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
