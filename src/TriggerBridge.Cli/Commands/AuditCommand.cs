using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>audit</c>: who did what with a running app.</summary>
internal static class AuditCommand
{
    private static readonly Option<DateTimeOffset?> From = Time("--from", "Only what was done then or later: a time such as 2026-06-01T18:00Z, or a while ago such as 2h or 7d.");
    private static readonly Option<DateTimeOffset?> To = Time("--to", "Only what was done then or earlier.");
    private static readonly Option<string?> Action = new("--action") { Description = "Only this, such as delivery.replay.", HelpName = "action" };
    private static readonly Option<string?> Actor = new("--actor") { Description = "Only what this one did: an object id of Entra ID, or a key's name.", HelpName = "id" };

    public static Command Create() => new Command("audit", "Shows who did what with a running app, newest first. It needs the role Audit.Read.") { From, To, Action, Actor, DeliveryFilter.Bridge, DeliveryFilter.Take, DeliveryFilter.All }.AnsweringOnApp(RunAsync);

    private static async Task<int> RunAsync(AppContext context)
    {
        (string Name, string? Value)[] query =
        [
            ("from", Text(context.Get(From))), ("to", Text(context.Get(To))), ("action", context.Get(Action)), ("actor", context.Get(Actor)), ("bridge", context.Get(DeliveryFilter.Bridge)),
        ];
        var list = await context.ReadListAsync("audit", query, context.Get(DeliveryFilter.All) ? null : context.Get(DeliveryFilter.Take), "its audit trail");
        await context.Terminal.AnswerAsync(list, AppAnswers.Default.AppList, console =>
        {
            Draw(console, [.. list.Items.Select(item => item.Deserialize(AppJson.Default.AuditItem)!)], context.Now);
            if (list.More) console.PutLine("There are more: --take N shows more of them, --all all.", StatusStyle.Quiet);
        });
        return ExitCode.Ok;
    }

    private static void Draw(IAnsiConsole console, IReadOnlyList<AuditItem> items, DateTimeOffset now) => console.Fitted(
        [new("when"), new("who", 10), new("action"), new("result"), new("bridge", 10), new("delivery", 9), new("count"), new("from", 9), new("reason", 10)],
        items.Select(item => (IReadOnlyList<FittedCell>)
        [
            new(RelativeTime.Of(item.At, now), StatusStyle.Quiet), item.Actor?.Name ?? item.Actor?.Id, item.Action, new(item.Result, StatusStyle.Of(item.Result)), item.Target?.Bridge, item.Target?.DeliveryId,
            item.Count is > 1 and var count ? count.ToString(CultureInfo.InvariantCulture) : "", item.Address, item.Reason,
        ]));

    private static string? Text(DateTimeOffset? time) => time is { } given ? AppLists.Text(given) : null;

    private static Option<DateTimeOffset?> Time(string name, string description) => new(name) { Description = description, HelpName = "time", CustomParser = result => TimeOrWhile.ParseAgo(result, name) };
}
