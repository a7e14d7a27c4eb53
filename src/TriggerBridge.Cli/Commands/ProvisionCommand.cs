using System.CommandLine;
using System.Diagnostics;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Cli.Isc;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Provisioning;

namespace TriggerBridge.Cli.Commands;

/// <summary><c>provision</c>: gives a bridge's workflow a new OAuth client, and the bridge its credential.</summary>
internal static class ProvisionCommand
{
    private static readonly Argument<string> BridgeName = new("bridge") { Description = "The bridge's name: its file's name without .json." };

    private static readonly Option<DirectoryInfo> Folder = new("--bridges")
    {
        Description = "The folder of bridge files.", DefaultValueFactory = _ => new DirectoryInfo("bridges"),
    };

    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Agrees beforehand to disabling the workflow for the moment." };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Shows the plan and changes nothing." };

    public static Command Create()
    {
        var command = new Command(
            "provision",
            "Gives the workflow of a bridge a new OAuth client and stores it as the bridge's credential. The client before stops working at once.")
        {
            BridgeName, Folder, Yes, DryRun, IscCommand.Credential, IscCommand.Verbose, OutputOption.Instance,
        };
        command.SetAction(async (parsed, cancellationToken) => Find(parsed) switch
        {
            BridgeLookup.Found found => await IscCommand.RunAsync(
                parsed, found.Bridge.Workflow.Tenant, context => RunAsync(context, found.Bridge), cancellationToken),
            BridgeLookup.NotFound notFound => await Terminal.Of(parsed).FailAsync(notFound.Reason, notFound.ExitCode),
            _ => throw new UnreachableException(),
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
        await context.Terminal.AnswerAsync(plan.Report(done), CliJson.Default.ProvisionReport, _ => { });
    }

    private static BridgeLookup Find(ParseResult parsed)
    {
        var (folder, name) = (parsed.GetRequiredValue(Folder), parsed.GetRequiredValue(BridgeName));
        var file = Path.Combine(folder.ToString(), $"{name}.json");
        if (!File.Exists(file))
            return new BridgeLookup.NotFound($"{file}: there is no such bridge.", ExitCode.NoInput);

        var catalog = BridgeLoader.LoadFile(file, tenants: null);
        return catalog.Broken is [{ Errors: var errors }]
            ? new BridgeLookup.NotFound(string.Join(Environment.NewLine, errors), ExitCode.Errors)
            : new BridgeLookup.Found(catalog.All.Single());
    }

    private abstract record BridgeLookup
    {
        public sealed record Found(Bridge Bridge) : BridgeLookup;

        public sealed record NotFound(string Reason, int ExitCode) : BridgeLookup;
    }
}
