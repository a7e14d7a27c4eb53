using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Spectre.Console;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Cli.Inferring;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Samples;
using TriggerBridge.Flows.Operations;

namespace TriggerBridge.Cli.Commands.Bridges;

/// <summary><c>bridges infer</c>: a schema, and a first mapping, made of events.</summary>
internal static class InferCommand
{
    private static readonly Argument<string> BridgeName = new("bridge") { Description = "The bridge's name; it need not be there yet." };

    private static readonly Option<string[]> From = new("--from")
    {
        Description = "Files with events of its sender, such as samples/*.json; may be repeated. Without it the bridge's samples.",
        HelpName = "file",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int?> Deliveries = new("--deliveries")
    {
        Description = $"In place of files, the latest so many deliveries of a running app (at most {InferOperations.MostDeliveries}). The app makes the schema: no event leaves it.",
        HelpName = "n",
        CustomParser = static result => WholeNumber.Parse(result, "--deliveries"),
    };

    private static readonly Option<bool> Force = new("--force") { Description = "Overwrites a schema that is there already." };

    public static Command Create()
    {
        var command = new Command("infer", "Writes a schema that all of some events fit, as schemas/BRIDGE.json, and where the bridge has no input yet, shows a first one.")
        {
            BridgeName, From, Deliveries, Force, BridgeFileOption.Folder,
        }.OnApp();
        command.SetAction((parsed, cancellationToken) =>
        {
            var terminal = Terminal.Of(parsed);
            return terminal.RunAsync(() => RunAsync(parsed, terminal, cancellationToken));
        });
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var (name, folder) = (parsed.GetRequiredValue(BridgeName), parsed.GetRequiredValue(BridgeFileOption.Folder).ToString());
        if (parsed.GetValue(From) is { Length: > 0 } && parsed.GetValue(Deliveries) is not null)
            return await terminal.FailAsync("Give --from or --deliveries, not both.", ExitCode.Usage);

        var file = InferredSchema.FileOf(folder, name);
        if (File.Exists(file) && !parsed.GetValue(Force))
            return await terminal.FailAsync($"{file} is there already: give --force to overwrite it.", ExitCode.Errors);

        // One with errors, such as a missing input, is none to read samples by.
        var bridge = File.Exists(BridgeLoader.FileOf(folder, name)) ? BridgeLoader.LoadFile(BridgeLoader.FileOf(folder, name), tenants: null).All.FirstOrDefault() : null;
        var inferred = parsed.GetValue(Deliveries) is { } most
            ? await AskAsync(parsed, name, most, cancellationToken)
            : await ReadAsync(parsed, folder, name, bridge, cancellationToken);
        if (inferred.Events == 0)
            return await terminal.FailAsync($"There is no event of {name} to learn from.", ExitCode.Errors);

        await InferredSchema.WriteAsync(file, inferred.Schema, cancellationToken);
        var report = new InferReport(name, inferred.Events, file, bridge?.Check?.Schema.Name, inferred.Schema, inferred.Mapping);
        await terminal.AnswerAsync(report, CliJson.Default.InferReport, console => Draw(console, report, needsInput: bridge is not { Input.Sites.Count: > 0 }));
        return ExitCode.Ok;
    }

    private static async Task<InferredEvents> ReadAsync(ParseResult parsed, string folder, string name, Bridge? bridge, CancellationToken cancellationToken)
    {
        var files = parsed.GetValue(From) is { Length: > 0 } given
            ? SampleEvents.FilesOf(given).ToList()
            : [.. SampleFolder.Read(folder).Of(name).Select(sample => sample.EventFile)];
        if (files.Count == 0)
            throw new CliException($"There is no sample of {name}: give files with --from, add samples/{name}.event.json, or ask a running app with --deliveries.", ExitCode.NoInput);
        return InferredSchema.Of(name, await SampleEvents.ReadAsync(bridge, files, cancellationToken));
    }

    private static async Task<InferredEvents> AskAsync(ParseResult parsed, string name, int most, CancellationToken cancellationToken)
    {
        using var api = AppKeyOption.Open(parsed);
        var answer = await api.GetAsync(string.Create(CultureInfo.InvariantCulture, $"bridges/{Uri.EscapeDataString(name)}/schema?deliveries={Math.Min(most, InferOperations.MostDeliveries)}"), cancellationToken);
        return answer.Status switch
        {
            HttpStatusCode.OK => answer.Read(CliJson.Default.InferredEvents) ?? throw api.Strange("makes no schema"),
            HttpStatusCode.NotFound => throw new CliException($"The app at {api.App} has no bridge {name}, or is of a version that makes no schemas.", ExitCode.Errors),
            _ => throw api.Failed(answer, "a schema"),
        };
    }

    private static void Draw(IAnsiConsole console, InferReport report, bool needsInput)
    {
        var events = string.Create(CultureInfo.InvariantCulture, $"{report.Events} {(report.Events == 1 ? "event fits" : "events fit")}");
        console.MarkupLineInterpolated($"[green]✓[/] {report.File}: {events} it. Read it before you use it: what was in none of them is not in it.");
        if (report.InUse is null)
            console.MarkupLineInterpolated($"""In the bridge's file, "schema": "{InferredSchema.NameOf(report.Bridge)}" has events checked by it.""");
        if (!needsInput || report.Mapping.Count == 0)
            return;
        console.WriteLine("A first input:");
        console.WriteLine(Terminal.Write(JsonSerializer.SerializeToElement(report.Mapping, CliJson.Default.IReadOnlyDictionaryStringString), CliJson.Default.JsonElement));
    }
}
