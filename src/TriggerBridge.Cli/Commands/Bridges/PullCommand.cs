using System.CommandLine;
using Spectre.Console;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Publishing;

namespace TriggerBridge.Cli.Commands.Bridges;

/// <summary><c>bridges pull</c>: writes what is current into a folder.</summary>
internal static class PullCommand
{
    private static readonly Argument<DirectoryInfo> Folder = PlaceCommand.Folder();
    private static readonly Option<bool> Force = new("--force") { Description = "Also overwrites files that were changed in the folder." };

    public static Command Create() => new Command(
        "pull",
        "Writes the files that are current into a folder. A file that was changed there and never pushed is not overwritten; one that is only there stays.") { Folder, Force }.OnPlace(RunAsync);

    private static async Task<int> RunAsync(PlaceContext context)
    {
        var folder = context.Parsed.GetRequiredValue(Folder);
        LocalBridges.Refuse(folder, context.Place);
        var (publication, files) = await context.Place.ReadAsync(toReplace: false, context.CancellationToken);
        if (files.Texts.Count == 0)
            throw new CliException($"There is nothing to pull from {context.Place.Name}: no bridge has been pushed to it.", ExitCode.Errors);
        var local = folder.Exists ? BridgeFiles.Of(new FolderPlace(folder.ToString(), TimeProvider.System).Read()) : BridgeFiles.None;
        // What was pushed once is in the history: nothing is lost with it.
        var changes = FileChanges.Between(local.Hashes, files.Hashes).ToLookup(change =>
            change.Change == ChangeKind.Added || publication?.Manifest.Versions.Any(version => version.Has(change.File, local.Hashes[change.File])) == true);
        var edited = changes[false].Where(change => change.Change == ChangeKind.Changed).ToList();
        if (edited.Count > 0 && !context.Parsed.GetValue(Force))
            throw new CliException($"Nothing is written: {string.Join(", ", edited.Select(change => change.File))} in {folder} was changed and never pushed. 'bridges diff' shows it; --force overwrites it.", ExitCode.Errors);

        var report = new PullReport(publication?.Manifest.Current, [.. changes[true].Concat(edited).OrderBy(change => change.File, StringComparer.Ordinal)]);
        await WriteAsync(folder, files, report.Changes, context.CancellationToken);
        await context.Terminal.AnswerAsync(report, CliJson.Default.PullReport, console =>
        {
            ChangeDrawing.Draw(console, report.Changes);
            if (report.Changes.Count == 0) console.MarkupLineInterpolated($"[green]{folder} has what is current already[/]");
        });
        return ExitCode.Ok;
    }

    private static async Task WriteAsync(DirectoryInfo folder, BridgeFiles files, IEnumerable<FileChange> changes, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var change in changes)
            {
                var location = Path.Combine(folder.FullName, change.File);
                Directory.CreateDirectory(Path.GetDirectoryName(location)!);
                if (change.Change == ChangeKind.Removed) File.Delete(location);
                else await File.WriteAllBytesAsync(location, files[change.File], cancellationToken);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{folder}: {fault.Message}", ExitCode.NoInput, fault);
        }
    }
}
