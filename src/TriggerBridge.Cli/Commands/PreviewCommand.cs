using System.CommandLine;
using System.Diagnostics;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Samples;
using TriggerBridge.Flows.Operations.Preview;
using TriggerBridge.Ledger;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>preview</c>: what a bridge makes of a sample event, without a server and without secrets.</summary>
internal static class PreviewCommand
{
    private const string ContentType = "content-type";

    public static Command Create()
    {
        var bridge = new Argument<string>("bridge") { Description = BridgeFileOption.Accepted };
        var sample = new Argument<FileInfo>("sample") { Description = "A file with the event: the body of the sender's request." };
        var headers = FieldsOption("--header", "A header of the sender's request, such as x-github-event=organization; may be repeated. "
            + "Without a content-type, the body is JSON, or what the file's ending says: .txt a form, .xml XML.");
        var query = FieldsOption("--query", "A field of the query in the sender's address; may be repeated.");
        var tenants = TenantOption.Create();
        var command = new Command("preview", "Shows what a bridge makes of a sample event. Ends with 1 when an error keeps it from being sent.")
        {
            bridge, sample, BridgeFileOption.Folder, headers, query, tenants, OutputOption.Instance,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var terminal = Terminal.Of(parsed);
            return terminal.RunAsync(() => RunAsync(
                parsed,
                parsed.GetRequiredValue(bridge),
                parsed.GetRequiredValue(sample),
                Fields(parsed.GetValue(headers), name => name.ToLowerInvariant()),
                Fields(parsed.GetValue(query), name => name),
                TenantOption.ValueOf(parsed, tenants),
                terminal,
                cancellationToken));
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed,
        string nameOrFile,
        FileInfo sampleFile,
        Dictionary<string, string> headers,
        Dictionary<string, string> query,
        IReadOnlySet<string>? tenants,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        var (bridge, problem, exitCode) = BridgeFileOption.Load(parsed, nameOrFile, tenants);
        if (bridge is null)
            return await terminal.FailAsync(problem, exitCode);

        var request = With(await Sample.ReadRequestAsync(sampleFile.ToString(), cancellationToken), headers, query);
        return BridgePreview.Of(bridge, request, TimeProvider.System.GetUtcNow()) switch
        {
            PreviewResult.Previewed { Report: var report } => await ShowAsync(report, terminal),
            PreviewResult.OnlyPolls => await terminal.FailAsync(
                $"{bridge.Name} has no webhook: it reads its events from a source. A running app shows them: POST /api/polls/{bridge.Name}/preview", ExitCode.Errors),
            PreviewResult.Unusable { Answer: var answer } => await terminal.FailAsync($"{sampleFile}: {NoEvent.Describe(answer)}", ExitCode.Errors),
            _ => throw new UnreachableException(),
        };
    }

    private static async Task<int> ShowAsync(PreviewReport report, Terminal terminal)
    {
        await terminal.AnswerAsync(report, CliJson.Default.PreviewReport, console => PreviewDrawing.Draw(console, report));
        return report.Events.Any(preview => preview.Status == DeliveryStatus.DeadLettered) ? ExitCode.Errors : ExitCode.Ok;
    }

    // What is given on the command line counts more than what stands beside the sample.
    private static WebhookRequest With(WebhookRequest sample, Dictionary<string, string> headers, Dictionary<string, string> query) => sample with
    {
        Headers = Merge(sample.Headers, headers),
        Query = Merge(sample.Query, query),
        ContentType = headers.GetValueOrDefault(ContentType, sample.ContentType!),
    };

    private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> fields, Dictionary<string, string> given)
    {
        var merged = new Dictionary<string, string>(fields, StringComparer.Ordinal);
        foreach (var (name, value) in given) merged[name] = value;
        return merged;
    }

    private static Option<string[]> FieldsOption(string name, string description)
    {
        var option = new Option<string[]>(name) { Description = description, HelpName = "name=value" };
        option.Validators.Add(static result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
                result.AddError($"{result.Option.Name} takes name=value, not '{token.Value}'.");
        });
        return option;
    }

    // The last of a name wins.
    private static Dictionary<string, string> Fields(string[]? given, Func<string, string> spell)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in given ?? [])
        {
            var at = field.IndexOf('=', StringComparison.Ordinal);
            fields[spell(field[..at])] = field[(at + 1)..];
        }

        return fields;
    }
}
