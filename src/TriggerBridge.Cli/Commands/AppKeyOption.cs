using System.CommandLine;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Subscribing;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>--key</c>: one of the app's keys, for operators.</summary>
internal static class AppKeyOption
{
    public const string Setting = "TriggerBridge__FunctionKey";

    public static Option<string?> Instance { get; } = new("--key")
    {
        Description = $"An API key of the app; without it {Setting}, which does not show in the list of processes.",
        HelpName = "key",
    };

    /// <summary>The operators' functions of the app that the options name.</summary>
    /// <exception cref="CliException">They name no app, or no key of it.</exception>
    public static AppApi Open(ParseResult parsed)
    {
        var (app, problem, exitCode) = AppOption.Read(parsed);
        if (app is null)
            throw new CliException(problem, exitCode);
        return Read(parsed) is { } key ? new AppApi(app, key) : throw new CliException($"Which key? Give --key, or set {Setting}.", ExitCode.Usage);
    }

    /// <returns>Null where there is none.</returns>
    public static string? Read(ParseResult parsed) =>
        parsed.GetValue(Instance) ?? (Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } key ? key : null);
}
