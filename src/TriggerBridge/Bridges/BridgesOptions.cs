using Microsoft.Extensions.Options;

namespace TriggerBridge.Bridges;

/// <summary>Where the bridge files are; section <c>TriggerBridge</c>.</summary>
public sealed class BridgesOptions
{
    private const string Default = "bridges";

    /// <summary>A folder; relative to the app's own.</summary>
    public string Bridges { get; set; } = Default;

    /// <summary>What <see cref="Bridges"/> was called before.</summary>
    public string? BridgesPath { get; set; }

    // A variable that is set to nothing counts as not set.
    internal string Location => Path.GetFullPath(Bridges is { Length: > 0 } path ? path : Default);
}

internal sealed class BridgesOptionsValidator : IValidateOptions<BridgesOptions>
{
    public ValidateOptionsResult Validate(string? name, BridgesOptions options) => options.BridgesPath is null
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail("TriggerBridge__BridgesPath is called TriggerBridge__Bridges now: rename it.");
}
