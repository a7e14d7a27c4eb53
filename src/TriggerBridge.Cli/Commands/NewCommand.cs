using System.CommandLine;
using System.Text;
using Spectre.Console;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Cli.Creating;
using TriggerBridge.Cli.Inferring;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Samples;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>new</c>: a bridge to begin with.</summary>
internal static class NewCommand
{
    private static readonly Argument<string> BridgeName = new("name") { Description = "The bridge's name, such as leavers: it is part of the address to which the sender posts." };
    private static readonly Option<string?> Scheme = new("--scheme") { Description = "The sender, such as github; a wrong one shows those that there are.", HelpName = "name" };
    private static readonly Option<string?> Source = new("--source") { Description = "A sender that several bridges share, by its name: its file is written where it is missing.", HelpName = "name" };
    private static readonly Option<string?> From = new("--from") { Description = "A file with an event of the sender, in JSON: a schema and a first input are made of it.", HelpName = "file" };
    private static readonly Option<DirectoryInfo> Folder = new("--folder") { Description = "The folder of bridge files.", DefaultValueFactory = _ => new DirectoryInfo("bridges") };
    private static readonly Option<string?> Tenant = new("--tenant") { Description = "The tenant with the workflow, by its name in the app's settings.", HelpName = "name" };
    private static readonly Option<string?> Workflow = new("--workflow") { Description = "The workflow's id.", HelpName = "id" };
    private static readonly Option<string?> Credential = new("--credential") { Description = "The name of the secret for the workflow's client; without it isc- and the bridge's name.", HelpName = "secret" };

    public static Command Create()
    {
        var command = new Command("new", "Writes a bridge that explains itself, with a sample of the sender's events. In a terminal it asks for what is not given.")
        {
            BridgeName, Scheme, Source, From, Folder, Tenant, Workflow, Credential, OutputOption.Instance,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var terminal = Terminal.Of(parsed);
            return terminal.RunAsync(() => RunAsync(parsed, terminal, cancellationToken));
        });
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var name = parsed.GetRequiredValue(BridgeName);
        var folder = parsed.GetRequiredValue(Folder).ToString();
        var source = parsed.GetValue(Source);
        var shared = source is null ? null : SchemeOf(folder, source);
        if (shared is not null && parsed.GetValue(Scheme) is { } other && other != shared)
            return await terminal.FailAsync($"Source {source} is of {shared}, not of {other}.", ExitCode.Usage);
        var scheme = shared ?? parsed.GetValue(Scheme) ?? terminal.Choose("Who sends the events?", WebhookSchemes.Names) ?? throw Missing(Scheme);
        if (WebhookSchemes.NotSupported.TryGetValue(scheme, out var reason))
            return await terminal.FailAsync($"'{scheme}' {reason}.", ExitCode.Usage);
        if (!WebhookSchemes.Names.Contains(scheme, StringComparer.Ordinal))
            return await terminal.FailAsync(ClosestName.Objection(scheme, WebhookSchemes.Names, "a scheme", "schemes"), ExitCode.Usage);

        var bridge = new NewBridge(
            name,
            scheme,
            source,
            parsed.GetValue(Tenant) ?? terminal.Ask("In which tenant is the workflow?") ?? throw Missing(Tenant),
            parsed.GetValue(Workflow) ?? terminal.Ask("Which id has the workflow?") ?? throw Missing(Workflow),
            parsed.GetValue(Credential) ?? terminal.Ask("Which secret is for the workflow's client?", "isc-" + name) ?? "isc-" + name,
            parsed.GetValue(From) is { } file ? await ReadAsync(name, file, cancellationToken) : null);
        var files = await bridge.WriteAsync(folder, cancellationToken);
        await terminal.AnswerAsync(new NewBridgeReport(name, scheme, files, bridge.Setup), CliJson.Default.NewBridgeReport, console => Draw(console, name, files, bridge.Setup));
        return ExitCode.Ok;
    }

    private static async Task<NewBridgeEvent> ReadAsync(string name, string file, CancellationToken cancellationToken)
    {
        var inferred = InferredSchema.Of(name, await SampleEvents.ReadAsync(bridge: null, [file], cancellationToken));
        return new NewBridgeEvent((".json", Encoding.UTF8.GetString(await Sample.ReadAsync(file, cancellationToken))), inferred);
    }

    // Null where there is no such source yet.
    private static string? SchemeOf(string folder, string source)
    {
        var file = BridgeLoader.FileOfSource(folder, source);
        if (!File.Exists(file)) return null;
        var catalog = BridgeLoader.Load(folder, tenants: null, isDevelopment: true);
        return catalog.Sources.FirstOrDefault(each => each.Name == source)?.Webhook.Scheme ?? throw new CliException(
            string.Join(Environment.NewLine, catalog.Broken.Where(broken => broken.Name == source).SelectMany(broken => broken.Errors)), ExitCode.Errors);
    }

    private static CliException Missing(Option option) => new($"{option.Name} is missing, and this is no terminal where you could be asked: {option.Description}", ExitCode.Usage);

    private static void Draw(IAnsiConsole console, string name, IReadOnlyList<string> files, string setup)
    {
        foreach (var file in files)
            console.MarkupLineInterpolated($"  [green]✓[/] {file}");
        console.WriteLine(setup);
        console.MarkupLineInterpolated($"'bridges test' shows what it makes of the sample, and 'send {name}' sends that to an app.");
    }
}
