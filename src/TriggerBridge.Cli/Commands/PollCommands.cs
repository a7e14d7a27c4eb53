using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Spectre.Console;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>polls</c>: how a running app's polls stand, and what operators do with them.</summary>
internal static class PollCommands
{
    private static readonly Argument<string> Bridge = new("bridge") { Description = "The name of the poll's bridge." };
    private static readonly Option<string?> Cursor = new("--cursor") { Description = "From where on it reads, as 'polls list' shows it; without it, from where it began.", HelpName = "cursor" };
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Does not ask before it reads again." };

    public static Command Create() => new("polls", "The polls of a running app.")
    {
        new Command("list", "Lists them: when each is due, how far it has read, and what its last run came to.").AnsweringOnApp(ListAsync),
        new Command("run", "Runs one now.") { Bridge, ReasonOption.Instance }.AnsweringOnApp(RunAsync),
        new Command("reset", "Has one read again from a place. What is on record already starts nothing again.") { Bridge, Cursor, ReasonOption.Instance, Yes }.AnsweringOnApp(ResetAsync),
        new Command("preview", "Shows one page of its source, and what the bridge makes of it; nothing is recorded.") { Bridge }.AnsweringOnApp(PreviewAsync),
    };

    private static async Task<int> ListAsync(AppContext context)
    {
        var page = await context.Api.ReadPageAsync("polls", [], "its polls", context.CancellationToken);
        await context.Terminal.AnswerAsync(new AppList(page.Items, page.Continuation is not null), AppAnswers.Default.AppList, console =>
            Draw(console, [.. page.Items.Select(item => item.Deserialize(AppJson.Default.PollItem)!)], context.Now));
        return ExitCode.Ok;
    }

    private static Task<int> RunAsync(AppContext context) => DoAsync(context, "run", ReasonOption.BodyOf(context.Parsed));

    private static Task<int> ResetAsync(AppContext context)
    {
        var cursor = context.Get(Cursor);
        context.Terminal.Agree($"Have the poll of {context.Get(Bridge)} read again from {cursor ?? "where it began"}?", context.Get(Yes));
        return DoAsync(context, "reset", JsonSerializer.Serialize(new ResetBody(cursor, context.Get(ReasonOption.Instance)), AppJson.Default.ResetBody));
    }

    private static async Task<int> DoAsync(AppContext context, string action, string body)
    {
        var answer = await AskAsync(context, action, body);
        var poll = answer.Read(AppJson.Default.PollItem) ?? throw context.Api.Strange("does not say how the poll stands");
        await context.Terminal.AnswerAsync(answer.ReadJson()!.Value, AppJson.Default.JsonElement, console => Draw(console, [poll], context.Now));
        return ExitCode.Ok;
    }

    private static async Task<int> PreviewAsync(AppContext context)
    {
        var answer = await AskAsync(context, "preview", "");
        var preview = answer.ReadJson() ?? throw context.Api.Strange("shows no page");
        await context.Terminal.AnswerAsync(preview, AppJson.Default.JsonElement, console =>
        {
            foreach (var item in preview.GetProperty("items").EnumerateArray())
            {
                var status = item.GetProperty("status").GetString()!;
                console.Put($"{item.GetProperty("deliveryId").GetString()}  ");
                console.Put(status, StatusStyle.Of(status));
                console.PutLine(Text(item, "reason") is { } reason ? $"  {reason}" : "");
                if (item.TryGetProperty("input", out var input) && input.ValueKind == JsonValueKind.Object) console.PutWhole(Terminal.Write(input, AppJson.Default.JsonElement));
            }

            console.PutLine(string.Create(CultureInfo.InvariantCulture, $"{preview.GetProperty("items").GetArrayLength()} items{(preview.TryGetProperty("hasMore", out var more) && more.ValueKind == JsonValueKind.True ? "; there are more pages" : "")}. Nothing is recorded."));
        });
        return ExitCode.Ok;
    }

    private static async Task<AppAnswer> AskAsync(AppContext context, string action, string body)
    {
        var bridge = context.Get(Bridge);
        var answer = await context.Terminal.WaitAsync($"Waiting for the poll of {bridge}", () => context.Api.PostAsync($"polls/{Uri.EscapeDataString(bridge)}/{action}", body, context.CancellationToken));
        if (answer.Status == HttpStatusCode.OK) return answer;
        if (answer.Status == HttpStatusCode.NotFound && !(await AppNames.ReadAsync(context.Api, context.CancellationToken)).Contains(bridge, StringComparer.Ordinal))
            throw new CliException(await AppNames.ObjectionAsync(context.Api, bridge, context.CancellationToken), ExitCode.Errors);
        throw answer is { Status: HttpStatusCode.BadGateway, Problem: { } problem } ? new CliException(problem, ExitCode.Errors) : context.Api.Failed(answer, "a poll");
    }

    private static void Draw(IAnsiConsole console, IReadOnlyList<PollItem> polls, DateTimeOffset now) => console.Fitted(
        [new("bridge", 10), new("schedule", 8), new("due"), new("last run"), new("seen"), new("new"), new("failures"), new("cursor", 10), new("result", 12)],
        polls.Select(poll => (IReadOnlyList<FittedCell>)
        [
            poll.Bridge, poll.Schedule,
            !poll.Enabled ? new FittedCell("disabled", StatusStyle.Quiet) : poll.Running ? "running" : poll.NextDue is { } due ? RelativeTime.Of(due, now) : "",
            poll.LastRunAt is { } ran ? RelativeTime.Of(ran, now) : "never",
            poll.ItemsSeen.ToString(CultureInfo.InvariantCulture), poll.ItemsNew.ToString(CultureInfo.InvariantCulture),
            poll.Failures == 0 ? "" : new FittedCell(poll.Failures.ToString(CultureInfo.InvariantCulture), StatusStyle.Of("Failed")), poll.Cursor, poll.LastResult,
        ]));

    private static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
