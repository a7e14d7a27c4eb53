using System.Text.Json;
using Microsoft.Extensions.Options;
using NCrontab;

namespace TriggerBridge.Functions.Hosting;

/// <summary>The schedules of the timer functions, read from the same <c>function.json</c> files that the Functions host reads.</summary>
internal sealed class TimerSchedules(IConfiguration configuration)
{
    /// <summary>The settings that schedules refer to (<c>%Name%</c>), where nobody sets them.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> Defaults { get; } =
    [
        new("ProcessDueWorkSchedule", "*/10 * * * * *"),
        new("PollSourcesSchedule", "0 * * * * *"),
        new("PurgeLedgerSchedule", "0 17 3 * * *"),
    ];

    /// <exception cref="OptionsValidationException">The schedule is missing or not a cron expression with six fields.</exception>
    public CrontabSchedule Of(string function)
    {
        var text = Resolve(function, Read(function));
        return CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = true })
            ?? throw Invalid(function, $"'{text}' is not a cron expression with six fields ({{second}} {{minute}} {{hour}} {{day}} {{month}} {{day of week}}).");
    }

    private static string Read(string function)
    {
        var file = Path.Combine(AppContext.BaseDirectory, function, "function.json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.GetProperty("bindings").EnumerateArray()
            .Where(binding => binding.GetProperty("type").ValueEquals("timerTrigger"))
            .Select(binding => binding.GetProperty("schedule").GetString())
            .FirstOrDefault() ?? throw Invalid(function, "its function.json has no schedule.");
    }

    private string Resolve(string function, string schedule)
    {
        if (schedule is not ['%', .. var setting, '%'])
            return schedule;
        return configuration[setting] is { Length: > 0 } value ? value : throw Invalid(function, $"the setting {setting} is empty.");
    }

    private static OptionsValidationException Invalid(string function, string problem) =>
        new(function, typeof(TimerSchedules), [$"The schedule of {function} cannot be used: {problem}"]);
}
