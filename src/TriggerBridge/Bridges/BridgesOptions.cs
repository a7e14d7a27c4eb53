using Microsoft.Extensions.Options;

namespace TriggerBridge.Bridges;

/// <summary>Where the bridge files are; section <c>TriggerBridge</c>.</summary>
public sealed class BridgesOptions
{
    private const string Default = "bridges";

    /// <summary>A folder, relative to the app's own; or a blob container, <c>https://{account}.blob.core.windows.net/{container}</c>.</summary>
    public string Bridges { get; set; } = Default;

    /// <summary>What <see cref="Bridges"/> was called before.</summary>
    public string? BridgesPath { get; set; }

    /// <summary>The folder, where it is one.</summary>
    internal string Folder => Path.GetFullPath(Place);

    /// <summary>Null: it is a folder.</summary>
    internal ContainerAddress? Container => ContainerAddress.IsMeant(Place) ? ContainerAddress.TryParse(Place, allowsAzurite: true, out _) : null;

    // A variable that is set to nothing counts as not set.
    internal string Place => Bridges is { Length: > 0 } place ? place : Default;
}

internal sealed class BridgesOptionsValidator(bool isDevelopment) : IValidateOptions<BridgesOptions>
{
    public ValidateOptionsResult Validate(string? name, BridgesOptions options)
    {
        if (options.BridgesPath is not null)
            return ValidateOptionsResult.Fail("TriggerBridge__BridgesPath is called TriggerBridge__Bridges now: rename it.");
        return ContainerAddress.IsMeant(options.Place) && ContainerAddress.TryParse(options.Place, isDevelopment, out var problem) is null
            ? ValidateOptionsResult.Fail($"TriggerBridge__Bridges {problem}.")
            : ValidateOptionsResult.Success;
    }
}
