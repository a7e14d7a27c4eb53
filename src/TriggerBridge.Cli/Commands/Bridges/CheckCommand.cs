using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TriggerBridge.Bridges;
using TriggerBridge.Cli.Checking;
using TriggerBridge.Cli.Isc;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Samples;

namespace TriggerBridge.Cli.Commands.Bridges;

/// <summary><c>bridges check</c>: every error of every bridge file before the app runs them, and what is legal but surely not meant.</summary>
internal static class CheckCommand
{
    private static readonly Argument<DirectoryInfo> Folder = BridgesFolder.Argument();
    private static readonly Option<string[]> Tenants = TenantOption.Create();
    private static readonly Option<bool> Development = new("--development") { Description = "Also accepts what only Development allows: polls of this machine by http." };
    private static readonly Option<bool> Live = new("--live") { Description = "Also asks the bridges' tenants and the store of secrets whether all that the enabled bridges name is there." };

    public static Command Create() => Create("check");

    /// <summary>Its name before there were other commands on bridges.</summary>
    public static Command CreateAlias()
    {
        var alias = Create("validate");
        alias.Hidden = true;
        return alias;
    }

    private static Command Create(string name)
    {
        var command = new Command(name, "Checks all bridge files of a folder and prints every error and warning. Ends with 1 when there are errors.")
        {
            Folder, Tenants, Development, Live, IscCommand.Credential, IscCommand.Verbose, OutputOption.Instance,
        };
        command.SetAction((parsed, cancellationToken) => BridgesFolder.RunAsync(parsed, Folder, (folder, terminal) => RunAsync(parsed, folder, terminal, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, string folder, Terminal terminal, CancellationToken cancellationToken)
    {
        var (report, bridges) = await BridgeCheck.RunAsync(folder, TenantOption.ValueOf(parsed, Tenants), parsed.GetValue(Development), cancellationToken);
        var exitCode = ExitCode.Ok;
        if (parsed.GetValue(Live))
            (report, exitCode) = await AskAsync(parsed, folder, bridges, report, cancellationToken);
        // Where a tenant could not be asked, it must not read as if all were well.
        if (exitCode != ExitCode.Ok && report.Errors.Count == 0)
            return exitCode;

        await terminal.AnswerAsync(report, CliJson.Default.CheckReport, console => Draw(console, report));
        return exitCode != ExitCode.Ok ? exitCode : report.Errors.Count == 0 ? ExitCode.Ok : ExitCode.Errors;
    }

    // A bridge that is not enabled may wait for its workflow and its secrets.
    private static async Task<(CheckReport Report, int ExitCode)> AskAsync(
        ParseResult parsed, string folder, BridgeCatalog bridges, CheckReport report, CancellationToken cancellationToken)
    {
        var samples = SampleFolder.Read(folder);
        var asked = bridges.All.Where(bridge => bridge.Enabled).OrderBy(bridge => bridge.Name, StringComparer.Ordinal);
        foreach (var tenant in asked.GroupBy(bridge => bridge.Workflow.Tenant, StringComparer.OrdinalIgnoreCase))
        {
            var exitCode = await IscCommand.RunAsync(
                parsed,
                tenant.Key,
                async context =>
                {
                    var live = new LiveCheck(context, folder);
                    foreach (var bridge in tenant)
                        await live.CheckAsync(bridge, samples.Of(bridge.Name));
                    report = report with { Errors = [.. report.Errors, .. live.Errors], Warnings = [.. report.Warnings, .. live.Warnings] };
                },
                cancellationToken);
            if (exitCode != ExitCode.Ok)
                return (report, exitCode);
        }

        return (report, ExitCode.Ok);
    }

    private static void Draw(IAnsiConsole console, CheckReport report)
    {
        foreach (var file in report.Errors.Concat(report.Warnings).GroupBy(problem => problem.File, StringComparer.Ordinal))
        {
            console.MarkupLineInterpolated($"[bold]{file.Key}[/]");
            foreach (var problem in file)
                console.MarkupLineInterpolated($"  [yellow]{(ProblemPlace.PathOf(problem) is { Length: > 0 } path ? path + " " : "")}[/]{(report.Warnings.Contains(problem) ? "warning: " : "")}{problem.Problem}");
        }

        if (report.Errors.Count == 0)
            console.MarkupLineInterpolated($"[green]no errors in {report.Bridges.Count}:[/] {string.Join(", ", report.Bridges)}");
        else
            console.MarkupLineInterpolated($"[red]{Count(report.Errors, "error")}[/]");
        if (report.Warnings.Count > 0) console.MarkupLineInterpolated($"[yellow]{Count(report.Warnings, "warning")}[/]");
    }

    private static string Count(IReadOnlyList<BridgeError> problems, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{problems.Count} {what}{(problems.Count == 1 ? "" : "s")}");
}
