using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Compiling;
using TriggerBridge.Cli.Isc;
using TriggerBridge.Cli.Output;
using TriggerBridge.Cli.Samples;
using TriggerBridge.Cli.Subscribing;
using TriggerBridge.Flows.Operations;
using TriggerBridge.Flows.Operations.Preview;
using TriggerBridge.Ledger;
using TriggerBridge.SailPoint.Api;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Tokens;

namespace TriggerBridge.Cli.Checking;

/// <summary>Whether what bridges name is there: their secrets, and in their tenant the workflow with its client. Nothing is changed.</summary>
/// <param name="folder">Of the bridge files.</param>
internal sealed class LiveCheck(IscContext context, string folder)
{
    private const string Credential = "$.workflow.credential";
    private const string WorkflowId = "$.workflow.id";

    private readonly List<BridgeError> _errors = [];
    private readonly List<BridgeError> _warnings = [];

    public IReadOnlyList<BridgeError> Errors => _errors;

    public IReadOnlyList<BridgeError> Warnings => _warnings;

    /// <exception cref="IscException">ISC does not answer, or refuses.</exception>
    public async Task CheckAsync(Bridge bridge, IEnumerable<Sample> samples)
    {
        var secrets = await CheckSecretsAsync(bridge);
        Workflow workflow;
        try
        {
            workflow = await context.Api.Workflows.GetAsync(bridge.Workflow.Id, context.CancellationToken);
        }
        catch (IscException fault) when (fault.Status == 404)
        {
            Error(bridge, WorkflowId, $"tenant {context.Session.Tenant.Name} has no such workflow: 'workflows list' shows those that it has");
            return;
        }

        if (workflow.Enabled is not true)
            Error(bridge, WorkflowId, $"workflow {workflow.Name} is disabled, and starts nothing: 'workflows enable {bridge.Workflow.Id}' switches it on");
        CheckTrigger(bridge, workflow, secrets.GetValueOrDefault(bridge.Workflow.Credential));
        var missing = CheckNames(bridge, workflow);
        foreach (var sample in samples)
            await CheckInputAsync(bridge, sample, workflow, missing);
    }

    // Those that are there.
    private async Task<Dictionary<string, string>> CheckSecretsAsync(Bridge bridge)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in bridge.SecretNames.Distinct(StringComparer.Ordinal))
        {
            if (await context.Session.ReadSecretAsync(name, context.CancellationToken) is { } secret) found[name] = secret;
        }

        var signers = bridge.Sender?.SecretNames ?? [];
        foreach (var name in bridge.SecretNames.Distinct(StringComparer.Ordinal).Where(name => !found.ContainsKey(name)))
        {
            var problem = $"there is no secret '{name}' in {context.Session.Secrets.Place}: {Remedy(bridge, name)}";
            // While a secret is replaced, either of two will do.
            if (signers.Contains(name, StringComparer.Ordinal) && signers.Any(found.ContainsKey)) _warnings.Add(PlaceOf(bridge, name, problem));
            else _errors.Add(PlaceOf(bridge, name, problem));
        }

        return found;
    }

    private static string Remedy(Bridge bridge, string secret) =>
        secret == bridge.Workflow.Credential ? $"'provision {bridge.Name}' makes it"
        : IscEvents.AreTakenBy(bridge) ? $"'subscribe {bridge.Name}' makes it"
        : "store it there as the other side has it";

    // What belongs to a shared sender stands in the file of that.
    private BridgeError PlaceOf(Bridge bridge, string secret, string problem)
    {
        var ofSender = bridge.Source is { } source ? BridgeLoader.FileOfSource(folder, source.Name) : FileOf(bridge);
        var (file, path) =
            secret == bridge.Workflow.Credential ? (FileOf(bridge), Credential)
            : bridge.Sender?.SecretNames.Contains(secret, StringComparer.Ordinal) is true ? (ofSender, "$.webhook.secret")
            : secret == bridge.Sender?.VerifyTokenName ? (ofSender, "$.webhook.verifyToken")
            : secret == bridge.Poll?.Request.Auth.Secret ? (FileOf(bridge), "$.poll.request.auth.secret")
            : (FileOf(bridge), "$.respond");
        return new BridgeError(file, path, problem);
    }

    private void CheckTrigger(Bridge bridge, Workflow workflow, string? secret)
    {
        if (workflow.Trigger?.Type is not WorkflowTriggerType.External)
        {
            Error(bridge, WorkflowId, $"workflow {workflow.Name} is not started by an external trigger but by {workflow.Trigger?.Type ?? "nothing"}: give it one");
            return;
        }

        if (secret is null) return;
        if (!ClientCredential.TryParse(secret, out var client, out var problem))
            Error(bridge, Credential, $"secret '{bridge.Workflow.Credential}' is no credential: {problem}; 'provision {bridge.Name}' makes another one");
        else if (workflow.Trigger.Attributes?.ClientId is not { } expected)
            Error(bridge, Credential, $"the external trigger of workflow {workflow.Name} has no client: 'provision {bridge.Name}' makes one");
        else if (client.Id != expected)
            Error(bridge, Credential, $"secret '{bridge.Workflow.Credential}' holds client {client.Id}, and workflow {workflow.Name} is started by {expected}: store that one, or 'provision {bridge.Name}' makes another one");
    }

    // Whatever the event is.
    private HashSet<string> CheckNames(Bridge bridge, Workflow workflow)
    {
        var use = InputUse.Of(workflow, [.. bridge.UsualInput.Leaves.Select(leaf => new InputName(leaf.Steps, leaf.IsOpen))]);
        foreach (var read in use.Missing)
            _warnings.Add(new BridgeError(FileOf(bridge), "$.input", $"step '{read.Step}' of workflow {workflow.Name} reads {read.Path}, which the input never has"));
        foreach (var name in use.Unread)
            _warnings.Add(new BridgeError(FileOf(bridge), "$.input", $"no step of workflow {workflow.Name} reads '{name}'"));
        return use.Missing.Select(read => read.Path).ToHashSet(StringComparer.Ordinal);
    }

    private async Task CheckInputAsync(Bridge bridge, Sample sample, Workflow workflow, HashSet<string> told)
    {
        PreviewReport? report;
        try
        {
            (report, _) = await SampleTest.PreviewAsync(bridge, sample, context.CancellationToken);
        }
        catch (CliException)
        {
            // 'bridges test' says what is wrong with it.
            return;
        }

        var bodies = report?.Events.Where(preview => preview.Status == DeliveryStatus.Received).Select(preview => preview.Body!.Value).ToList() ?? [];
        foreach (var (step, path) in TriggerPaths.Of(workflow).Where(read => !told.Contains(read.Path.Text) && bodies.Exists(body => !read.Path.IsIn(body, bridge.Workflow.Envelope))))
            _warnings.Add(new BridgeError(FileOf(bridge), "$.input", $"step '{step}' of workflow {workflow.Name} reads {path.Text}, which is not in the input that is made of {Path.GetFileName(sample.EventFile)}"));
    }

    private void Error(Bridge bridge, string path, string problem) => _errors.Add(new BridgeError(FileOf(bridge), path, problem));

    private string FileOf(Bridge bridge) => BridgeLoader.FileOf(folder, bridge.Name);
}
