using System.CommandLine;
using System.Diagnostics;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Cli.Output;
using TriggerBridge.Flows.Operations.Preview;
using TriggerBridge.Flows.Receiving;
using TriggerBridge.Ledger;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>preview</c>: what a bridge makes of a sample event, without a server and without secrets.</summary>
internal static class PreviewCommand
{
    private const string ContentType = "content-type";

    public static Command Create()
    {
        var bridge = new Argument<FileInfo>("bridge") { Description = "The bridge file, such as bridges/github-member-removed.json." };
        var sample = new Argument<FileInfo>("sample") { Description = "A file with the event: the body of the sender's request." };
        var headers = FieldsOption("--header", "A header of the sender's request, such as x-github-event=organization; may be repeated. "
            + "Without a content-type, the body is JSON.");
        var query = FieldsOption("--query", "A field of the query in the sender's address; may be repeated.");
        var tenants = TenantOption.Create();
        var command = new Command("preview", "Shows what a bridge makes of a sample event. Ends with 1 when nothing could be sent for an error.")
        {
            bridge, sample, headers, query, tenants, OutputOption.Instance,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(bridge),
            parsed.GetRequiredValue(sample),
            Fields(parsed.GetValue(headers), name => name.ToLowerInvariant()),
            Fields(parsed.GetValue(query), name => name),
            TenantOption.ValueOf(parsed, tenants),
            Terminal.Of(parsed),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        FileInfo bridgeFile,
        FileInfo sampleFile,
        Dictionary<string, string> headers,
        Dictionary<string, string> query,
        IReadOnlySet<string>? tenants,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        if (Array.Find([bridgeFile, sampleFile], file => !file.Exists) is { } missing)
            return await terminal.FailAsync($"{missing}: there is no such file.", ExitCode.NoInput);

        var catalog = BridgeLoader.LoadFile(bridgeFile.ToString(), tenants);
        if (catalog.Broken is [{ Errors: var errors }])
            return await terminal.FailAsync(string.Join(Environment.NewLine, errors), ExitCode.Errors);

        headers.TryAdd(ContentType, "application/json");
        var request = new WebhookRequest
        {
            Method = "POST",
            Headers = headers,
            Query = query,
            Body = await File.ReadAllBytesAsync(sampleFile.FullName, cancellationToken),
            ContentType = headers[ContentType],
        };
        return BridgePreview.Of(catalog.All.Single(), request, TimeProvider.System.GetUtcNow()) switch
        {
            PreviewResult.Previewed { Report: var report } => await ShowAsync(report, terminal),
            PreviewResult.OnlyPolls => await terminal.FailAsync(
                $"{bridgeFile}: it has no webhook. What comes of its items, a running app shows: POST /api/polls/{Path.GetFileNameWithoutExtension(bridgeFile.Name)}/preview", ExitCode.Errors),
            PreviewResult.Unusable { Answer: var answer } => await terminal.FailAsync($"{sampleFile}: {Reason(answer)}", ExitCode.Errors),
            _ => throw new UnreachableException(),
        };
    }

    private static async Task<int> ShowAsync(PreviewReport report, Terminal terminal)
    {
        await terminal.AnswerAsync(report, CliJson.Default.PreviewReport, console => PreviewDrawing.Draw(console, report));
        return report.Events.Any(preview => preview.Status == DeliveryStatus.DeadLettered) ? ExitCode.Errors : ExitCode.Ok;
    }

    private static string Reason(ReceiveResult answer) => answer switch
    {
        ReceiveResult.UnsupportedType => "the content type is none that events come in: give --header content-type=…",
        ReceiveResult.NotParsable notParsable => notParsable.Problem,
        ReceiveResult.TooLarge => "the event is larger than can be recorded.",
        _ => "no event that a bridge can use.",
    };

    private static Option<string[]> FieldsOption(string name, string description)
    {
        var option = new Option<string[]>(name) { Description = description, HelpName = "name=value" };
        option.Validators.Add(static result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
                result.AddError($"'{token.Value}' is not name=value.");
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
