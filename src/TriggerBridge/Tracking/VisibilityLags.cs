using System.Globalization;

namespace TriggerBridge.Tracking;

/// <summary>How late ISC has shown the executions of a workflow: their number and the largest lag of each UTC day, for thirty days.</summary>
internal sealed class VisibilityLags
{
    private const int DaysKept = 30;
    private const string DayFormat = "yyyyMMdd";

    public static readonly VisibilityLags None = new([]);

    private readonly IReadOnlyList<Day> _days;

    private VisibilityLags(IReadOnlyList<Day> days) => _days = days;

    /// <summary>Of the last thirty days; zero where nothing was measured.</summary>
    public TimeSpan Largest(DateTimeOffset now) => Kept(now).Select(day => day.Largest).DefaultIfEmpty().Max();

    /// <summary>How many were measured in the last thirty days.</summary>
    public int Count(DateTimeOffset now) => Kept(now).Sum(day => day.Count);

    public VisibilityLags With(IReadOnlyCollection<TimeSpan> lags, DateTimeOffset now)
    {
        if (lags.Count == 0)
            return this;
        var today = DateOf(now);
        var known = _days.FirstOrDefault(day => day.Date == today);
        var largest = lags.Max();
        var changed = new Day(today, (known?.Count ?? 0) + lags.Count, largest > known?.Largest || known is null ? largest : known.Largest);
        return new VisibilityLags([.. Kept(now).Where(day => day.Date != today), changed]);
    }

    /// <summary>Such as <c>20260601:12:340000000</c>, a day each: the date, how many, and the largest in ticks.</summary>
    public override string ToString() =>
        string.Join(',', _days.Select(day => string.Create(CultureInfo.InvariantCulture, $"{day.Date.ToString(DayFormat, CultureInfo.InvariantCulture)}:{day.Count}:{day.Largest.Ticks}")));

    /// <summary>What a newer version may write otherwise is passed over.</summary>
    public static VisibilityLags Read(string text)
    {
        var days = new List<Day>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split(':') is [var date, var count, var ticks]
                && DateOnly.TryParseExact(date, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var largest))
                days.Add(new Day(day, number, TimeSpan.FromTicks(largest)));
        }

        return new VisibilityLags(days);
    }

    private IEnumerable<Day> Kept(DateTimeOffset now)
    {
        var first = DateOf(now).AddDays(-DaysKept);
        return _days.Where(day => day.Date >= first);
    }

    private static DateOnly DateOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    private sealed record Day(DateOnly Date, int Count, TimeSpan Largest);
}
