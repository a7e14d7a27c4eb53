using System.Text;
using System.Text.Json;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Cli.Inferring;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Samples;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Json;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Cli.Creating;

/// <summary>A bridge file that explains itself, with a sample of its sender's events and what the bridge makes of it.</summary>
/// <param name="source">The sender that it shares with other bridges; null: it has one of its own.</param>
/// <param name="from">An event of the sender that the bridge begins with, in place of the scheme's own; null: that.</param>
internal sealed class NewBridge(string name, string scheme, string? source, string tenant, string workflowId, string credential, NewBridgeEvent? from = null)
{
    private const string Address = "https://YOUR-APP/api/hooks/";

    private readonly SenderStart _start = SenderStart.All[scheme];

    /// <summary>What is left to do, outside of the files.</summary>
    public string Setup => _start.SetupOf(name, Address + Sender, $"'{Secret}'", $"'{VerifyToken}'");

    // By which the address is called, and the sender's secrets.
    private string Sender => source ?? name;

    private string Secret => Sender + "-webhook";

    private bool HasSecret => WebhookSchemes.Create(scheme).Verifier.NeedsSecret;

    private string Proof => HasSecret
        ? "Who sends the events, and the name of the secret by which they prove it: the secret itself is in the vault."
        : "Who sends the events, and what proves that: the sender's keys are public, so there is no secret.";

    private string VerifyToken => Sender + "-verify";

    /// <returns>The files.</returns>
    /// <exception cref="CliException">One of them is there already, the name is none of a bridge, or a file cannot be written.</exception>
    public async Task<IReadOnlyList<string>> WriteAsync(string folder, CancellationToken cancellationToken)
    {
        var text = BridgeText();
        var sourceFile = source is null ? null : BridgeLoader.FileOfSource(folder, source);
        var isNewSource = sourceFile is not null && !File.Exists(sourceFile);
        var sourceText = sourceFile is null ? null : isNewSource ? Encoding.UTF8.GetBytes(SourceText()) : await Sample.ReadAsync(sourceFile, cancellationToken);
        var schema = from is null ? null : new BridgeFileText(InferredSchema.NameOf(name), InferredSchema.FileOf(folder, name), Encoding.UTF8.GetBytes(InferredSchema.TextOf(from.Inferred.Schema)));
        var catalog = BridgeLoader.LoadText(name, Encoding.UTF8.GetBytes(text), sourceText is null ? null : (source!, sourceText), tenants: null, file => file == schema?.Name ? schema : null);
        if (catalog.Broken is [{ Errors: var errors }, ..]) throw new CliException(string.Join(Environment.NewLine, errors), ExitCode.Errors);

        var (ending, body) = from?.File ?? _start.File;
        var sample = Sample.Of(Path.Combine(folder, Sample.Folder, $"{name}.event{ending}"))!;
        var file = BridgeLoader.FileOf(folder, name);
        string[] files = [file, .. schema is null ? (string[])[] : [schema.Location], sample.EventFile, .. _start.Headers is null ? (string[])[] : [sample.RequestFile], sample.ExpectedFile];
        if (Array.Find(files, File.Exists) is { } existing) throw new CliException($"{existing} is there already, and is not overwritten: choose another name, or delete it.", ExitCode.Errors);

        if (isNewSource)
        {
            // First: a bridge without its source is an error.
            await Sample.WriteAsync(sourceFile!, SourceText(), cancellationToken);
            files = [sourceFile!, .. files];
        }

        if (schema is not null)
            await Sample.WriteAsync(schema.Location, InferredSchema.TextOf(from!.Inferred.Schema), cancellationToken);
        await Sample.WriteAsync(file, text, cancellationToken);
        await Sample.WriteAsync(sample.EventFile, body, cancellationToken);
        if (_start.Headers is { } headers)
            await Sample.WriteAsync(sample.RequestFile, Terminal.Write(new SampleRequest { Headers = headers.ToDictionary(header => header.Key, string? (header) => header.Value, StringComparer.Ordinal) }, SamplesJson.Default.SampleRequest).ReplaceLineEndings("\n") + "\n", cancellationToken);
        var (report, problem) = await SampleTest.PreviewAsync(catalog.All.Single(), sample, cancellationToken);
        await Sample.WriteAsync(sample.ExpectedFile, report is null ? throw new CliException($"{sample.EventFile}: {problem}", ExitCode.Errors) : ExpectedEvent.Write(report.Events), cancellationToken);
        return files;
    }

