using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Cli.Isc;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Publishing;

namespace TriggerBridge.Cli.Commands.Bridges;

/// <summary>What the commands on a place of bridges have in common.</summary>
internal static class PlaceCommand
{
    // The app's own setting: where it reads from, one pushes to.
    private const string Setting = "TriggerBridge__Bridges";
    private const string Example = "https://account.blob.core.windows.net/bridges";

    private const int LongestName = 100;
    private const int LongestMessage = 1000;

    public static Option<string?> Place { get; } = new("--place")
    {
        Description = $"Where the app reads its bridges: a container such as {Example}, or a folder; without it {Setting}.",
        HelpName = "place",
    };

    public static Option<string?> By { get; } = new("--by") { Description = "Who does it; without it the name that git knows, or that of the user.", HelpName = "name" };

    public static Option<string?> Message { get; } = new("--message", "-m") { Description = "Why, for the history.", HelpName = "text" };

    public static Option<bool> Yes { get; } = new("--yes", "-y") { Description = "Does not ask before it makes the files current." };

    public static Option<string[]> Tenants { get; } = TenantOption.Create();

    public static Option<bool> Development { get; } = new("--development") { Description = "Also accepts what only Development allows: polls of this machine by http." };

    public static Option<int> Wait { get; } = new("--wait") { Description = "How many seconds it waits until the app runs the files; only where --app says which.", HelpName = "seconds", DefaultValueFactory = _ => 60, CustomParser = static result => WholeNumber.Parse(result, "--wait") };

    public static Argument<DirectoryInfo> Folder() => new("folder")
    {
        Description = "The folder where the bridges are edited.",
        DefaultValueFactory = _ => new DirectoryInfo("bridges"),
    };

    /// <summary>Gives a command its work on the place, and says what became of it.</summary>
    /// <returns>The command.</returns>
    public static Command OnPlace(this Command command, Func<PlaceContext, Task<int>> work)
    {
        command.Add(Place);
        command.Add(OutputOption.Instance);
        return command.Running(async (parsed, cancellationToken) =>
        {
            var terminal = Terminal.Of(parsed);
            try
            {
                return await terminal.RunAsync(() => work(new PlaceContext(parsed, BridgesPlace.Open(NameOf(parsed)), terminal, cancellationToken)));
            }
            catch (BridgesUnreadableException fault)
            {
                return await terminal.FailAsync($"{fault.Error.File}: {fault.Error.Problem}.", ExitCodeOf(fault.Fault));
            }
        });
    }

    /// <summary>A version of the history.</summary>
    /// <exception cref="CliException">It is not kept.</exception>
    public static PublishedVersion Find(this PlaceContext context, Manifest manifest, int number) => manifest.Find(number) ?? throw new CliException(
        string.Create(CultureInfo.InvariantCulture, $"{context.Place.Name} has no version {number}: it keeps {manifest.Versions[^1].Number} to {manifest.Current}."), ExitCode.Errors);

    /// <summary>What the history says of a push.</summary>
    public static async Task<NewVersion> VersionAsync(this PlaceContext context, string? message, int? restores = null)
    {
        var by = context.Parsed.GetValue(By) ?? await Author.FindAsync(context.CancellationToken);
        if (by.Length > LongestName || message?.Length > LongestMessage)
            throw new CliException($"--by takes {LongestName} characters, --message {LongestMessage}.", ExitCode.Usage);
        return new NewVersion(by, message, restores);
    }

    /// <summary>Shows, asks, pushes and waits.</summary>
    public static async Task<int> PublishAsync(this PlaceContext context, Publication? last, BridgeFiles current, BridgeFiles files, NewVersion version)
    {
        using var app = AppOf(context);
        var publisher = new Publisher(context.Place, context.Terminal, app, context.CancellationToken);
        var report = await publisher.RunAsync(last, current, files, version, context.Parsed.GetValue(Yes));
        await context.Terminal.AnswerAsync(report, CliJson.Default.PublishReport, _ => { });
        return ExitCode.Ok;
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "What is returned disposes it.")]
    private static AppVersions? AppOf(PlaceContext context)
    {
        // An app of the settings is there for other commands, too.
        if (!AppOption.IsGiven(context.Parsed)) return null;
        if (AppKeyOption.TryOpen(context.Parsed) is not { } api)
        {
            return AppOption.IsNamed(context.Parsed)
                ? throw new CliException($"To see what the app at {AppOption.Choose(context.Parsed).App} runs, one of its keys is needed: give --key, or set {AppKeyOption.Setting}.", ExitCode.Usage)
                : null;
        }

        return new AppVersions(api, TimeSpan.FromSeconds(context.Parsed.GetValue(Wait)), context.CancellationToken);
    }

    private static string NameOf(ParseResult parsed) => parsed.GetValue(Place) is { Length: > 0 } given ? given
        : Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } set ? set
        : throw new CliException($"Where does the app read its bridges? Give --place, such as --place {Example}, or set {Setting}.", ExitCode.Usage);

    private static int ExitCodeOf(PlaceFault fault) => fault switch
    {
        PlaceFault.Missing => ExitCode.NoInput,
        PlaceFault.Forbidden => ExitCode.NoPermission,
        PlaceFault.NoAnswer => ExitCode.Unavailable,
        _ => ExitCode.Errors,
    };
}

/// <summary>What a command on a place works with.</summary>
internal sealed record PlaceContext(ParseResult Parsed, BridgesPlace Place, Terminal Terminal, CancellationToken CancellationToken);
