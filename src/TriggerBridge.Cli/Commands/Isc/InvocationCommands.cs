using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TriggerBridge.Cli.Isc;
using TriggerBridge.Cli.Output;
using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.Cli.Commands.Isc;

/// <summary><c>invocations</c>.</summary>
internal static class InvocationCommands
{
    private static readonly Argument<string> Id = new("id") { Description = "The invocation's id." };
    private static readonly Argument<string> Trigger = new("trigger") { Description = "The trigger's id, such as idn:identity-created." };
    private static readonly Argument<FileInfo> File = JsonFile.Argument("A JSON file with secret, output and, for a failure, error.");
    private static readonly Option<FileInfo?> Input = new("--input") { Description = "A JSON file with the event; without it ISC sends the trigger's example." };
    private static readonly Option<bool> ShowSecret = new("--show-secret") { Description = "Prints the secrets by which the invocations are completed." };

    public static Command Create() => IscCommand.Group(
        "invocations",
        "Events that were sent to subscribers.",
        new Command("list", "Lists what was sent, and what became of it.").Doing(ListAsync),
        new Command("test", "Sends a test event to the subscriptions of a trigger.") { Trigger, Input, ShowSecret }.Doing(TestAsync),
        new Command("complete", "Answers an event that waits for it.") { Id, File }.Doing(CompleteAsync));

    private static async Task ListAsync(IscContext context)
    {
        var invocations = await context.ReadAllAsync("invocations", context.Api.Invocations.ListStatusAsync());
        await context.Terminal.AnswerAsync(invocations, IscJson.Default.ListInvocationStatus, console => console.Rows(
            ["id", "trigger", "subscription", "type", "created", "completed"],
            invocations.Select(each => (string?[])[each.Id, each.TriggerId, each.SubscriptionName, each.Type, Text(each.Created), Text(each.Completed)])));
    }

    private static async Task TestAsync(IscContext context)
    {
        using var nothing = JsonDocument.Parse("{}");
        var test = new TestInvocation
        {
            TriggerId = context.Get(Trigger),
            Input = context.Get(Input) is { } file ? await JsonFile.ReadAsync(file, context.CancellationToken) : null,
            ContentJson = nothing.RootElement,
        };
        var sent = await context.Api.Invocations.TestAsync(test, context.CancellationToken);
        List<Invocation> shown = context.Get(ShowSecret) ? [.. sent] : [.. sent.Select(each => each with { Secret = "***" })];
        await context.Terminal.AnswerAsync(shown, IscJson.Default.ListInvocation, console => console.Rows(
            ["id", "trigger", "secret"], shown.Select(each => (string?[])[each.Id, each.TriggerId, each.Secret])));
    }

    private static async Task CompleteAsync(IscContext context)
    {
        var answer = await JsonFile.ReadAsync(context.Get(File), IscJson.Default.CompleteInvocation, context.CancellationToken);
        await context.Api.Invocations.CompleteAsync(context.Get(Id), answer, context.CancellationToken);
        await context.Terminal.DoneAsync($"Invocation {context.Get(Id)} is completed.");
    }

    private static string? Text(DateTimeOffset? time) => time?.ToUniversalTime().ToString("u", CultureInfo.InvariantCulture);
}
