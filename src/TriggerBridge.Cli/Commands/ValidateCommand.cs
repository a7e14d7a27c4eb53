using System.CommandLine;
using Spectre.Console;
using TriggerBridge.Bridges;
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
        var development = new Option<bool>("--development") { Description = "Accepts what the app accepts in Development only: polls of this machine by http." };
        var command = new Command("validate", "Checks all bridge files of a folder and prints every error. Ends with 1 when there are any.")
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
            return new Report([.. catalog.All.Select(bridge => bridge.Name).Order(StringComparer.Ordinal)], [.. catalog.Broken.SelectMany(bridge => bridge.Errors)]);
        }
        catch (BridgesFolderException fault)
        {
            return new Report([], [fault.Error]);
        }
    }

    private static void Draw(IAnsiConsole console, Report report)
    {
        foreach (var file in report.Errors.GroupBy(error => error.File, StringComparer.Ordinal))
        {
            console.MarkupLineInterpolated($"[bold]{file.Key}[/]");
            foreach (var error in file)
                console.MarkupLineInterpolated($"  [yellow]{error.Path}[/] {error.Problem}");
        }

        if (report.Errors.Count == 0)
            console.MarkupLineInterpolated($"[green]no errors in {report.Bridges.Count}:[/] {string.Join(", ", report.Bridges)}");
        else
            console.MarkupLineInterpolated($"[red]{report.Errors.Count} errors[/]");
    }

    /// <param name="Bridges">Those that are fine.</param>
    /// <param name="Errors">Of all files.</param>
    internal sealed record Report(IReadOnlyList<string> Bridges, IReadOnlyList<BridgeError> Errors);
}
