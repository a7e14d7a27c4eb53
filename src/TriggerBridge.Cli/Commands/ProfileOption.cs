using System.CommandLine;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Profiles;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>--profile</c>: an app by the name that one has given it.</summary>
internal static class ProfileOption
{
    public const string Setting = "TRIGGERBRIDGE_PROFILE";

    public static Option<string?> Instance { get; } = Create();

    /// <summary>The names that there are, for a shell. Where they cannot be read there are none to offer.</summary>
    public static IEnumerable<string> Names()
    {
        try
        {
            return new ProfileStore(CliEnvironment.Real).Read().Profiles.Keys.Order(StringComparer.Ordinal);
        }
        catch (CliException)
        {
            return [];
        }
    }

    private static Option<string?> Create()
    {
        var option = new Option<string?>("--profile")
        {
            Description = $"The app, by its name in 'profiles list'; without it and --app {Setting}, else the one of 'profiles use'.",
            HelpName = "name",
        };
        option.CompletionSources.Add(_ => Names());
        return option;
    }
}
