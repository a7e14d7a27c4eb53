using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;
using TriggerBridge.Cli.Apps;
using TriggerBridge.Cli.Checking;
using TriggerBridge.Cli.Isc;
using TriggerBridge.Cli.Output;
using TriggerBridge.Flows.Operations;

namespace TriggerBridge.Cli.Commands.Bridges;

/// <summary><c>bridges drift</c>: what has changed in the events of a running app's bridge, and whether its workflow still reads what it gets.</summary>
internal static class DriftCommand
{
    private const string Tenants = "TriggerBridge__Tenants__";

    private static readonly Argument<string> BridgeName = new("bridge") { Description = "The bridge's name." };
    private static readonly Option<DateTimeOffset?> Since = new("--since") { Description = "Only what changed then or later: a time such as 2026-06-01T18:00Z, or a while ago such as 2h or 7d.", HelpName = "time", CustomParser = static result => Parse(result) };
    private static readonly Option<bool> Accept = new("--accept") { Description = "All is as it should be: what the events look like now counts as usual from now on." };
    private static readonly Option<string?> Reason = new("--reason") { Description = "With --accept: why; it is on record.", HelpName = "text" };

    public static Command Create()
    {
        var command = new Command("drift", "Shows what has changed in the events of a bridge, and which filter or mapping reads it; and what its workflow reads and does not get. Ends with 1 where there is such a thing.")
        {
            BridgeName, Since, Accept, Reason, IscCommand.Tenant, IscCommand.Credential, IscCommand.Verbose,
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
        using var api = AppKeyOption.Open(parsed);
        var bridge = parsed.GetRequiredValue(BridgeName);
        var path = $"bridges/{Uri.EscapeDataString(bridge)}/drift";
        if (parsed.GetValue(Accept))
        {
            var accepted = Read(api, bridge, await api.PostAsync(path + "/accept", ReasonOption.BodyOf(parsed.GetValue(Reason)), cancellationToken));
            await terminal.AnswerAsync(new DriftAnswerReport(accepted, Workflow: null), DriftJson.Default.DriftAnswerReport, console => console.MarkupLineInterpolated($"What the events of {bridge} look like now counts as usual."));
            return ExitCode.Ok;
        }

        var since = parsed.GetValue(Since) is { } time ? "?since=" + Uri.EscapeDataString(time.ToString("O", CultureInfo.InvariantCulture)) : "";
        var drift = Read(api, bridge, await api.GetAsync(path + since, cancellationToken));
        var (use, failed) = await LookAtWorkflowAsync(parsed, drift, cancellationToken);
        var report = new DriftAnswerReport(drift, use);
        await terminal.AnswerAsync(report, DriftJson.Default.DriftAnswerReport, console => DriftDrawing.Draw(console, report));
        if (failed != ExitCode.Ok) return failed;
        return report.Touching > 0 || use?.Missing.Count > 0 ? ExitCode.Errors : ExitCode.Ok;
    }

    // Where no tenant is set up here, its workflow is not looked at.
    private static async Task<(InputUse? Use, int ExitCode)> LookAtWorkflowAsync(ParseResult parsed, EventDriftReport drift, CancellationToken cancellationToken)
    {
        var named = parsed.GetValue(IscCommand.Tenant);
        if (drift is not { Tenant: { } tenant, Workflow: { } workflow } || (named is null && !IsSetUp())) return (null, ExitCode.Ok);
        InputUse? use = null;
        var exitCode = await IscCommand.RunAsync(
            parsed, named ?? tenant, async context => use = InputUse.Of(await context.Api.Workflows.GetAsync(workflow, context.CancellationToken), drift.Input), cancellationToken);
        return (use, exitCode);
    }

    private static bool IsSetUp() => Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(name => name.StartsWith(Tenants, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="CliException">The app does not do it.</exception>
    private static EventDriftReport Read(AppApi api, string bridge, AppAnswer answer) => answer.Status switch
    {
        HttpStatusCode.OK => answer.Read(DriftJson.Default.EventDriftReport) is { Types: not null } report
            ? report
            : throw api.Strange("does not say what has changed"),
        HttpStatusCode.NotFound => throw new CliException($"The app at {api.App} has no bridge {bridge}, or is an older one.", ExitCode.Errors),
        _ => throw api.Failed(answer, "what has changed in a bridge's events"),
    };

    private static DateTimeOffset? Parse(ArgumentResult result)
    {
        var given = result.Tokens[^1].Value;
        if (TimeOrWhile.Parse(given, isAhead: false) is { } time) return time;
        result.AddError($"--since takes a time such as 2026-06-01T18:00Z, or a while ago such as 2h or 7d, not '{given}'.");
        return null;
    }
}

/// <summary>What has changed on both sides of a bridge.</summary>
/// <param name="Workflow">Null: its steps were not looked at.</param>
internal sealed record DriftAnswerReport(EventDriftReport Events, InputUse? Workflow)
{
    [JsonIgnore]
    public int Touching => Events.Types.Sum(type => type.Changes.Count(change => change.Touches.Count > 0));
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(EventDriftReport))]
[JsonSerializable(typeof(DriftAnswerReport))]
internal sealed partial class DriftJson : JsonSerializerContext;
