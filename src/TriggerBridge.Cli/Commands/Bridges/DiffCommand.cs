using System.CommandLine;
using Spectre.Console;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Publishing;

namespace TriggerBridge.Cli.Commands.Bridges;

/// <summary><c>bridges diff</c>: what a push would change.</summary>
internal static class DiffCommand
{
    private static readonly Argument<DirectoryInfo> Folder = PlaceCommand.Folder();

    public static Command Create() =>
        new Command("diff", "Shows what a push of a folder would change, and changes nothing. Ends with 1 where they differ.") { Folder }.OnPlace(RunAsync);

    private static async Task<int> RunAsync(PlaceContext context)
    {
        var folder = context.Parsed.GetRequiredValue(Folder);
        LocalBridges.Refuse(folder, context.Place);
        var content = LocalBridges.Read(folder);
        var (last, current) = await context.Place.ReadAsync(toReplace: true, context.CancellationToken);
        var report = new DiffReport(FileChanges.Between(current, BridgeFiles.Of(content), last?.Manifest));
        await context.Terminal.AnswerAsync(report, CliJson.Default.DiffReport, console =>
        {
            ChangeDrawing.Draw(console, report.Changes);
            if (report.Changes.Count == 0) console.MarkupLineInterpolated($"[green]no differences to {context.Place.Name}[/]");
        });
        return report.Changes.Count == 0 ? ExitCode.Ok : ExitCode.Errors;
    }
}
