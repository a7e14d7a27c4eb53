using System.CommandLine;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Profiles;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>--app</c>: where senders find the app. Or <c>--profile</c>, which says so, too.</summary>
internal static class AppOption
{
    // The app's own setting: what it says of its address, it says here, too.
    private const string Setting = "TriggerBridge__PublicBaseUrl";

    private const string Example = "https://bridge.example.com";

    public static Option<string?> Instance { get; } = new("--app")
    {
        Description = $"The app's public address, such as {Example}; without it that of the profile, or {Setting}.",
        HelpName = "url",
    };

    /// <summary>Whether this very command line or the environment names an app: what 'profiles use' did does not count.</summary>
    public static bool IsGiven(ParseResult parsed) => IsNamed(parsed) || parsed.Environment().Variable(ProfileOption.Setting) is not null || parsed.Environment().Variable(Setting) is not null;

    /// <summary>Whether this very command line names an app.</summary>
    public static bool IsNamed(ParseResult parsed) => parsed.GetValue(Instance) is not null || parsed.GetValue(ProfileOption.Instance) is not null;

    /// <summary>Whether an address is given, and not a profile.</summary>
    public static bool IsAddressGiven(ParseResult parsed) => parsed.GetValue(Instance) is not null || parsed.Environment().Variable(Setting) is not null;

    /// <summary>The address, or why there is none.</summary>
    /// <param name="takesProfile">False: a profile of the environment, or of 'profiles use', is not meant.</param>
    public static (AppAddress? App, string Problem, int ExitCode) Read(ParseResult parsed, bool takesProfile = true)
    {
        try
        {
            return (Choose(parsed, takesProfile).App, "", ExitCode.Ok);
        }
        catch (CliException problem)
        {
            return (null, problem.Message, problem.ExitCode);
        }
    }

    /// <summary>The app, and the profile that names it.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public static AppChoice Choose(ParseResult parsed, bool takesProfile = true)
    {
        var environment = parsed.Environment();
        var (address, profile) = (parsed.GetValue(Instance), parsed.GetValue(ProfileOption.Instance));
        if (address is not null && profile is not null) throw new CliException("Give --profile or --app, not both: the key of a profile is for its own app.", ExitCode.Usage);
        if (address is not null) return new AppChoice(AppAddress.TryParse(address) ?? throw new CliException($"--app takes the app's public address, such as {Example}.", ExitCode.Usage), Profile: null);

        var store = new ProfileStore(environment);
        if ((profile ?? (takesProfile ? environment.Variable(ProfileOption.Setting) : null)) is { } named) return OfProfile(store, named);
        if (environment.Variable(Setting) is { } set)
            return new AppChoice(AppAddress.TryParse(set) ?? throw new CliException($"{Setting} must be an address such as {Example}.", ExitCode.Configuration), Profile: null);
        return store.Read().Current is { } current
            ? OfProfile(store, current)
            : throw new CliException($"Where is the app? Give --profile, or --app, such as --app {Example}, or set {Setting}.", ExitCode.Usage);
    }

    private static AppChoice OfProfile(ProfileStore store, string name)
    {
        var profile = store.Find(name);
        return new AppChoice(
            AppAddress.TryParse(profile.Url) ?? throw new CliException($"{store.File}: the address of {name} must be one such as {Example}.", ExitCode.Configuration), new NamedProfile(name, profile, store));
    }
}

/// <summary>The app that a command talks to.</summary>
/// <param name="Profile">Null: it was named by its address.</param>
internal sealed record AppChoice(AppAddress App, NamedProfile? Profile);

/// <summary>A profile and where it is kept.</summary>
internal sealed record NamedProfile(string Name, Profile Profile, ProfileStore Store);
