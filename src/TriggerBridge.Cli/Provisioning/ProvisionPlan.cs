using TriggerBridge.Bridges;
using TriggerBridge.Cli.Output;
using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.Cli.Provisioning;

/// <summary>What setting up a bridge's credential takes, in order.</summary>
internal sealed record ProvisionPlan
{
    private ProvisionPlan()
    {
    }

    public required WorkflowTarget Target { get; init; }

    /// <summary>ISC makes a client only while the workflow is disabled.</summary>
    public required bool DisablesWorkflow { get; init; }

    public required IReadOnlyList<ProvisionStep> Steps { get; init; }

    /// <param name="bridge">Whose credential is made.</param>
    /// <param name="workflow">As ISC shows it now.</param>
    /// <param name="place">Where secrets are stored.</param>
    /// <exception cref="CliException">The workflow has no external trigger.</exception>
    public static ProvisionPlan For(Bridge bridge, Workflow workflow, string place)
    {
        if (workflow.Trigger?.Type is not WorkflowTriggerType.External)
        {
            throw new CliException(
                $"Workflow {workflow.Name} ({workflow.Id}) is not started by an external trigger but by {workflow.Trigger?.Type ?? "nothing"}: give it one first.",
                ExitCode.Errors);
        }

        var isEnabled = workflow.Enabled is true;
        ProvisionStep?[] steps =
        [
            isEnabled ? new(ProvisionAction.Disable, $"disable workflow {workflow.Name}") : null,
            new(ProvisionAction.CreateClient, $"generate a new OAuth client{(workflow.Trigger.Attributes?.ClientId is { } old ? $"; client {old} stops working" : "")}"),
            new(ProvisionAction.Store, $"store it as '{bridge.Workflow.Credential}' in {place}"),
            new(ProvisionAction.Verify, "verify it with the workflow's /test endpoint, which starts nothing"),
            isEnabled ? new(ProvisionAction.Enable, "enable the workflow again") : null,
        ];
        return new() { Target = bridge.Workflow, DisablesWorkflow = isEnabled, Steps = [.. steps.OfType<ProvisionStep>()] };
    }

    /// <summary>What is left to do for the workflow to start.</summary>
    public string Afterwards => DisablesWorkflow
        ? "The workflow is enabled afterwards, as it is now."
        : $"The workflow is disabled and stays so, and starts nothing: 'workflows enable {Target.Id}' switches it on.";

    public ProvisionReport Report(int done) =>
        new(Target.Tenant, Target.Id, Target.Credential, [.. Steps.Select(step => step.Text)], done, EnabledAfterwards: DisablesWorkflow);
}

/// <param name="Action">What is done.</param>
/// <param name="Text">For people.</param>
internal sealed record ProvisionStep(ProvisionAction Action, string Text);

internal enum ProvisionAction
{
    Disable,
    CreateClient,
    Store,
    Verify,
    Enable,
}

/// <summary>For scripts.</summary>
/// <param name="Steps">All, in order.</param>
/// <param name="Done">How many of them were done.</param>
/// <param name="EnabledAfterwards">Whether the workflow is enabled once all are done: it stays as it was.</param>
internal sealed record ProvisionReport(string Tenant, string WorkflowId, string Credential, IReadOnlyList<string> Steps, int Done, bool EnabledAfterwards);
