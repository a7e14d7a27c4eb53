using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>validate</c>: every error of every bridge file, before the app is started with them.</summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("folder")
        {
            Description = "The folder of bridge files.",
            DefaultValueFactory = _ => new DirectoryInfo("bridges"),
        };
        var tenants = TenantOption.Create();
        var development = new Option<bool>("--development") { Description = "Also accepts what only Development allows: polls of this machine by http." };
        var command = new Command("validate", "Checks all bridge files of a folder and prints every error and warning. Ends with 1 when there are errors.")
        {
            folder, tenants, development, OutputOption.Instance,
        };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetRequiredValue(folder), TenantOption.ValueOf(parsed, tenants), parsed.GetValue(development), Terminal.Of(parsed)));
        return command;
    }

    private static async Task<int> RunAsync(DirectoryInfo folder, IReadOnlySet<string>? tenants, bool isDevelopment, Terminal terminal)
    {
        if (!folder.Exists)
            return await terminal.FailAsync($"{folder}: there is no such folder.", ExitCode.NoInput);

        var report = Check(folder.ToString(), tenants, isDevelopment);
        await terminal.AnswerAsync(report, CliJson.Default.Report, console => Draw(console, report));
        return report.Errors.Count == 0 ? ExitCode.Ok : ExitCode.Errors;
    }

    private static Report Check(string folder, IReadOnlySet<string>? tenants, bool isDevelopment)
    {
        try
        {
            var catalog = BridgeLoader.Load(folder, tenants, isDevelopment);
            var bridges = catalog.All.OrderBy(bridge => bridge.Name, StringComparer.Ordinal).ToList();
            return new Report(
                [.. bridges.Select(bridge => bridge.Name)],
                [.. catalog.Broken.SelectMany(bridge => bridge.Errors)],
                [.. bridges.SelectMany(bridge => bridge.Warnings.Select(warning => new BridgeError(BridgeLoader.FileOf(folder, bridge.Name), warning.Path, warning.Problem)))]);
        }
        catch (BridgesFolderException fault)
        {
            return new Report([], [fault.Error], []);
        }
    }

    private static void Draw(IAnsiConsole console, Report report)
    {
        foreach (var file in report.Errors.Concat(report.Warnings).GroupBy(problem => problem.File, StringComparer.Ordinal))
        {
            console.MarkupLineInterpolated($"[bold]{file.Key}[/]");
            foreach (var problem in file)
                console.MarkupLineInterpolated($"  [yellow]{problem.Path}[/] {(report.Warnings.Contains(problem) ? "warning: " : "")}{problem.Problem}");
        }

        if (report.Errors.Count == 0)
            console.MarkupLineInterpolated($"[green]no errors in {report.Bridges.Count}:[/] {string.Join(", ", report.Bridges)}");
        else
            console.MarkupLineInterpolated($"[red]{Count(report.Errors, "error")}[/]");
        if (report.Warnings.Count > 0) console.MarkupLineInterpolated($"[yellow]{Count(report.Warnings, "warning")}[/]");
    }

    private static string Count(IReadOnlyList<BridgeError> problems, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{problems.Count} {what}{(problems.Count == 1 ? "" : "s")}");

    /// <param name="Bridges">Those that are fine.</param>
    /// <param name="Errors">Of all files.</param>
    /// <param name="Warnings">Of the bridges that are fine: they can be used, but somebody should look.</param>
    internal sealed record Report(IReadOnlyList<string> Bridges, IReadOnlyList<BridgeError> Errors, IReadOnlyList<BridgeError> Warnings);
}
