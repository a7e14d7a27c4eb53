using System.Diagnostics;
using System.Text.Json;
using TriggerBridge.Cli.Isc;
using TriggerBridge.Cli.Output;
using TriggerBridge.Credentials;
using TriggerBridge.SailPoint.Api;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Tokens;

namespace TriggerBridge.Cli.Provisioning;

/// <summary>Does what a plan says. A failure in the middle tells what was done and how to go on.</summary>
internal sealed class Provisioner(IscSession session, ProvisionPlan plan)
{
    private WorkflowOAuthClient? _client;

    private WorkflowsApi Workflows => session.Api.Workflows;

    /// <returns>How many steps were done.</returns>
    /// <exception cref="CliException">A step failed.</exception>
    public async Task<int> RunAsync(Func<string, Task> report, CancellationToken cancellationToken)
    {
        foreach (var (done, step) in plan.Steps.Index())
        {
            try
            {
                await DoAsync(step.Action, cancellationToken);
                await report($"  ✓ {step.Text}");
            }
            catch (Exception fault) when (fault is IscException or SecretStoreException or CliException or OperationCanceledException)
            {
                throw Stopped(done, step, fault);
            }
        }

        return plan.Steps.Count;
    }

    private Task DoAsync(ProvisionAction action, CancellationToken cancellationToken) => action switch
    {
        ProvisionAction.Disable => Workflows.EnableAsync(plan.Target.Id, enabled: false, cancellationToken),
        ProvisionAction.CreateClient => CreateClientAsync(cancellationToken),
        // From here on the secret is nowhere else: it is stored even if somebody presses Ctrl-C now.
        ProvisionAction.Store => session.Secrets.WriteAsync(plan.Target.Credential, CredentialJson(), CancellationToken.None),
        ProvisionAction.Verify => VerifyAsync(cancellationToken),
        ProvisionAction.Enable => Workflows.EnableAsync(plan.Target.Id, enabled: true, CancellationToken.None),
        _ => throw new UnreachableException(),
    };

    private async Task CreateClientAsync(CancellationToken cancellationToken) =>
        _client = await Workflows.CreateExternalTriggerAsync(plan.Target.Id, cancellationToken);

    private string CredentialJson() => JsonSerializer.Serialize(_client!, IscJson.Default.WorkflowOAuthClient);

    private async Task VerifyAsync(CancellationToken cancellationToken)
    {
        using var sample = JsonDocument.Parse("""{"provisionedBy":"TriggerBridge"}""");
        var api = session.As(new ClientCredential { Id = _client!.Id, Secret = _client.Secret, Url = _client.Url });
        var received = await api.Workflows.TestExternalAsync(plan.Target.Id, new WorkflowInput(sample.RootElement), cancellationToken);
        if (received.Payload is not { ValueKind: JsonValueKind.Object })
            throw new CliException("the workflow's /test endpoint did not tell what it received", ExitCode.Errors);
    }

    private CliException Stopped(int done, ProvisionStep failed, Exception fault)
    {
        var did = done == 0 ? "Nothing was changed" : $"Done so far: {string.Join("; ", plan.Steps.Take(done).Select(step => step.Text))}";
        var reason = fault is IscException refusal ? Remedy.Of(refusal, session.CredentialName) : new CliException(fault.Message, ExitCode.Errors, fault);
        return new CliException($"Could not {failed.Text}: {reason.Message}. {did}. {GoOn(failed.Action, done)}", reason.ExitCode, fault);
    }

    private string GoOn(ProvisionAction failed, int done)
    {
        var enable = plan.DisablesWorkflow && done > 0 ? $" The workflow is disabled: 'workflows enable {plan.Target.Id}' switches it on." : "";
        return failed switch
        {
            ProvisionAction.Enable => enable.TrimStart(),
            ProvisionAction.Store => $"The new client's secret is lost, and the old client works no more: run provision again, which makes another one.{enable}",
            _ => $"Run provision again.{enable}",
        };
    }
}
