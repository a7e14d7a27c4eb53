using System.CommandLine;
using System.Net;
using System.Text.Json;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Commands.Deliveries;

/// <summary><c>deliveries</c>: what came to a running app, and what became of it.</summary>
internal static class DeliveriesCommand
{
    private static readonly Argument<string> Id = IdArgument();
    private static readonly Option<bool> Payload = new("--payload") { Description = "Also shows the event, the workflow's input and the headers; values are masked." };
    private static readonly Option<bool> Plain = new("--plain") { Description = "With --payload: the values themselves. It needs the role Deliveries.Operate, and is on record." };

    public static Command Create() => new("deliveries", "What came to a running app, and what became of it. An id may be that of the delivery, of its sender or of its execution, and its first eight characters will do.")
    {
        new Command("list", "Lists them, newest first.") { DeliveryFilter.Bridge, DeliveryFilter.Status, DeliveryFilter.Take, DeliveryFilter.All }.AnsweringOnApp(ListAsync),
        new Command("show", "Shows one: when it came, each attempt, and what became of it.") { Id, DeliveryFilter.Bridge, Payload, Plain }.AnsweringOnApp(ShowAsync),
        ReplayCommand.Create(),
        new Command("skip", "Lets those go on that wait for a dead letter of their key.") { Id, DeliveryFilter.Bridge, ReasonOption.Instance }.AnsweringOnApp(SkipAsync),
        ExportCommand.Create(),
    };

    public static Argument<string> IdArgument() => new("id") { Description = "A delivery's id, its sender's or its execution's; whole, or at least its first eight characters." };

    /// <summary>The one that an id means.</summary>
    public static Task<DeliveryItem> FindAsync(AppContext context, string id) => context.Terminal.WaitAsync(
        $"Looking for {id}", tell => new DeliverySearch(context.Api, context.Get(DeliveryFilter.Bridge), context.CancellationToken).FindAsync(id, tell));

    public static string AddressOf(DeliveryItem delivery) => $"deliveries/{Uri.EscapeDataString(delivery.Bridge)}/{Uri.EscapeDataString(delivery.DeliveryId)}";

    private static async Task<int> ListAsync(AppContext context)
    {
        var list = await context.ReadListAsync("deliveries", DeliveryFilter.Query(context.Parsed), context.Get(DeliveryFilter.All) ? null : context.Get(DeliveryFilter.Take), DeliveryFilter.Asked);
        if (list.Items.Count == 0) await DeliveryFilter.CheckBridgeAsync(context);
        await context.Terminal.AnswerAsync(list, AppAnswers.Default.AppList, console =>
        {
            DeliveryDrawing.List(console, [.. list.Items.Select(item => item.Deserialize(AppJson.Default.DeliveryItem)!)], context.Now);
            if (list.More) console.PutLine("There are more: --take N shows more of them, --all all.", StatusStyle.Quiet);
        });
        return ExitCode.Ok;
    }

    private static async Task<int> ShowAsync(AppContext context)
    {
        if (context.Get(Plain) && !context.Get(Payload)) throw new CliException("--plain goes with --payload.", ExitCode.Usage);
        var found = await FindAsync(context, context.Get(Id));
        var answer = await context.Api.GetAsync(AddressOf(found), context.CancellationToken);
        if (answer.Status != HttpStatusCode.OK) throw context.Api.Failed(answer, DeliveryFilter.Asked);
        if (answer.Read(AppJson.Default.DeliveryDetail) is not { } detail) throw context.Api.Strange("has no deliveries");
        var shown = answer.ReadJson()!.Value;
        if (!context.Get(Payload))
        {
            await context.Terminal.AnswerAsync(shown, AppJson.Default.JsonElement, console => DeliveryDrawing.Way(console, detail, context.Now));
            return ExitCode.Ok;
        }

        var payload = await context.Api.GetAsync(AddressOf(found) + (context.Get(Plain) ? "/payload?plain=true" : "/payload"), context.CancellationToken);
        if (payload.Status != HttpStatusCode.OK) throw context.Api.Failed(payload, "a delivery's payload");
        if (payload.ReadJson() is not { } content) throw context.Api.Strange("has no payload");
        await context.Terminal.AnswerAsync(new DeliveryWithPayload(shown, content), AppAnswers.Default.DeliveryWithPayload, console =>
        {
            DeliveryDrawing.Way(console, detail, context.Now);
            DeliveryDrawing.Payload(console, content);
        });
        return ExitCode.Ok;
    }

    private static async Task<int> SkipAsync(AppContext context)
    {
        var found = await FindAsync(context, context.Get(Id));
        var answer = await context.Api.PostAsync(AddressOf(found) + "/skip", ReasonOption.BodyOf(context.Parsed), context.CancellationToken);
        if (answer.Status != HttpStatusCode.OK) throw context.Api.Failed(answer, "a delivery to be skipped");
        await context.Terminal.AnswerAsync(answer.ReadJson() ?? throw context.Api.Strange("does not say what became of the delivery"), AppJson.Default.JsonElement, console =>
            console.PutLine($"{found.DeliveryId} of {found.Bridge} is skipped: those that waited for it go on."));
        return ExitCode.Ok;
    }
}
