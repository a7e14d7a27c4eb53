using System.CommandLine;
using TriggerBridge.Bridges;
using TriggerBridge.Cli.Isc;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Provisioning;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>provision</c>: gives a bridge's workflow a new OAuth client, and the bridge its credential.</summary>
internal static class ProvisionCommand
{
    private static readonly Argument<string> BridgeName = new("bridge") { Description = BridgeFileOption.Accepted };
    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Does not ask before it disables the workflow for a moment." };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Shows the plan and changes nothing." };

    public static Command Create()
    {
        var command = new Command(
            "provision",
            "Gives the workflow of a bridge a new OAuth client and stores it as the bridge's credential. The previous client stops working at once.")
        {
            BridgeName, BridgeFileOption.Folder, Yes, DryRun, IscCommand.Credential, IscCommand.Verbose, OutputOption.Instance,
        };
        command.SetAction(async (parsed, cancellationToken) => BridgeFileOption.Load(parsed, parsed.GetRequiredValue(BridgeName), tenants: null) switch
        {
            ({ } bridge, _, _) => await IscCommand.RunAsync(parsed, bridge.Workflow.Tenant, context => RunAsync(context, bridge), cancellationToken),
            (null, var problem, var exitCode) => await Terminal.Of(parsed).FailAsync(problem, exitCode),
        });
        return command;
    }

    private static async Task RunAsync(IscContext context, Bridge bridge)
    {
        var workflow = await context.Api.Workflows.GetAsync(bridge.Workflow.Id, context.CancellationToken);
        var plan = ProvisionPlan.For(bridge, workflow, context.Session.Secrets.Place);
        if (context.Get(DryRun))
        {
            await context.Terminal.AnswerAsync(plan.Report(done: 0), CliJson.Default.ProvisionReport, console => ProvisionDrawing.Draw(console, plan));
            return;
        }

        if (plan.DisablesWorkflow)
            context.Terminal.Agree($"Workflow {workflow.Name} is enabled: disable it for a moment? Meanwhile events wait.", context.Get(Yes));
        var done = await new Provisioner(context.Session, plan).RunAsync(context.Terminal.DoneAsync, context.CancellationToken);
        if (!plan.DisablesWorkflow)
            await context.Terminal.DoneAsync(plan.Afterwards);
        await context.Terminal.AnswerAsync(plan.Report(done), CliJson.Default.ProvisionReport, _ => { });
    }
}
