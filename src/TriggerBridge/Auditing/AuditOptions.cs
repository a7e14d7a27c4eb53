using Microsoft.Extensions.Options;

namespace TriggerBridge.Auditing;

/// <summary>How long it is known who did what; section <c>TriggerBridge</c>.</summary>
public sealed class AuditOptions
{
    /// <summary>An entry goes when it is older.</summary>
    public TimeSpan AuditRetention { get; set; } = TimeSpan.FromDays(400);
}

internal sealed class AuditOptionsValidator : IValidateOptions<AuditOptions>
{
    public ValidateOptionsResult Validate(string? name, AuditOptions options) =>
        options.AuditRetention >= TimeSpan.FromDays(1) && options.AuditRetention <= TimeSpan.FromDays(3660)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("TriggerBridge__AuditRetention must lie between 1.00:00:00, a day, and 3660.00:00:00.");
}
