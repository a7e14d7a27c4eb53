using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Spectre.Console;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Senders;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>senders</c>: who can send events, and how each is connected.</summary>
internal static class SenderCommands
{
    private static readonly Argument<string?> Like = new("text") { Description = "Only those whose name has it.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Argument<string> Scheme = new("scheme") { Description = "As 'senders list' names it." };

    public static Command Create() => new("senders", "The senders that a bridge can name.") { CreateList(), CreateShow() };

    private static Command CreateList()
    {
        var command = new Command("list", "Lists them: the scheme, how a request is verified, and how sure the facts are.") { Like, OutputOption.Instance };
        command.SetAction((parsed, _) =>
        {
            var terminal = Terminal.Of(parsed);
            return terminal.RunAsync(() => ListAsync(terminal, parsed.GetValue(Like) ?? ""));
        });
        return command;
    }

    private static async Task<int> ListAsync(Terminal terminal, string like)
    {
        SenderSheet[] sheets = [.. SenderSheet.All.Where(sheet => sheet.Scheme.Contains(like, StringComparison.OrdinalIgnoreCase) || sheet.Sender.Contains(like, StringComparison.OrdinalIgnoreCase))];
        if (sheets.Length == 0)
            return await terminal.FailAsync($"No sender has '{like}' in its name: describe its signature with the scheme hmac, or take header-key, query-key, bearer or basic.", ExitCode.Errors);
        await terminal.AnswerAsync(sheets, CliJson.Default.SenderSheetArray, console => console.Rows(
            ["scheme", "sender", "how a request is verified", "facts"],
            sheets.Select(sheet => (IReadOnlyList<string?>)[sheet.Scheme, sheet.Sender, Plain(sheet.Proof), sheet.Certainty?.ToString().ToLowerInvariant()])));
        return ExitCode.Ok;
    }

    private static Command CreateShow()
    {
        var command = new Command("show", "Shows how one is connected: what to enter where, what proves its requests, where its ids are, and where the facts come from.") { Scheme, OutputOption.Instance };
        command.SetAction((parsed, _) =>
        {
            var terminal = Terminal.Of(parsed);
            return terminal.RunAsync(() => ShowAsync(terminal, parsed.GetValue(Scheme)!));
        });
        return command;
    }

    private static async Task<int> ShowAsync(Terminal terminal, string name)
    {
        if (SenderSheet.All.FirstOrDefault(sheet => sheet.Scheme == name) is not { } found)
            return await terminal.FailAsync(ClosestName.Objection(name, [.. SenderSheet.All.Select(sheet => sheet.Scheme)], "a scheme", "schemes"), ExitCode.Errors);
        await terminal.AnswerAsync(found, CliJson.Default.SenderSheet, console => Draw(console, found));
        return ExitCode.Ok;
    }

    private static void Draw(IAnsiConsole console, SenderSheet sheet)
    {
        console.WriteLine(sheet.Sender);
        console.WriteLine();
        console.WriteLine(Plain(sheet.Setup));
        console.WriteLine();
        console.WriteLine("  " + sheet.Webhook);
        console.WriteLine();
        console.Facts(
            ("verified by", Plain(sheet.Proof)),
            ("test of the address", Plain(sheet.Test)),
            ("delivery id", Plain(sheet.DeliveryId)),
            ("event type", Plain(sheet.EventType)),
            ("batch", Plain(sheet.Batch)),
            ("answer", sheet.Answer),
            ("a captured request can", Plain(sheet.Captured)),
            ("facts", sheet.Source is { } source ? $"{sheet.Certainty.ToString()!.ToLowerInvariant()}: {source}" : null));
        if (sheet.Notes is not { } notes) return;
        console.WriteLine();
        console.WriteLine(Plain(notes));
    }

    // Without what is meant for a page.
    [return: NotNullIfNotNull(nameof(text))]
    private static string? Plain(string? text) => text?.Replace("`", "", StringComparison.Ordinal).Replace("**", "", StringComparison.Ordinal);
}
