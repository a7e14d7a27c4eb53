using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Dev;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>dev</c>: runs a folder of bridges on this machine, and shows what happens.</summary>
internal static class DevCommand
{
    private const int StandardPort = 7071;

    private static readonly Argument<DirectoryInfo> Folder = new("folder") { Description = "The folder of bridge files.", DefaultValueFactory = _ => new DirectoryInfo("bridges") };
    private static readonly Option<int> Port = PortOption("--port", StandardPort, "The app's port; 0: any that is free.");
    private static readonly Option<int> AzuritePort = PortOption("--azurite-port", 10_002, "The port of the table service; without it another one where this is taken.");
    private static readonly Option<int> SimulatorPort = PortOption("--simulator-port", 7080, "The simulator's port; without it another one where this is taken.");
    private static readonly Option<bool> ShowSecrets = new("--show-secrets") { Description = "Shows the secrets to enter at the senders; otherwise it says where they are." };
    private static readonly Option<string?> Live = new("--live") { Description = "A real tenant of ISC, by its name in the bridges, in place of the simulator.", HelpName = "tenant" };
    private static readonly Option<string?> TenantUrl = new("--tenant-url") { Description = "Its address, such as https://acme.api.identitynow.com; without it TriggerBridge__Tenants__{tenant}__BaseUrl.", HelpName = "url" };
    private static readonly Option<string?> Public = new("--public") { Description = "The public address of a tunnel to the app: it is checked. Without an address: how to get one.", HelpName = "url", Arity = ArgumentArity.ZeroOrOne };

    public static Command Create()
    {
        var command = new Command("dev", "Runs the bridges of a folder on this machine, with a table service and a simulator of ISC, and shows each event as it comes. A change of a file is live at once.")
        {
            Folder, Port, AzuritePort, SimulatorPort, ShowSecrets, Live, TenantUrl, Public,
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
        var port = parsed.GetValue(Port);
        if (parsed.GetResult(Public) is { Implicit: false } && parsed.GetValue(Public) is null)
        {
            await terminal.DoneAsync(PublicReach.Help(port == 0 ? StandardPort : port));
            return ExitCode.Ok;
        }

        var options = new DevOptions
        {
            Folder = parsed.GetRequiredValue(Folder).ToString(),
            AppPort = new DevPort(Port.Name, port, IsGiven(parsed, Port)),
            AzuritePort = new DevPort(AzuritePort.Name, parsed.GetValue(AzuritePort), IsGiven(parsed, AzuritePort)),
            SimulatorPort = new DevPort(SimulatorPort.Name, parsed.GetValue(SimulatorPort), IsGiven(parsed, SimulatorPort)),
            ShowSecrets = parsed.GetValue(ShowSecrets),
            Live = LiveOf(parsed),
            Public = parsed.GetValue(Public) is { } url ? AppAddress.TryParse(url) ?? throw new CliException($"--public takes an address such as https://bridge.example.com, not '{url}'.", ExitCode.Usage) : null,
        };
        var programs = DevPrograms.Find();
        using var files = DevFiles.Open(options.Folder);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // The terminal goes away.
        using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            end.Cancel();
        });
        DevKeys? keys = null;
        if (terminal.CanAsk)
        {
            keys = new DevKeys();
            keys.Listen();
        }

        await using var services = new DevServices(options, programs, files);
        try
        {
            await new DevSession(options, files, services, new DevScreen(terminal.CreateLines(), TimeZoneInfo.Local), keys).RunAsync(end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Ended while it started.
        }

        return ExitCode.Ok;
    }

    private static LiveTenant? LiveOf(ParseResult parsed)
    {
        if (parsed.GetValue(Live) is not { } name) return null;
        var prefix = $"TriggerBridge__Tenants__{name}__";
        var url = parsed.GetValue(TenantUrl) ?? Environment.GetEnvironmentVariable(prefix + "BaseUrl") ?? throw new CliException(
            $"Where is tenant {name}? Give --tenant-url, such as https://{name}.api.identitynow.com, or set {prefix}BaseUrl.", ExitCode.Usage);
        return new LiveTenant(name, url, Environment.GetEnvironmentVariable(prefix + "ReadCredential") is { Length: > 0 } credential ? credential : DevServices.ReadCredential);
    }

    private static bool IsGiven(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static Option<int> PortOption(string name, int standard, string description) => new(name)
    {
        Description = description,
        HelpName = "port",
        DefaultValueFactory = _ => standard,
        CustomParser = result => Parse(result),
    };

    private static int Parse(ArgumentResult result)
    {
        if (result.Tokens is [{ Value: var text }] && int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var port) && port <= 65_535) return port;
        result.AddError($"{((OptionResult)result.Parent!).Option.Name} takes a port from 0 to 65535.");
        return 0;
    }
}
