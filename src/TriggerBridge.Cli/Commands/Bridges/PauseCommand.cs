using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Output;
using TriggerBridge.Flows.Operations;

namespace TriggerBridge.Cli.Commands.Bridges;

/// <summary><c>bridges pause</c> and <c>bridges resume</c>: whether a running app sends what comes to a bridge.</summary>
internal static class PauseCommand
{
    private static readonly Argument<string> BridgeName = new("bridge") { Description = "The bridge's name." };
    private static readonly Option<string> Reason = new("--reason") { Description = "Why; it is shown to whoever looks.", HelpName = "text", Required = true };
    private static readonly Option<DateTimeOffset?> Until = new("--until") { Description = "When it ends by itself: a time such as 2026-06-01T18:00Z, or after a while such as 30m, 2h or 1d. Without it, 'bridges resume' ends it.", HelpName = "time", CustomParser = static result => Parse(result) };
    private static readonly Option<bool> Refuse = new("--refuse") { Description = "Senders get 503 meanwhile; otherwise their events are recorded, and wait." };

    public static Command Create() => Run(
        new Command("pause", "Holds back what a bridge sends: its events are recorded and wait, or are refused.") { BridgeName, Reason, Until, Refuse }.OnApp(),
        "pause",
        parsed => JsonSerializer.Serialize(new PauseRequest(parsed.GetValue(Reason), parsed.GetValue(Until), parsed.GetValue(Refuse)), PauseJson.Default.PauseRequest));

    public static Command CreateInverse() => Run(
        new Command("resume", "Ends a bridge's pause: what waited is sent, oldest first.") { BridgeName, ReasonOption.Instance }.OnApp(),
        "resume",
        ReasonOption.BodyOf);

    private static Command Run(Command command, string function, Func<ParseResult, string> body)
    {
        command.SetAction((parsed, cancellationToken) =>
        {
            var terminal = Terminal.Of(parsed);
            return terminal.RunAsync(() => AskAsync(parsed, terminal, function, body(parsed), cancellationToken));
        });
        return command;
    }

    private static async Task<int> AskAsync(ParseResult parsed, Terminal terminal, string function, string body, CancellationToken cancellationToken)
    {
        using var api = AppKeyOption.Open(parsed);
        var bridge = parsed.GetRequiredValue(BridgeName);
        var answer = await api.PostAsync($"bridges/{Uri.EscapeDataString(bridge)}/{function}", body, cancellationToken);
        switch (answer.Status)
        {
            case HttpStatusCode.OK:
                var report = answer.Read(PauseJson.Default.PauseAnswerReport) ?? throw api.Strange("does not say what became of the bridge");
                await terminal.AnswerAsync(report, PauseJson.Default.PauseAnswerReport, console => Draw(console, report));
                return ExitCode.Ok;
            case HttpStatusCode.NotFound:
                return await terminal.FailAsync(await AppNames.ObjectionAsync(api, bridge, cancellationToken), ExitCode.Errors);
            default:
                throw api.Failed(answer, $"a bridge to {function}");
        }
    }

    private static void Draw(IAnsiConsole console, PauseAnswerReport report)
    {
        if (report.Pause is not { ResumedAt: null } pause)
        {
            console.MarkupLineInterpolated($"{report.Bridge} is not paused: what waited is sent, oldest first.");
            return;
        }

        var until = pause.Until is { } time ? $"until {time.ToString("u", CultureInfo.InvariantCulture)}" : "until it is resumed";
        var meanwhile = pause.Refuse ? "Its senders get 503 meanwhile." : "Its events are recorded meanwhile, and nothing is sent.";
        console.MarkupLineInterpolated($"{report.Bridge} is paused {until}: {pause.Reason}. {meanwhile}");
    }

    private static DateTimeOffset? Parse(ArgumentResult result)
    {
        var given = result.Tokens[^1].Value;
        if (TimeOrWhile.Parse(given, isAhead: true) is { } time) return time;
        result.AddError($"--until takes a time such as 2026-06-01T18:00Z, or a while such as 30m, 2h or 1d, not '{given}'.");
        return null;
    }
}

/// <summary>What the app is asked for.</summary>
internal sealed record PauseRequest(string? Reason, DateTimeOffset? Until, bool Refuse);

/// <summary>What the app answers.</summary>
/// <param name="Pause">Null where nothing is held back.</param>
internal sealed record PauseAnswerReport(string Bridge, PauseReport? Pause);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PauseRequest))]
[JsonSerializable(typeof(PauseAnswerReport))]
internal sealed partial class PauseJson : JsonSerializerContext;
