using Microsoft.Extensions.Options;
using NCrontab;

namespace TriggerBridge.LocalHost;

/// <summary>When timers tick: cron expressions as the Functions host reads them.</summary>
internal sealed class TimerSchedules(IConfiguration configuration)
{
    /// <exception cref="OptionsValidationException">The schedule is missing or not a cron expression with six fields.</exception>
    public CrontabSchedule Of(TimerFunction function)
    {
        var text = function.Schedule is ['%', .. var setting, '%'] ? Read(function, setting) : function.Schedule;
        return CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = true })
            ?? throw Invalid(function, $"'{text}' is not a cron expression with six fields ({{second}} {{minute}} {{hour}} {{day}} {{month}} {{day of week}}).");
    }

    private string Read(TimerFunction function, string setting) => configuration[setting] is { Length: > 0 } value
        ? value
        : throw Invalid(function, $"the setting {setting} is not set; local.settings.sample.json has an example.");

    private static OptionsValidationException Invalid(TimerFunction function, string problem) =>
        new(function.Name, typeof(TimerSchedules), [$"The schedule of {function.Name} cannot be used: {problem}"]);
}
