using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Commands.Bridges;

/// <summary><c>bridges pair</c>: lets a sender bring its secret to a running app, and says what became of it.</summary>
internal static class PairCommand
{
    private const string Waiting = "Waiting";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly Argument<string> BridgeName = new("bridge") { Description = "The bridge's or the source's name." };

    public static Command Create()
    {
        var command = new Command("pair", "Takes the secret that a sender brings by itself when its webhook is made, for 15 minutes; waits until it came.") { BridgeName, ReasonOption.Instance }.OnApp();
        command.SetAction((parsed, cancellationToken) =>
        {
            var terminal = Terminal.Of(parsed);
            return terminal.RunAsync(() => PairAsync(parsed, terminal, cancellationToken));
        });
        return command;
    }

    private static async Task<int> PairAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        using var api = AppKeyOption.Open(parsed);
        var bridge = parsed.GetRequiredValue(BridgeName);
        var path = $"bridges/{Uri.EscapeDataString(bridge)}/pair";
        var begun = Read(api, bridge, await api.PostAsync(path, ReasonOption.BodyOf(parsed), cancellationToken));
        if (begun.Pairing is { Status: Waiting, Until: var until })
            terminal.Show(console => console.MarkupLineInterpolated($"{bridge} takes its sender's secret until {Readable(until)}: create the webhook now."));
        try
        {
            var report = await terminal.WaitAsync("Waiting for the sender's secret", () => WaitAsync(async () => Read(api, bridge, await api.GetAsync(path, cancellationToken)), cancellationToken));
            return await TellAsync(terminal, report);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return await terminal.FailAsync($"{bridge} still takes its sender's secret; the same command waits for it again, and shows one that came meanwhile.", ExitCode.Errors);
        }
    }

    private static async Task<PairReport> WaitAsync(Func<Task<PairReport>> read, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await read() is { Pairing.Status: not Waiting } report) return report;
            await Task.Delay(Interval, TimeProvider.System, cancellationToken);
        }
    }

    private static async Task<int> TellAsync(Terminal terminal, PairReport report)
    {
        var (bridge, pairing) = report;
        switch (pairing)
        {
            case { Status: "Stored" }:
                await terminal.AnswerAsync(report, PairJson.Default.PairReport, console => console.MarkupLineInterpolated(
                    $"{bridge} is paired: its sender's secret is stored as '{pairing.SecretName}' in {pairing.Place}. Where the sender wants it back, read it there."));
                return ExitCode.Ok;
            case { Secret: { } secret }:
                // The secret has a line of its own, as it is.
                await terminal.AnswerAsync(report, PairJson.Default.PairReport, console =>
                {
                    console.MarkupLineInterpolated($"{bridge} is paired. Store this as the secret '{pairing.SecretName}' in {pairing.Place}; it is not shown again:");
                    console.WriteLine(secret);
                });
                return ExitCode.Ok;
            case { Status: "Kept" }:
                return await terminal.FailAsync($"{bridge} has its sender's secret, but the key that opens it cannot be read: see the app's log, and ask again.", ExitCode.Errors);
            case { Status: "Shown" }:
                return await terminal.FailAsync($"{bridge} has its sender's secret, which was shown to somebody else. If that was none of you, let it not be stored; pair again, and create the webhook anew.", ExitCode.Errors);
            default:
                return await terminal.FailAsync($"{bridge} has no secret: none came in time, or it was not fetched in time. Pair again, and create the webhook meanwhile.", ExitCode.Errors);
        }
    }

    /// <exception cref="CliException">The app does not do it.</exception>
    private static PairReport Read(AppApi api, string bridge, AppAnswer answer) => answer.Status switch
    {
        HttpStatusCode.OK => answer.Read(PairJson.Default.PairReport) is { Bridge: not null } report
            ? report
            : throw api.Strange("does not say what became of the bridge"),
        HttpStatusCode.NotFound => throw new CliException($"The app at {api.App} has no bridge {bridge}, or is an older one.", ExitCode.Errors),
        _ => throw api.Failed(answer, "a bridge to pair"),
    };

    private static string Readable(DateTimeOffset time) => time.ToString("u", CultureInfo.InvariantCulture);
}

/// <summary>What the app answers.</summary>
/// <param name="Pairing">Null where there never was one.</param>
internal sealed record PairReport(string Bridge, PairingStateReport? Pairing);

/// <inheritdoc cref="PairReport"/>
internal sealed record PairingStateReport(string Status, string? By, DateTimeOffset Since, DateTimeOffset Until, DateTimeOffset? CameAt, string? SecretName, string? Place)
{
    /// <summary>Once; otherwise left out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    public override string ToString() => Status;
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(PairReport))]
internal sealed partial class PairJson : JsonSerializerContext;
