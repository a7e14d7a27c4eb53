using System.Globalization;
using Spectre.Console;
using TriggerBridge.Cli.Checking;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Ledger;
using TriggerBridge.Timing;

namespace TriggerBridge.Cli.Commands.Bridges;

/// <summary>What has changed on both sides of a bridge, as people read it.</summary>
internal static class DriftDrawing
{
    public static void Draw(IAnsiConsole console, DriftAnswerReport report)
    {
        var drift = report.Events;
        if (!drift.IsWatched) console.MarkupLine("[yellow]The app does not look at events (TriggerBridge__DriftInterval is 0): what stands here is old.[/]");
        foreach (var type in drift.Types.Where(type => type.Changes.Count > 0)) Draw(console, type);
        if (report.Workflow is { } use) Draw(console, use);
        Conclude(console, report);
    }

    private static void Draw(IAnsiConsole console, EventTypeReport type)
    {
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{NameOf(type)}[/] ({type.Events} events since {ReadableTime.Of(type.FirstAt)})");
        foreach (var change in type.Changes)
        {
            if (change.Touches.Count > 0) console.MarkupLineInterpolated($"  [red]{change.Text}[/]");
            else console.MarkupLineInterpolated($"  {change.Text}");
            foreach (var at in change.Touches.Select(touch => touch.At).Distinct(StringComparer.Ordinal))
                console.MarkupLineInterpolated($"    read at {at}");
        }
    }

    private static void Draw(IAnsiConsole console, InputUse use)
    {
        if (use.Missing.Count + use.Unread.Count == 0) return;
        console.MarkupLineInterpolated($"[bold]workflow {use.Workflow}[/]");
        foreach (var read in use.Missing)
            console.MarkupLineInterpolated($"  [red]step '{read.Step}' reads {read.Path}, which the input never has[/]");
        foreach (var name in use.Unread)
            console.MarkupLineInterpolated($"  no step reads '{name}'");
    }

    private static void Conclude(IAnsiConsole console, DriftAnswerReport report)
    {
        var (drift, changes, events) = (report.Events, report.Events.Types.Sum(type => type.Changes.Count), report.Events.Types.Sum(type => type.Events));
        if (events == 0)
            console.MarkupLineInterpolated($"No events of {drift.Bridge} have been looked at yet.");
        else if (changes == 0)
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[green]nothing has changed[/] in {events} events of {drift.Bridge}");
        else
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[yellow]{changes} change{(changes == 1 ? "" : "s")}[/] in {events} events of {drift.Bridge}, {report.Touching} in what it reads");
        if (report.Workflow is null && drift.Workflow is not null)
            console.MarkupLine("[grey]The workflow's steps were not looked at: no tenant is set up here.[/]");
    }

    private static string NameOf(EventTypeReport type) => string.Concat(
        type.EventType switch { "" => "events without a type", "*" => "events of other types", var name => name },
        type.Source == EventSource.Poll ? ", polled" : "",
        type.PassesFilter ? "" : ", filtered out");
}
