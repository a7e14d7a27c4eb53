using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using TriggerBridge.Cli.Isc;
using TriggerBridge.Cli.Output;
using TriggerBridge.SailPoint.Api;
using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.Cli.Commands.Isc;

/// <summary><c>executions</c>.</summary>
internal static class ExecutionCommands
{
    private const string UtcTime = "u";

    private static readonly Argument<string> Id = new("id") { Description = "The execution's id." };
    private static readonly Argument<string> Workflow = new("workflow") { Description = "The workflow's id, or the name or the file of a bridge, for the workflow that it starts." };

    private static readonly IReadOnlyList<string> Statuses = [ExecutionStatus.Completed, ExecutionStatus.Failed, ExecutionStatus.Canceled, .. ExecutionStatus.KnownOpen];

    private static readonly Option<string?> Status = new("--status")
    {
        Description = $"Only those with this status: {string.Join(", ", Statuses)}.", HelpName = "status", CustomParser = static result => ParseStatus(result),
    };

    private static readonly Option<DateTimeOffset?> Since = new("--since")
    {
        Description = "Only those that began then or later, such as 2026-06-01T00:00:00Z.", HelpName = "time", CustomParser = static result => ParseSince(result),
    };

    private static readonly Option<int> Take = new("--take")
    {
        Description = "How many, newest first.", HelpName = "number", DefaultValueFactory = _ => 50, CustomParser = static result => WholeNumber.Parse(result, "--take"),
    };

    public static Command Create() => IscCommand.Group(
        "executions",
        "Executions of workflows, for 90 days.",
        new Command("list", "Lists a workflow's executions.") { Workflow, BridgeFileOption.Folder, Status, Since, Take }.Running(RunListAsync),
        new Command("get", "Shows one.") { Id }.Doing(GetAsync),
        new Command("history", "Shows what happened in one.") { Id }.Doing(HistoryAsync),
        new Command("cancel", "Cancels one that is open.") { Id }.Doing(CancelAsync));

    private static async Task<int> RunListAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (workflow, tenant) = (parsed.GetRequiredValue(Workflow), parsed.GetValue(IscCommand.Tenant));
        if (BridgeFileOption.FileOf(parsed, workflow) is not null)
        {
            var (bridge, problem, exitCode) = BridgeFileOption.Load(parsed, workflow, tenants: null);
            if (bridge is null) return await Terminal.Of(parsed).FailAsync(problem, exitCode);
            (workflow, tenant) = (bridge.Workflow.Id, tenant ?? bridge.Workflow.Tenant);
        }

        return await IscCommand.RunAsync(parsed, tenant, context => ListAsync(context, workflow), cancellationToken);
    }

    private static async Task ListAsync(IscContext context, string workflow)
    {
        var filters = new[]
        {
            context.Get(Status) is { } status ? IscFilter.Eq("status", status) : null,
            context.Get(Since) is { } since ? IscFilter.Ge("start_time", since) : null,
        }.OfType<IscFilter>().ToList();
        var options = new IscListOptions { Filters = filters.Count > 0 ? filters.Aggregate((all, each) => all.And(each)) : null };
        var executions = await context.ReadAllAsync("executions", context.Api.Workflows.ListExecutionsAsync(workflow, options).Take(context.Get(Take)));
        await context.Terminal.AnswerAsync(executions, IscJson.Default.ListWorkflowExecution, console => console.Rows(
            ["id", "status", "started", "closed"], executions.Select(each => (string?[])[each.Id, each.Status, Text(each.StartTime), Text(each.CloseTime)])));
    }

    private static async Task GetAsync(IscContext context)
    {
        var execution = await context.Api.Executions.GetAsync(context.Get(Id), context.CancellationToken);
        await context.Terminal.AnswerAsync(execution, IscJson.Default.WorkflowExecution, console => console.Facts(
            ("id", execution.Id), ("workflow", execution.WorkflowId), ("status", execution.Status), ("started", Text(execution.StartTime)), ("closed", Text(execution.CloseTime))));
    }

    private static async Task HistoryAsync(IscContext context)
    {
        var id = context.Get(Id);
        List<WorkflowExecutionEvent> events = IscOperation.GetWorkflowExecutionHistoryV2.LackingIn.Contains(context.Session.Tenant.ApiVersion, StringComparer.Ordinal)
            ? await context.Api.Executions.GetHistoryAsync(id, context.CancellationToken).ToListAsync(context.CancellationToken)
            : [.. (await context.Api.Executions.GetHistoryV2Async(id, context.CancellationToken)).History];
        await context.Terminal.AnswerAsync(events, IscJson.Default.ListWorkflowExecutionEvent, console => console.Rows(
            ["time", "event", "attributes"], events.Select(each => (string?[])[Text(each.Timestamp), each.Type, each.Attributes?.GetRawText()])));
    }

    private static async Task CancelAsync(IscContext context)
    {
        await context.Api.Executions.CancelAsync(context.Get(Id), context.CancellationToken);
        await context.Terminal.DoneAsync($"Execution {context.Get(Id)} is asked to end.");
    }

    private static string? ParseStatus(ArgumentResult result)
    {
        var given = result.Tokens[^1].Value;
        if (Statuses.FirstOrDefault(status => string.Equals(status, given, StringComparison.OrdinalIgnoreCase)) is { } known) return known;
        result.AddError($"There is no status '{given}': use {string.Join(", ", Statuses)}.");
        return null;
    }

    private static DateTimeOffset? ParseSince(ArgumentResult result)
    {
        var given = result.Tokens[^1].Value;
        if (DateTimeOffset.TryParse(given, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return time;
        result.AddError($"--since takes a time such as 2026-06-01T00:00:00Z, not '{given}'.");
        return null;
    }

    private static string? Text(DateTimeOffset? time) => time?.ToUniversalTime().ToString(UtcTime, CultureInfo.InvariantCulture);
}
