using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TriggerBridge.Bridges;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Samples;
using TriggerBridge.Cli.Sending;
using TriggerBridge.Credentials;
using TriggerBridge.Flows.Operations.Preview;
using TriggerBridge.Webhooks.Verifiers;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>send</c>: signs a sample as the bridge's sender does, and posts it to an app.</summary>
internal static class SendCommand
{
    private const string Hooks = "/api/hooks/";
    private const string Local = "http://127.0.0.1:7071";

    private static readonly Argument<string> BridgeName = new("bridge") { Description = BridgeFileOption.Accepted };
    private static readonly Argument<string?> SampleName = new("sample") { Description = "The case of one of the bridge's samples, or a file with an event. Not needed where there is one.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<string> To = new("--to") { Description = $"Where the app is, such as {Local}; an address that ends in {Hooks}NAME is taken as it is.", HelpName = "url", DefaultValueFactory = _ => Local };
    private static readonly Option<FileInfo?> Secrets = new("--secrets") { Description = "A JSON file with the sender's secret by its name; without it .secrets.json in the folder of the bridges, or TriggerBridge__SecretsFile.", HelpName = "file" };
    private static readonly Option<bool> SameId = new("--same-id") { Description = "Keeps the id that the sample has: sent again, it is a repeat." };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Prints the request as a command line of curl, without the secret, and sends nothing." };

    public static Command Create()
    {
        var command = new Command("send", "Signs a sample as the bridge's sender does, gives it a fresh id, and posts it to an app. Ends with 0 where the app takes it.")
        {
            BridgeName, SampleName, To, ProfileOption.Instance, AppOption.Instance, BridgeFileOption.Folder, Secrets, SameId, DryRun, OutputOption.Instance,
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
        var (bridge, problem, exitCode) = BridgeFileOption.Load(parsed, name, tenants: null);
        if (bridge is null)
            return await terminal.FailAsync(problem, exitCode);
        if (bridge is not { Sender: { } sender, AddressName: { } addressName })
            return await terminal.FailAsync($"{bridge.Name} has no webhook: nobody sends it anything.", ExitCode.Errors);

        var folder = Path.GetDirectoryName(BridgeFileOption.FileOf(parsed, name)) is { Length: > 0 } own ? own : ".";
        var file = FileOf(bridge, folder, parsed.GetValue(SampleName));
        var (address, signedAddress) = AddressesOf(parsed, addressName);
        var request = await Sample.ReadRequestAsync(file, cancellationToken);
        if (!parsed.GetValue(SameId)) request = FreshId.Renew(sender, request);

        var secret = await SenderSecret.ReadAsync(sender, addressName, folder, parsed.GetValue(Secrets)?.ToString(), cancellationToken);
        var isShown = parsed.GetValue(DryRun);
        var now = TimeProvider.System.GetUtcNow();
        var sent = SentSample.Sign(sender, file, request, address, signedAddress, isShown && sender.ShowsSecret ? Stand(secret) : secret, now);
        var events = BridgePreview.Of(bridge, sent.Request, now) is PreviewResult.Previewed { Report.Events: var previews } ? previews : [];
        var report = new SendReport(
            bridge.Name,
            file,
            address.GetLeftPart(UriPartial.Path),
            Status: null,
            [.. events.Select(each => new SentEventReport(each.DeliveryId, each.SenderId, Status: null, WorkflowExecutionId: null))],
            Answer: null,
            isShown ? sent.ToCurl() : null);
        var reason = "";
        if (!isShown)
        {
            (var status, reason, var text) = await sent.PostAsync(cancellationToken);
            report = report.WithAnswer(status, text);
        }

        await terminal.AnswerAsync(report, CliJson.Default.SendReport, console => Draw(console, report, reason));
        return report.IsTaken ? ExitCode.Ok : ExitCode.Errors;
    }

    private static string FileOf(Bridge bridge, string folder, string? given)
    {
        var samples = SampleFolder.Read(folder).Of(bridge.Name).ToList();
        if (given is not null)
        {
            return samples.Find(sample => sample.Case == given || sample.Name == given)?.EventFile ?? (File.Exists(given) ? given : throw new CliException(
                $"{given}: {bridge.Name} has no such sample, and there is no such file; {Known(samples)}", ExitCode.NoInput));
        }

        return (samples.Find(sample => sample.Case is null) ?? (samples is [var only] ? only : null))?.EventFile
            ?? throw new CliException(samples.Count == 0 ? $"{bridge.Name} has no sample: add {Path.Combine(folder, Sample.Folder, bridge.Name + ".event.json")} with the body of an event, or give a file." : $"Which sample? {Known(samples)}", ExitCode.NoInput);
    }

    private static string Known(List<Sample> samples) => samples.Count == 0 ? "it has none." : $"its samples are {string.Join(", ", samples.Select(sample => sample.Case ?? sample.Name))}.";

    // Where it goes, and the address that the sender was given: some sign it.
    private static (Uri Address, string Signed) AddressesOf(ParseResult parsed, string name)
    {
        if (parsed.GetValue(ProfileOption.Instance) is not null)
        {
            if (parsed.GetResult(To) is { Implicit: false }) throw new CliException("Give --profile or --to, not both.", ExitCode.Usage);
            var hook = new Uri(AppOption.Choose(parsed).App.HookOf(name));
            return (hook, hook.AbsoluteUri);
        }

        var given = parsed.GetRequiredValue(To);
        if (AppAddress.TryParse(given) is not { } app)
            throw new CliException($"--to takes an address such as {Local}, not '{given}'.", ExitCode.Usage);

        var to = new Uri(given);
        var address = IsHook(to) ? to : new Uri(app.HookOf(name) + to.Query);
        if (!AppOption.IsAddressGiven(parsed)) return (address, address.AbsoluteUri);
        var (known, problem, exitCode) = AppOption.Read(parsed, takesProfile: false);
        return known is null ? throw new CliException(problem, exitCode) : (address, known.HookOf(name) + address.Query);
    }

    private static bool IsHook(Uri address)
    {
        var path = address.AbsolutePath;
        var at = path.LastIndexOf(Hooks, StringComparison.OrdinalIgnoreCase);
        return at >= 0 && path[(at + Hooks.Length)..] is { Length: > 0 } name && !name.Contains('/', StringComparison.Ordinal);
    }

    // Stands for a secret that would be shown, as it is sent itself.
    private static SecretValue Stand(SecretValue secret) => new(BasicCredentials.TryRead(secret, out _) ? """{"user":"USER","password":"PASSWORD"}""" : "SECRET");

    private static void Draw(IAnsiConsole console, SendReport report, string reason)
    {
        if (report.Curl is { } curl)
        {
            // As it is: a line that is broken to fit the terminal is another one.
            console.Profile.Out.Writer.WriteLine(curl);
            return;
        }

        var line = string.Create(CultureInfo.InvariantCulture, $"{report.Status} {reason}").TrimEnd();
        console.MarkupLineInterpolated($"{report.Sample} → {report.Address}");
        if (report.IsTaken) console.MarkupLineInterpolated($"[green]{line}[/]");
        else console.MarkupLineInterpolated($"[red]{line}[/]");
        foreach (var sent in report.Events)
        {
            var id = sent.SenderId is { } senderId ? $" ({senderId})" : "";
            var status = sent.Status is { } known ? $": {known}" : "";
            var execution = sent.WorkflowExecutionId is { } executionId ? $", execution {executionId}" : "";
            console.MarkupLineInterpolated($"  delivery {sent.DeliveryId}{id}{status}{execution}");
        }

        if (report.Events.All(sent => sent.Status is null) && !string.IsNullOrWhiteSpace(report.Answer)) console.WriteLine(report.Answer.Trim());
        if (report.Status == 401)
            console.MarkupLine("The app does not take the signature: it has another secret, or, where the sender signs its address, another one than the app thinks it has (--app).");
    }
}