    private string BridgeText()
    {
        var sender = source is null
            ? $$"""
                // {{Proof}}
                "webhook": {
              {{Webhook()}}
                },
              """
            : $$"""
                // Who sends the events: sources/{{source}}.json, for this bridge and others. Each takes what its filter wants.
                "source": {{Quote(source)}},
              """;
        var input = Members(from?.Inferred.Mapping ?? _start.Input);
        var events = from is null
            ? $"""
                // Which events start the workflow: a condition on the event ($). The others are recorded as Filtered. Without a filter, all do.
                "filter": {Quote(_start.Filter)},
              """
            : $"""
                // What events look like: made of one event, so look at it. One that does not fit is a dead letter; with "schemaMismatch": "note" it goes on.
                "schema": {Quote(InferredSchema.NameOf(name))},
              """;
        return $$$"""
            // Events of {{{_start.Sender}}} start a workflow of SailPoint ISC.
            //
            // {{{Setup}}}
            // {{{(source is null ? $"The bridge takes events at {Address}{name}: its name is that of this file." : $"Events come to {Address}{source}, the address of its source.")}}}
            {
            {{{sender}}}
            {{{events}}}
              // What the workflow gets, there as $.trigger.NAME. A key that ends in .$ takes the value at a path of the event, one that ends in .$? may be
              // missing in it; other texts stand as they are, and may hold {{$.path}}. samples/{{{name}}}.event{{{(from?.File ?? _start.File).Ending}}} is an event, and
              // 'triggerbridge bridges test' shows what a change makes of it.
              "input": {
            {{{input}}}
              },
              // The workflow to start. The credential is the name of the secret with its external trigger's client: 'triggerbridge provision {{{name}}}' makes it.
              "workflow": {
                "tenant": {{{Quote(tenant)}}},
                "id": {{{Quote(workflowId)}}},
                "credential": {{{Quote(credential)}}}
              }
            }

            """;
    }

    private string SourceText() => $$"""
        // {{_start.Sender}}, whose events go to several bridges: a bridge names this file by "source": {{Quote(Sender)}}.
        //
        // {{Setup}}
        {
          // {{Proof}}
          "webhook": {
        {{Webhook()}}
          }
        }

        """;

    private string Webhook() => Members([
        new("scheme", scheme),
        .. HasSecret ? [KeyValuePair.Create("secret", Secret)] : Array.Empty<KeyValuePair<string, string>>(),
        .. (_start.Webhook ?? new Dictionary<string, string>(StringComparer.Ordinal)).Select(member => KeyValuePair.Create(member.Key, member.Value.Replace("{verifyToken}", VerifyToken, StringComparison.Ordinal).Replace("{address}", Address + Sender, StringComparison.Ordinal))),
    ]);

    private static string Members(IEnumerable<KeyValuePair<string, string>> members) =>
        string.Join(",\n", members.Select(member => $"    {Quote(member.Key)}: {Quote(member.Value)}"));

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JsonOutput.Encoder)}\"";
}

/// <summary>An event that a new bridge begins with.</summary>
/// <param name="File">The ending of its file's name, and its text.</param>
internal sealed record NewBridgeEvent((string Ending, string Text) File, InferredEvents Inferred);

/// <summary>What was written.</summary>
/// <param name="Setup">What is left to do at the sender and in the store of secrets.</param>
internal sealed record NewBridgeReport(string Bridge, string Scheme, IReadOnlyList<string> Files, string Setup);
