using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Spectre.Console;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>status</c>: how a running app is.</summary>
internal static class StatusCommand
{
    private const string Healthy = "Healthy";

    public static Command Create() => new Command("status", "Shows how a running app is: its ledger, its bridges and what keeps them from working. Ends with 1 where it is not healthy.").AnsweringOnApp(RunAsync);

    private static async Task<int> RunAsync(AppContext context)
    {
        var answer = await context.Terminal.WaitAsync("Asking the app", () => context.Api.GetAsync("status", context.CancellationToken));
        if (answer.Status != HttpStatusCode.OK) throw context.Api.Failed(answer, "its status");
        if (answer.Read(AppJson.Default.AppStatus) is not { } status) throw context.Api.Strange("has no status");
        await context.Terminal.AnswerAsync(answer.ReadJson()!.Value, AppJson.Default.JsonElement, console => Draw(console, context.Api.App, status));
        return status.Status == Healthy ? ExitCode.Ok : ExitCode.Errors;
    }

    private static void Draw(IAnsiConsole console, AppAddress app, AppStatus status)
    {
        console.Put($"{app} is ");
        console.Put(status.Status, StatusStyle.Of(status.Status));
        console.PutLine();
        foreach (var problem in Problems(status)) console.PutLine("  " + problem, StatusStyle.Of("Degraded"));
        if (status.Bridges.Count > 0) Parts(console, "bridge", status.Bridges);
        if (status.Sources.Count > 0) Parts(console, "source", status.Sources);
        if (status.Tenants.Count == 0) return;
        console.PutLine();
        console.Fitted([new("tenant", 10), new("executions today"), new("of")], status.Tenants.Select(tenant => (IReadOnlyList<FittedCell>)[tenant.Name, Text(tenant.ExecutionsToday), tenant.ExecutionsPerDay == 0 ? "" : Text(tenant.ExecutionsPerDay)]));
    }

    private static void Parts(IAnsiConsole console, string kind, IReadOnlyList<PartItem> parts)
    {
        console.PutLine();
        console.Fitted([new(kind, 10), new("state"), new("version"), new("attention", 12)], parts.Select(part => (IReadOnlyList<FittedCell>)
        [
            part.Name, !part.Enabled ? new("disabled", StatusStyle.Quiet) : IsPaused(part) ? new("paused", StatusStyle.Of("Degraded")) : new("works", StatusStyle.Of(Healthy)),
            part.Version, string.Join("; ", Attention(part)),
        ]));
    }

    private static IEnumerable<string> Problems(AppStatus status)
    {
        if (!status.LedgerAnswers) yield return "its ledger does not answer";
        if (status.LedgerIsFull) yield return "its ledger does not keep up, and new deliveries are turned away";
        if (status.BridgePlace is { Problem: { } place }) yield return $"its bridges cannot be read: {place}";
        foreach (var broken in status.BrokenBridges)
            foreach (var error in broken.Errors ?? []) yield return $"{broken.Name}: {error.File} {error.Path}: {error.Problem}";
        foreach (var poll in status.FailingPolls) yield return string.Create(CultureInfo.InvariantCulture, $"the poll of {poll.Bridge} has failed {poll.Failures} times: {poll.LastResult}");
    }

    private static IEnumerable<string> Attention(PartItem part)
    {
        if (part.MissingSecrets is { Count: > 0 } missing) yield return $"no secret {string.Join(", ", missing)}";
        if (IsPaused(part) && part.Pause!.Value.TryGetProperty("reason", out var reason) && reason.ValueKind == JsonValueKind.String) yield return reason.GetString()!;
        if (part.HeldLines is { ValueKind: JsonValueKind.Array } lines && lines.GetArrayLength() is > 0 and var held) yield return string.Create(CultureInfo.InvariantCulture, $"{held} dead letters hold others back");
        if (part.Drift is { ValueKind: JsonValueKind.Object }) yield return $"its events have changed: 'bridges drift {part.Name}'";
    }

    // One that is over still stands there, with who ended it.
    private static bool IsPaused(PartItem part) =>
        part.Pause is { ValueKind: JsonValueKind.Object } pause && !(pause.TryGetProperty("resumedAt", out var resumed) && resumed.ValueKind == JsonValueKind.String);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
