using System.CommandLine;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Profiles;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>--key</c>: one of the app's keys, for operators. Or what the profile has in place of it.</summary>
internal static class AppKeyOption
{
    public const string Setting = "TRIGGERBRIDGE_KEY";

    // As it was called before.
    private const string OldSetting = "TriggerBridge__FunctionKey";

    public static Option<string?> Instance { get; } = new("--key")
    {
        Description = $"An API key of the app; without it that of the profile, or {Setting}, which does not show in the list of processes.",
        HelpName = "key",
    };

    /// <summary>Adds what says which app a command talks to.</summary>
    /// <returns>The command.</returns>
    public static Command OnApp(this Command command)
    {
        command.Add(ProfileOption.Instance);
        command.Add(AppOption.Instance);
        command.Add(Instance);
        return command;
    }

    /// <summary>The operators' functions of the app that the options name.</summary>
    /// <exception cref="CliException">They name no app, or no key of it.</exception>
    public static AppApi Open(ParseResult parsed)
    {
        var choice = AppOption.Choose(parsed);
        return new AppApi(choice.App, Find(parsed, choice) ?? throw new CliException(
            choice.Profile is { Name: var name }
                ? $"Profile {name} has no key: 'profiles add {name} --url {choice.App} --force' asks for it, or set {Setting}."
                : $"Which key? Give --profile or --key, or set {Setting}.",
            ExitCode.Usage));
    }

    /// <summary>As <see cref="Open"/>, for those that can do without.</summary>
    /// <returns>Null where there is no key.</returns>
    public static AppApi? TryOpen(ParseResult parsed)
    {
        var choice = AppOption.Choose(parsed);
        return Find(parsed, choice) is { } proof ? new AppApi(choice.App, proof) : null;
    }

    /// <summary>Whether there is a key without a profile.</summary>
    public static bool IsGiven(ParseResult parsed) => parsed.GetValue(Instance) is not null || OfEnvironment(parsed) is not null;

    // The one of a profile goes before that of the environment, which may be meant for another app.
    private static AppProof? Find(ParseResult parsed, AppChoice choice)
    {
        if (parsed.GetValue(Instance) is { } given) return new KeyProof(given);
        return choice.Profile switch
        {
            { Profile: { Auth: ProfileAuth.Entra, Scope: var scope }, Name: var name } => new EntraProof(
                parsed.Environment().Identity(Terminal.Of(parsed).CanAsk, Terminal.Of(parsed).TellAsync),
                scope ?? throw new CliException($"Profile {name} has no scope: add it again, with --scope.", ExitCode.Configuration),
                parsed.Environment().Time),
            { Name: var name, Store: var store } when store.KeyOf(name) is { } kept => new KeyProof(kept),
            _ => OfEnvironment(parsed) is { } key ? new KeyProof(key) : null,
        };
    }

    private static string? OfEnvironment(ParseResult parsed) => parsed.Environment().Variable(Setting) ?? parsed.Environment().Variable(OldSetting);
}
