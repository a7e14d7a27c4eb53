using System.CommandLine;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Subscribing;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>--app</c>: where senders find the app.</summary>
internal static class AppOption
{
    // The app's own setting: what it says of its address, it says here, too.
    private const string Setting = "TriggerBridge__PublicBaseUrl";

    private const string Example = "https://bridge.example.com";

    public static Option<string?> Instance { get; } = new("--app")
    {
        Description = $"The app's public address, such as {Example}; without it {Setting}.",
        HelpName = "url",
    };

    /// <summary>Whether there is anything to read.</summary>
    public static bool IsGiven(ParseResult parsed) => parsed.GetValue(Instance) is not null || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Setting));

    /// <summary>The address, or why there is none.</summary>
    public static (AppAddress? App, string Problem, int ExitCode) Read(ParseResult parsed) =>
        (parsed.GetValue(Instance), Environment.GetEnvironmentVariable(Setting)) switch
        {
            ({ } given, _) => AppAddress.TryParse(given) is { } app ? (app, "", ExitCode.Ok) : (null, $"--app takes the app's public address, such as {Example}.", ExitCode.Usage),
            (_, { Length: > 0 } set) => AppAddress.TryParse(set) is { } app ? (app, "", ExitCode.Ok) : (null, $"{Setting} must be an address such as {Example}.", ExitCode.Configuration),
            _ => (null, $"Where is the app? Give --app, such as --app {Example}, or set {Setting}.", ExitCode.Usage),
        };
}
