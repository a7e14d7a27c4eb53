using System.Diagnostics.CodeAnalysis;
using NCrontab;

namespace TriggerBridge.Bridges.Polls;

/// <summary>When a poll runs: a cron expression in UTC with six fields, to the minute.</summary>
internal sealed class PollSchedule
{
    private readonly CrontabSchedule _schedule;

    private PollSchedule(string text, CrontabSchedule schedule) => (Text, _schedule) = (text, schedule);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    public static bool TryParse(string text, [NotNullWhen(true)] out PollSchedule? schedule)
    {
        var isToTheMinute = text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["0", ..];
        schedule = isToTheMinute && CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = true }) is { } parsed
            ? new PollSchedule(text, parsed)
            : null;
        return schedule is not null;
    }

    /// <summary>The first time that is not before this minute: a timer that ticks a moment late has not missed its own minute.</summary>
    public DateTimeOffset FirstFrom(DateTimeOffset time) => After(time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMinute)).AddTicks(-1));

    public DateTimeOffset After(DateTimeOffset time) => new(_schedule.GetNextOccurrence(time.UtcDateTime), TimeSpan.Zero);
}
