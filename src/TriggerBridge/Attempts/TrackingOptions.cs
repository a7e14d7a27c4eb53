using Microsoft.Extensions.Options;

namespace TriggerBridge.Attempts;

/// <summary>How often ISC is asked about executions; section <c>TriggerBridge</c>. The defaults are meant to stay.</summary>
public sealed class TrackingOptions
{
    /// <summary>Between two lists of a workflow's recent executions.</summary>
    public TimeSpan TrackRecentEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an execution counts as recent.</summary>
    public TimeSpan RecentWindow { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Between two looks at an execution that is open for longer.</summary>
    public TimeSpan TrackOlderEvery { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long ISC keeps executions: what it does not show after that will not come back.</summary>
    public TimeSpan ArchivedAfter { get; set; } = TimeSpan.FromDays(90);

    /// <summary>The least wait between two looks for what is in doubt; it grows with the doubt's age.</summary>
    public TimeSpan InDoubtLeastWait { get; set; } = TimeSpan.FromSeconds(15);

    public TimeSpan InDoubtMostWait { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>An absence counts at this age even if no later execution is visible. No execution is taken to begin later than this.</summary>
    public TimeSpan AbsentAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long the proof lasts that executions of a workflow can be found by their delivery ids.</summary>
    public TimeSpan SelfCheckEvery { get; set; } = TimeSpan.FromDays(1);

    /// <summary>When what was taken as missing is looked up again.</summary>
    public TimeSpan MissingLookAgainFirst { get; set; } = TimeSpan.FromHours(1);

    /// <summary>When what was taken as missing is looked up for the last time.</summary>
    public TimeSpan MissingLookAgainLast { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Added to a window on both sides: ISC's clock is known to the second, and its start times lie a little off the calls.</summary>
    public TimeSpan WindowMargin { get; set; } = TimeSpan.FromMinutes(1);
}

internal sealed class TrackingOptionsValidator : IValidateOptions<TrackingOptions>
{
    public ValidateOptionsResult Validate(string? name, TrackingOptions options)
    {
        var problems = Periods(options)
            .Where(period => period.Value <= TimeSpan.Zero || period.Value > TimeSpan.FromDays(365))
            .Select(period => $"TriggerBridge__{period.Name} must lie above 00:00:00 and below 365 days.")
            .ToList();
        if (options.InDoubtLeastWait > options.InDoubtMostWait)
            problems.Add("TriggerBridge__InDoubtLeastWait must not be longer than TriggerBridge__InDoubtMostWait.");
        if (options.MissingLookAgainFirst > options.MissingLookAgainLast)
            problems.Add("TriggerBridge__MissingLookAgainFirst must not be longer than TriggerBridge__MissingLookAgainLast.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<(string Name, TimeSpan Value)> Periods(TrackingOptions options) =>
    [
        (nameof(options.TrackRecentEvery), options.TrackRecentEvery),
        (nameof(options.RecentWindow), options.RecentWindow),
        (nameof(options.TrackOlderEvery), options.TrackOlderEvery),
        (nameof(options.ArchivedAfter), options.ArchivedAfter),
        (nameof(options.InDoubtLeastWait), options.InDoubtLeastWait),
        (nameof(options.InDoubtMostWait), options.InDoubtMostWait),
        (nameof(options.AbsentAfter), options.AbsentAfter),
        (nameof(options.SelfCheckEvery), options.SelfCheckEvery),
        (nameof(options.MissingLookAgainFirst), options.MissingLookAgainFirst),
        (nameof(options.MissingLookAgainLast), options.MissingLookAgainLast),
        (nameof(options.WindowMargin), options.WindowMargin),
    ];
}
