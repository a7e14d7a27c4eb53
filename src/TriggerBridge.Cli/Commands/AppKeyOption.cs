using System.CommandLine;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>--key</c>: one of the app's keys, for operators.</summary>
internal static class AppKeyOption
{
    public const string Setting = "TriggerBridge__FunctionKey";

    public static Option<string?> Instance { get; } = new("--key")
    {
        Description = $"A function key of the app; without it {Setting}, which does not show in the list of processes.",
        HelpName = "key",
    };

    /// <returns>Null where there is none.</returns>
    public static string? Read(ParseResult parsed) =>
        parsed.GetValue(Instance) ?? (Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } key ? key : null);
}
