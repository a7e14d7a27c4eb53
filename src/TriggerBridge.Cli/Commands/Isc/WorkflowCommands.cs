using System.CommandLine;
using System.Globalization;
using TriggerBridge.Cli.Isc;
using TriggerBridge.Cli.Output;
using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.Cli.Commands.Isc;

/// <summary><c>workflows</c>.</summary>
internal static class WorkflowCommands
{
    private static readonly Argument<string> Id = new("id") { Description = "The workflow's id." };
    private static readonly Argument<FileInfo> File = JsonFile.Argument("A JSON file.");
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Does not ask before it does what cannot be undone." };

    public static Command Create() => IscCommand.Group(
        "workflows",
        "Workflows of a tenant.",
        new Command("list", "Lists all workflows.").Doing(ListAsync),
        new Command("get", "Shows one.") { Id }.Doing(async context => await ShowAsync(context, await context.Api.Workflows.GetAsync(context.Get(Id), context.CancellationToken))),
        new Command("create", "Creates one from a JSON file, disabled unless the file says otherwise.") { File }.Doing(CreateAsync),
        new Command("update", "Replaces one by a JSON file. A client of its external trigger that the file does not name is kept.") { Id, File }.Doing(UpdateAsync),
        new Command("patch", "Changes one by a JSON Patch (RFC 6902) in a file.") { Id, File }.Doing(PatchAsync),
        new Command("enable", "Switches one on.") { Id }.Doing(context => EnableAsync(context, enabled: true)),
        new Command("disable", "Switches one off; events wait until it is on again.") { Id }.Doing(context => EnableAsync(context, enabled: false)),
        new Command("delete", "Deletes one that is disabled.") { Id, Yes }.Doing(DeleteAsync),
        new Command("test", "Runs one with the input in a JSON file, with all its effects.") { Id, File, Yes }.Doing(TestAsync));

    private static async Task ListAsync(IscContext context)
    {
        var workflows = await context.ReadAllAsync("workflows", context.Api.Workflows.ListAsync());
        await context.Terminal.AnswerAsync(workflows, IscJson.Default.ListWorkflow, console => console.Rows(
            ["id", "name", "enabled", "trigger", "modified"],
            workflows.Select(each => (string?[])
            [
                each.Id, each.Name, each.Enabled is true ? "yes" : "no", each.Trigger?.Type, each.Modified?.ToString("u", CultureInfo.InvariantCulture),
            ])));
    }

    private static async Task CreateAsync(IscContext context)
    {
        var body = await JsonFile.ReadAsync(context.Get(File), IscJson.Default.WorkflowBody, context.CancellationToken);
        await ShowAsync(context, await context.Api.Workflows.CreateAsync(body, context.CancellationToken));
    }

    private static async Task UpdateAsync(IscContext context)
    {
        var id = context.Get(Id);
        var body = await JsonFile.ReadAsync(context.Get(File), IscJson.Default.WorkflowBody, context.CancellationToken);
        var before = await context.Api.Workflows.GetAsync(id, context.CancellationToken);
        await ShowAsync(context, await context.Api.Workflows.PutAsync(id, body.KeepingClientOf(before), context.CancellationToken));
    }

    private static async Task PatchAsync(IscContext context)
    {
        var changes = await JsonFile.ReadAsync(context.Get(File), IscJson.Default.IReadOnlyListJsonPatchOperation, context.CancellationToken);
        await ShowAsync(context, await context.Api.Workflows.PatchAsync(context.Get(Id), changes, context.CancellationToken));
    }

    private static async Task EnableAsync(IscContext context, bool enabled) =>
        await ShowAsync(context, await context.Api.Workflows.EnableAsync(context.Get(Id), enabled, context.CancellationToken));

    private static async Task DeleteAsync(IscContext context)
    {
        var workflow = await context.Api.Workflows.GetAsync(context.Get(Id), context.CancellationToken);
        context.Terminal.Agree($"Delete workflow {workflow.Name} ({workflow.Id})?", context.Get(Yes));
        await context.Api.Workflows.DeleteAsync(workflow.Id!, context.CancellationToken);
        await context.Terminal.DoneAsync($"Workflow {workflow.Name} is deleted.");
    }

    private static async Task TestAsync(IscContext context)
    {
        var input = new WorkflowInput(await JsonFile.ReadAsync(context.Get(File), context.CancellationToken));
        context.Terminal.Agree($"Run workflow {context.Get(Id)} with all its effects?", context.Get(Yes));
        var execution = new StartedExecution { WorkflowExecutionId = await context.Api.Workflows.TestAsync(context.Get(Id), input, context.CancellationToken) };
        await context.Terminal.AnswerAsync(execution, IscJson.Default.StartedExecution, console => console.Facts(("execution", execution.WorkflowExecutionId)));
    }

    private static Task ShowAsync(IscContext context, Workflow workflow) => context.Terminal.AnswerAsync(workflow, IscJson.Default.Workflow, console =>
        console.Facts(
            ("id", workflow.Id),
            ("name", workflow.Name),
            ("description", workflow.Description),
            ("enabled", workflow.Enabled is true ? "yes" : "no"),
            ("trigger", workflow.Trigger?.Type),
            ("client", workflow.Trigger?.Attributes?.ClientId),
            ("steps", string.Join(", ", workflow.Definition?.Steps?.Keys ?? [])),
            ("executions", workflow.ExecutionCount?.ToString(CultureInfo.InvariantCulture)),
            ("modified", workflow.Modified?.ToString("u", CultureInfo.InvariantCulture))));

    // Without it in the body, ISC revokes the client without a word.
    private static WorkflowBody KeepingClientOf(this WorkflowBody body, Workflow before)
    {
        if (before.Trigger is not { Type: WorkflowTriggerType.External, Attributes: { ClientId: { } client } attributes }
            || body.Trigger is not { Type: WorkflowTriggerType.External, Attributes: null or { ClientId: null } } trigger)
            return body;

        return body with { Trigger = trigger with { Attributes = (trigger.Attributes ?? new()) with { ClientId = client, Url = trigger.Attributes?.Url ?? attributes.Url } } };
    }
}
