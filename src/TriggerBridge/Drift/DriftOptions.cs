using Microsoft.Extensions.Options;

namespace TriggerBridge.Drift;

/// <summary>Whether what events look like is kept; section <c>TriggerBridge</c>.</summary>
public sealed class DriftOptions
{
    /// <summary>How often an instance writes down what it has seen. Zero: nothing is looked at, and nothing is kept.</summary>
    public TimeSpan DriftInterval { get; set; } = TimeSpan.FromMinutes(5);
}

internal sealed class DriftOptionsValidator : IValidateOptions<DriftOptions>
{
    public ValidateOptionsResult Validate(string? name, DriftOptions options) =>
        options.DriftInterval == TimeSpan.Zero || (options.DriftInterval >= TimeSpan.FromSeconds(10) && options.DriftInterval <= TimeSpan.FromHours(1))
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("TriggerBridge__DriftInterval must be 00:00:00, which switches it off, or lie between 00:00:10 and 01:00:00.");
}
