using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Isc;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Subscribing;

namespace TriggerBridge.Cli.Commands.Isc;

/// <summary><c>subscriptions drift</c>: what a tenant has against what the bridge files say.</summary>
internal static class DriftCommand
{
    public static Command Create() =>
        new Command("drift", "Compares the subscriptions with the bridge files, and changes nothing. Ends with 1 where they differ.") { ProfileOption.Instance, AppOption.Instance, BridgeFileOption.Folder }.Running(RunAsync);

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (app, problem, exitCode) = AppOption.Read(parsed);
        if (app is null)
            return await Terminal.Of(parsed).FailAsync(problem, exitCode);
        try
        {
            var bridges = BridgeLoader.Load(parsed.GetRequiredValue(BridgeFileOption.Folder).ToString(), tenants: null);
            return await IscCommand.RunAsync(parsed, parsed.GetValue(IscCommand.Tenant) ?? OnlyTenantOf(bridges), context => CompareAsync(context, app, bridges), cancellationToken);
        }
        catch (BridgesFolderException fault)
        {
            return await Terminal.Of(parsed).FailAsync(fault.Error.ToString(), ExitCode.NoInput);
        }
    }

    private static async Task<int> CompareAsync(IscContext context, AppAddress app, BridgeCatalog bridges)
    {
        var report = await new SubscriptionDrift(context, app, bridges).CompareAsync();
        await context.Terminal.AnswerAsync(report, CliJson.Default.DriftReport, console => Draw(console, report));
        return report.Differences.Count == 0 ? ExitCode.Ok : ExitCode.Errors;
    }

    private static void Draw(IAnsiConsole console, DriftReport report)
    {
        foreach (var bridge in report.Differences.GroupBy(difference => difference.Bridge, StringComparer.Ordinal))
        {
            console.MarkupLineInterpolated($"[bold]{bridge.Key}[/]");
            foreach (var difference in bridge)
                console.MarkupLineInterpolated($"  {difference.Problem}");
        }

        if (report.Differences.Count == 0)
            console.MarkupLineInterpolated($"[green]no differences in {report.Bridges.Count}:[/] {string.Join(", ", report.Bridges)}");
        else
            console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[red]{report.Differences.Count} difference{(report.Differences.Count == 1 ? "" : "s")}[/]");
    }

    // Null where several tenants, or none, send events to the bridges.
    private static string? OnlyTenantOf(BridgeCatalog bridges) =>
        bridges.All.Where(IscEvents.AreTakenBy).Select(bridge => bridge.Workflow.Tenant).Distinct(StringComparer.OrdinalIgnoreCase).ToList() is [var only] ? only : null;
}
