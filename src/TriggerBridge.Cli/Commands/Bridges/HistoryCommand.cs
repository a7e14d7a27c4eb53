using System.CommandLine;
using System.Globalization;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Publishing;

namespace TriggerBridge.Cli.Commands.Bridges;

/// <summary><c>bridges history</c>: who made what current, when and why.</summary>
internal static class HistoryCommand
{
    private static readonly Argument<int?> Version = new("version") { Description = "Shows what this version changed; without it all versions that are kept.", Arity = ArgumentArity.ZeroOrOne, CustomParser = static result => WholeNumber.Parse(result, "version") };

    public static Command Create() =>
        new Command("history", "Lists what was pushed: who, when, why and how many files it changed; or what one version changed.") { Version }.OnPlace(RunAsync);

    private static Task<int> RunAsync(PlaceContext context) => context.Parsed.GetValue(Version) is { } version ? ShowAsync(context, version) : ListAsync(context);

    private static async Task<int> ListAsync(PlaceContext context)
    {
        var manifest = (await context.Place.Bridges.ReadAsync(last: null, context.CancellationToken))?.Manifest;
        List<VersionReport> versions = [.. (manifest?.Versions ?? []).Select(version => ReportOf(version, ChangesOf(version, manifest!)))];
        await context.Terminal.AnswerAsync(versions, CliJson.Default.ListVersionReport, console => console.Rows(
            ["version", "when", "who", "files changed", "why"],
            versions.Select(version => (string?[])
            [
                version.Number.ToString(CultureInfo.InvariantCulture),
                version.At.ToUniversalTime().ToString("u", CultureInfo.InvariantCulture),
                version.By,
                version.Changes?.Count.ToString(CultureInfo.InvariantCulture),
                version.Message,
            ])));
        return ExitCode.Ok;
    }

    private static async Task<int> ShowAsync(PlaceContext context, int number)
    {
        var manifest = (await context.Place.ReadPublicationAsync(context.CancellationToken)).Manifest;
        var version = context.Find(manifest, number);
        var before = Before(version, manifest);
        if (before is null && number > 1)
            throw new CliException(string.Create(CultureInfo.InvariantCulture, $"Version {number} is the oldest that is kept: what it changed is not known any more."), ExitCode.Errors);

        var changes = FileChanges.Between(
            before is null ? BridgeFiles.None : await context.Place.ReadAsync(before, context.CancellationToken), await context.Place.ReadAsync(version, context.CancellationToken), history: null);
        await context.Terminal.AnswerAsync(ReportOf(version, changes), CliJson.Default.VersionReport, console =>
        {
            console.Facts(
                ("version", number.ToString(CultureInfo.InvariantCulture)),
                ("when", version.At.ToUniversalTime().ToString("u", CultureInfo.InvariantCulture)),
                ("who", version.By),
                ("why", version.Message));
            ChangeDrawing.Draw(console, changes);
        });
        return ExitCode.Ok;
    }

    // Null: it is not known any more.
    private static IReadOnlyList<FileChange>? ChangesOf(PublishedVersion version, Manifest manifest)
    {
        var before = Before(version, manifest);
        return before is null && version.Number > 1 ? null : [.. FileChanges.Between(before?.Files ?? new Dictionary<string, string>(StringComparer.Ordinal), version.Files)];
    }

    private static PublishedVersion? Before(PublishedVersion version, Manifest manifest) => manifest.Versions.FirstOrDefault(other => other.Number < version.Number);

    private static VersionReport ReportOf(PublishedVersion version, IReadOnlyList<FileChange>? changes) =>
        new(version.Number, version.At, version.By, version.Message, version.Restores, version.Files.Count, changes);
}
