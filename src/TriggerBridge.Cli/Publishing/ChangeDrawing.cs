using System.Globalization;
using Spectre.Console;

namespace TriggerBridge.Cli.Publishing;

/// <summary>Changes of files as people read them.</summary>
internal static class ChangeDrawing
{
    public static void Draw(IAnsiConsole console, IReadOnlyList<FileChange> changes)
    {
        foreach (var change in changes)
        {
            var asIn = change.AsIn is { } version ? string.Create(CultureInfo.InvariantCulture, $", as it was in version {version}") : "";
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{change.File}[/] {Word(change.Change)}{asIn}");
            foreach (var line in change.Diff ?? [])
                console.MarkupLine($"  [{ColorOf(line)}]{Markup.Escape(line)}[/]");
        }
    }

    public static string Word(ChangeKind change) => change switch
    {
        ChangeKind.Added => "added",
        ChangeKind.Removed => "removed",
        _ => "changed",
    };

    private static string ColorOf(string line) => line[0] switch
    {
        '+' => "green",
        '-' => "red",
        _ => "grey",
    };
}
