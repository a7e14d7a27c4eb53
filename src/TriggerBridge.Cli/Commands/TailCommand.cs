using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>tail</c>: deliveries as they come and change.</summary>
internal static class TailCommand
{
    private static readonly string[] Columns = ["updatedAt", "bridge", "deliveryId", "eventType", "status", "reason", "workflowExecutionId", "receivedAt"];

    private static readonly Option<int> Last = new("--last", "-n") { Description = "How many of those that are there already it begins with.", HelpName = "number", DefaultValueFactory = _ => 10, CustomParser = static result => WholeNumber.Parse(result, "--last") };

    public static Command Create() => new Command("tail", "Shows deliveries as they come and change, until Ctrl-C.") { DeliveryFilter.Bridge, DeliveryFilter.Status, Last }.AnsweringOnApp(RunAsync);

    private static async Task<int> RunAsync(AppContext context)
    {
        var watch = new DeliveryWatch(context.Api, DeliveryFilter.Query(context.Parsed), context.Terminal.TellAsync);
        if (context.Terminal.Format == OutputFormat.Tsv) await context.Terminal.WriteLineAsync(string.Join('\t', Columns));
        var console = context.Terminal.CreateLines();
        try
        {
            await foreach (var news in watch.RunAsync(context.Get(Last), context.CancellationToken))
                await TellAsync(context.Terminal, console, news);
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            // Ctrl-C is how it ends.
        }

        return ExitCode.Ok;
    }

    private static async Task TellAsync(Terminal terminal, IAnsiConsole console, JsonElement news)
    {
        switch (terminal.Format)
        {
            case OutputFormat.Tsv:
                await terminal.WriteLineAsync(JsonRows.Tabbed(news, Columns));
                break;
            case OutputFormat.Json or OutputFormat.Ndjson:
                await terminal.WriteLineAsync(JsonRows.Line(news));
                break;
            default:
                Draw(console, news.Deserialize(AppJson.Default.DeliveryItem)!);
                break;
        }

        await terminal.Output.FlushAsync();
    }

    private static void Draw(IAnsiConsole console, DeliveryItem delivery)
    {
        console.Put(delivery.UpdatedAt.ToUniversalTime().ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture), StatusStyle.Quiet);
        console.Put($"  {delivery.Bridge}  {delivery.DeliveryId}  ");
        console.Put(delivery.Status, StatusStyle.Of(delivery.Status));
        var more = new[] { delivery.EventType, delivery.WorkflowExecutionId is { } execution ? $"execution {execution}" : null, delivery.Reason }.Where(text => !string.IsNullOrEmpty(text));
        console.Put(string.Concat(more.Select(text => "  " + text)));
        console.PutLine();
    }
}
