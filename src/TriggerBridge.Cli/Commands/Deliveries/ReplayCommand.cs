using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Spectre.Console;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Commands.Deliveries;

/// <summary><c>deliveries replay</c>: sends one again, or many.</summary>
internal static class ReplayCommand
{
    private static readonly Argument<string?> Id = new("id") { Description = DeliveriesCommand.IdArgument().Description + " Without it, --status says which.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<DateTimeOffset?> From = Time("--from", "Of many: received then or later, a time such as 2026-06-01T18:00Z, or a while ago such as 2h or 7d.");
    private static readonly Option<DateTimeOffset?> To = Time("--to", "Of many: received then or earlier.");
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Of many: says what would be sent again, and sends nothing." };
    private static readonly Option<bool> Force = new("--force") { Description = "Also one whose execution may have been started: it may run twice." };
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Does not ask before it sends many." };

    public static Command Create() => new Command("replay", "Sends one again, with today's mapping; or all of a status, by --status.")
    {
        Id, DeliveryFilter.Bridge, DeliveryFilter.Status, From, To, DryRun, Force, Yes, ReasonOption.Instance,
    }.AnsweringOnApp(RunAsync);

    private static Task<int> RunAsync(AppContext context)
    {
        var (id, status) = (context.Parsed.GetValue(Id), context.Get(DeliveryFilter.Status));
        if ((id is null) == (status is null)) throw new CliException("Give the id of one, or --status for many.", ExitCode.Usage);
        if (id is null) return ReplayManyAsync(context, status!);
        if (context.Get(From) is not null || context.Get(To) is not null || context.Get(DryRun)) throw new CliException("--from, --to and --dry-run go with --status.", ExitCode.Usage);
        return ReplayAsync(context, id);
    }

    private static async Task<int> ReplayAsync(AppContext context, string id)
    {
        var found = await DeliveriesCommand.FindAsync(context, id);
        var body = JsonSerializer.Serialize(new ReplayBody(context.Get(Force), context.Get(ReasonOption.Instance)), AppJson.Default.ReplayBody);
        var answer = await context.Api.PostAsync(DeliveriesCommand.AddressOf(found) + "/replay", body, context.CancellationToken);
        if (answer.Status != HttpStatusCode.Accepted) throw context.Api.Failed(answer, "a delivery to be replayed");
        await context.Terminal.AnswerAsync(answer.ReadJson() ?? throw context.Api.Strange("does not say what became of the delivery"), AppJson.Default.JsonElement, console =>
            console.PutLine($"{found.DeliveryId} of {found.Bridge} is sent again; 'deliveries show {found.DeliveryId}' shows what becomes of it."));
        return ExitCode.Ok;
    }

    private static async Task<int> ReplayManyAsync(AppContext context, string status)
    {
        var body = new ManyReplaysBody
        {
            Bridge = context.Get(DeliveryFilter.Bridge), Status = status, From = context.Get(From), To = context.Get(To), DryRun = context.Get(DryRun), Force = context.Get(Force), Reason = context.Get(ReasonOption.Instance),
        };
        if (!body.DryRun)
            context.Terminal.Agree($"Send all deliveries{(body.Bridge is { } bridge ? $" of {bridge}" : "")} again that are {status}{(body.From is null && body.To is null ? ", whenever they came" : "")}? --dry-run counts them.", context.Get(Yes));
        var done = await context.Terminal.WaitAsync("Replaying", async tell =>
        {
            ManyReplays? all = null;
            do
            {
                var part = await AskAsync(context, body with { Continuation = all?.Continuation });
                all = all?.With(part) ?? part;
                tell(string.Create(CultureInfo.InvariantCulture, $"Replaying: {all.Replayed} of {all.Count}"));
            }
            while (all.Continuation is not null);
            return all;
        });
        await context.Terminal.AnswerAsync(done, AppAnswers.Default.ManyReplays, console => Draw(console, done));
        return ExitCode.Ok;
    }

    private static async Task<ManyReplays> AskAsync(AppContext context, ManyReplaysBody body)
    {
        var answer = await context.Api.PostAsync("deliveries/replay", JsonSerializer.Serialize(body, AppJson.Default.ManyReplaysBody), context.CancellationToken);
        return answer.Status == HttpStatusCode.OK
            ? answer.Read(AppJson.Default.ManyReplays) ?? throw context.Api.Strange("does not say what became of the deliveries")
            : throw context.Api.Failed(answer, "deliveries to be replayed");
    }

    private static void Draw(IAnsiConsole console, ManyReplays done)
    {
        console.PutLine(string.Create(CultureInfo.InvariantCulture, $"{done.Replayed} of {done.Count} {(done.DryRun ? "would be sent" : "are sent")} again."));
        foreach (var left in done.Skipped)
            console.PutLine($"  {left.Bridge} {left.DeliveryId}: {left.Reason}");
    }

    private static Option<DateTimeOffset?> Time(string name, string description) => new(name) { Description = description, HelpName = "time", CustomParser = result => TimeOrWhile.ParseAgo(result, name) };
}
