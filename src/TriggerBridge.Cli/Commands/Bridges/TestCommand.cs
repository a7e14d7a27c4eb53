using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Samples;

namespace TriggerBridge.Cli.Commands.Bridges;

/// <summary><c>bridges test</c>: what the bridges make of their samples, against what is expected.</summary>
internal static class TestCommand
{
    private static readonly Argument<DirectoryInfo> Folder = BridgesFolder.Argument();
    private static readonly Option<bool> Update = new("--update") { Description = "Writes what the bridges make of their samples as what is expected." };
    private static readonly Option<FileInfo?> JUnit = new("--junit") { Description = "Also writes the results to this file, as pipelines read them.", HelpName = "file" };

    public static Command Create()
    {
        var command = new Command("test", "Holds what each bridge makes of its samples against the files beside them. Ends with 1 where they differ.") { Folder, Update, JUnit };
        command.SetAction((parsed, cancellationToken) => BridgesFolder.RunAsync(parsed, Folder, (folder, terminal) => RunAsync(parsed, folder, terminal, cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, string folder, Terminal terminal, CancellationToken cancellationToken)
    {
        var report = await new SampleTest(folder, parsed.GetValue(Update)).RunAsync(cancellationToken);
        if (parsed.GetValue(JUnit) is { } file)
            await Sample.WriteAsync(file.FullName, JUnitReport.Write(report), cancellationToken);
        await terminal.AnswerAsync(report, CliJson.Default.SampleTestReport, console => Draw(console, report));
        return report.IsGood ? ExitCode.Ok : ExitCode.Errors;
    }

    public static void Draw(IAnsiConsole console, SampleTestReport report)
    {
        foreach (var sample in report.Samples)
        {
            var name = sample.Case is null ? sample.Bridge : $"{sample.Bridge}.{sample.Case}";
            if (sample.Outcome == SampleOutcome.Passed)
                console.MarkupLineInterpolated($"[green]✓[/] {name}");
            else if (sample.Outcome == SampleOutcome.Updated)
                console.MarkupLineInterpolated($"[yellow]![/] {name}: {sample.Problem}");
            else
                console.MarkupLineInterpolated($"[red]✗[/] {name}: {sample.Problem}");
            if (sample is { Expected: { } expected, Actual: { } actual })
                DrawDifference(console, expected, actual);
        }

        foreach (var problem in report.Problems)
            console.MarkupLineInterpolated($"[red]✗[/] {problem.File}: {problem.Problem}");
        if (report.Untested.Count > 0)
            console.MarkupLineInterpolated($"[yellow]no sample of:[/] {string.Join(", ", report.Untested)}");

        var counts = report.Samples.GroupBy(sample => sample.Outcome)
            .OrderBy(outcome => outcome.Key)
            .Select(outcome => string.Create(CultureInfo.InvariantCulture, $"{outcome.Count()} {Name(outcome.Key)}"))
            .Concat(report.Problems.Count > 0 ? [string.Create(CultureInfo.InvariantCulture, $"{report.Problems.Count} other {(report.Problems.Count == 1 ? "problem" : "problems")}")] : []);
        var summary = string.Join(", ", counts) is { Length: > 0 } text ? text : "there are no samples";
        if (report.IsGood)
            console.MarkupLineInterpolated($"[green]{summary}[/]");
        else
            console.MarkupLineInterpolated($"[red]{summary}[/]");
    }

    private static string Name(SampleOutcome outcome) => outcome switch
    {
        SampleOutcome.Passed => "passed",
        SampleOutcome.Failed => "failed",
        SampleOutcome.Updated => "updated",
        _ => "could not be tested",
    };

    private static void DrawDifference(IAnsiConsole console, string expected, string actual)
    {
        foreach (var line in TextDiff.Of(expected, actual))
        {
            var style = line[0] switch
            {
                '-' => new Style(Color.Red),
                '+' => new Style(Color.Green),
                _ => Style.Plain,
            };
            console.Write(new Text("    " + line, style));
            console.WriteLine();
        }
    }
}
