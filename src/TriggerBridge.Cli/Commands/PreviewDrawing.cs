using Spectre.Console;
using TriggerBridge.Cli.Output;
using TriggerBridge.Flows.Operations.Preview;
using TriggerBridge.Ledger;

namespace TriggerBridge.Cli.Commands;

/// <summary>A preview as people read it.</summary>
internal static class PreviewDrawing
{
    public static void Draw(IAnsiConsole console, PreviewReport report)
    {
        console.MarkupLineInterpolated($"[bold]{report.Bridge}[/]");
        DrawWarnings(console, report.Warnings);
        foreach (var preview in report.Events)
            Draw(console, preview);
    }

    private static void Draw(IAnsiConsole console, EventPreview preview)
    {
        var facts = new Grid().AddColumns(2);
        facts.AddRow(new Text("outcome"), Outcome(preview));
        facts.AddRow(new Text("filter"), new Text(preview.Filter.ToString()));
        facts.AddRow(new Text("event type"), new Text(preview.EventType ?? "none"));
        facts.AddRow(new Text("delivery id"), new Text(preview.DeliveryId));
        facts.AddRow(new Text("sender id"), new Text(preview.SenderId ?? "none"));
        console.Write(facts);
        if (preview.Body is { } body)
            console.WriteLine(Terminal.Write(body, CliJson.Default.JsonElement));
        if (preview.Answer is { } answer)
        {
            console.MarkupLine("[bold]answer to ISC[/]");
            console.WriteLine(Terminal.Write(answer, CliJson.Default.JsonElement));
        }

        DrawWarnings(console, preview.Warnings);
    }

    private static Markup Outcome(EventPreview preview) => preview.Status switch
    {
        DeliveryStatus.Received => new Markup("[green]sent to the workflow[/]"),
        DeliveryStatus.Filtered => new Markup("[yellow]filtered[/]"),
        _ => Markup.FromInterpolated($"[red]dead letter:[/] {preview.Reason ?? ""}"),
    };

    private static void DrawWarnings(IAnsiConsole console, IReadOnlyList<string> warnings)
    {
        foreach (var warning in warnings)
            console.MarkupLineInterpolated($"[yellow]![/] {warning}");
    }
}
