using System.Runtime.CompilerServices;
using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.SailPoint.Api;

/// <summary>Workflows and their external triggers.</summary>
public sealed class WorkflowsApi
{
    private readonly IscConnection _isc;

    internal WorkflowsApi(IscConnection isc) => _isc = isc;

    /// <summary>All workflows of the tenant. Only <c>beta</c> has pages, filters and sorters; the other versions send all at once.</summary>
    public IAsyncEnumerable<Workflow> ListAsync(IscListOptions? options = null, CancellationToken cancellationToken = default) =>
        string.Equals(_isc.Tenant.ApiVersion, "beta", StringComparison.Ordinal)
            ? Paging.AllAsync((page, stop) => PageAsync(page, ListParameters.Paging | ListParameters.Filters | ListParameters.Sorters, stop), options, cancellationToken)
            : AllAtOnceAsync(options ?? new(), cancellationToken);

    public Task<Workflow> CreateAsync(WorkflowBody workflow, CancellationToken cancellationToken = default) =>
        _isc.AskAsync(new IscRequest(IscOperation.CreateWorkflow).With(workflow, IscJson.Default.WorkflowBody), IscJson.Default.Workflow, cancellationToken);

    public Task<Workflow> GetAsync(string id, CancellationToken cancellationToken = default) =>
        _isc.AskAsync(new IscRequest(IscOperation.GetWorkflow).Of(id), IscJson.Default.Workflow, cancellationToken);

    /// <summary>
    /// Replaces the workflow. Begin with what <see cref="GetAsync"/> gave (<see cref="Workflow.ToBody"/>): a body without
    /// <c>trigger.attributes.clientId</c> silently revokes the external-trigger client.
    /// </summary>
    public Task<Workflow> PutAsync(string id, WorkflowBody workflow, CancellationToken cancellationToken = default) =>
        _isc.AskAsync(new IscRequest(IscOperation.PutWorkflow).Of(id).With(workflow, IscJson.Default.WorkflowBody), IscJson.Default.Workflow, cancellationToken);

    public Task<Workflow> PatchAsync(string id, IReadOnlyList<JsonPatchOperation> changes, CancellationToken cancellationToken = default) =>
        _isc.AskAsync(
            new IscRequest(IscOperation.PatchWorkflow).Of(id).With(changes, IscJson.Default.IReadOnlyListJsonPatchOperation, IscRequest.JsonPatch),
            IscJson.Default.Workflow,
            cancellationToken);

    /// <summary>Switches a workflow on or off.</summary>
    public Task<Workflow> EnableAsync(string id, bool enabled, CancellationToken cancellationToken = default) =>
        PatchAsync(id, [JsonPatchOperation.Replace("/enabled", enabled)], cancellationToken);

    /// <summary>Only a workflow that is disabled can be deleted.</summary>
    public Task DeleteAsync(string id, CancellationToken cancellationToken = default) =>
        _isc.TellAsync(new IscRequest(IscOperation.DeleteWorkflow).Of(id), cancellationToken);

    /// <summary>Runs a disabled workflow with an input, with its effects.</summary>
    /// <returns>The id of the execution.</returns>
    public async Task<string> TestAsync(string id, WorkflowInput input, CancellationToken cancellationToken = default) =>
        (await _isc.AskAsync(
            new IscRequest(IscOperation.TestWorkflow).Of(id).With(input, IscJson.Default.WorkflowInput), IscJson.Default.StartedExecution, cancellationToken)).WorkflowExecutionId
        ?? throw IscException.NoAnswer(IscOperation.TestWorkflow, "there is no execution id in its answer");

    /// <summary>
    /// Gives the workflow a new OAuth client. The old one stops working at once, and the secret is not shown again. Works only while the
    /// workflow is disabled.
    /// </summary>
    public Task<WorkflowOAuthClient> CreateExternalTriggerAsync(string id, CancellationToken cancellationToken = default) =>
        _isc.AskAsync(new IscRequest(IscOperation.CreateWorkflowExternalTrigger).Of(id), IscJson.Default.WorkflowOAuthClient, cancellationToken);

    /// <summary>
    /// Starts the workflow, with the external-trigger client. For a pipeline that must know what a lost answer means, see
    /// <see cref="Execute.ExternalWorkflowClient"/>.
    /// </summary>
    /// <returns>Without an id nothing was started, and the message says why.</returns>
    public Task<StartedExecution> ExecuteExternalAsync(string id, WorkflowInput input, CancellationToken cancellationToken = default) =>
        _isc.AskAsync(
            new IscRequest(IscOperation.CreateExternalExecuteWorkflow).Of(id).With(input, IscJson.Default.WorkflowInput), IscJson.Default.StartedExecution, cancellationToken);

    /// <summary>Starts nothing: tells what the workflow would receive.</summary>
    public Task<ReceivedInput> TestExternalAsync(string id, WorkflowInput input, CancellationToken cancellationToken = default) =>
        _isc.AskAsync(
            new IscRequest(IscOperation.TestExternalExecuteWorkflow).Of(id).With(input, IscJson.Default.WorkflowInput), IscJson.Default.ReceivedInput, cancellationToken);

    /// <summary>The workflow's executions of the last 90 days.</summary>
    public IAsyncEnumerable<WorkflowExecution> ListExecutionsAsync(string id, IscListOptions? options = null, CancellationToken cancellationToken = default) =>
        Paging.AllAsync((page, stop) => ListExecutionsPageAsync(id, page, stop), options, cancellationToken);

    public Task<IscPage<WorkflowExecution>> ListExecutionsPageAsync(string id, IscListOptions options, CancellationToken cancellationToken = default) =>
        _isc.PageAsync(IscRequest.Executions(id, options), IscJson.Default.ListWorkflowExecution, cancellationToken);

    private async IAsyncEnumerable<Workflow> AllAtOnceAsync(IscListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var workflow in (await PageAsync(options, ListParameters.None, cancellationToken)).Items)
            yield return workflow;
    }

    private Task<IscPage<Workflow>> PageAsync(IscListOptions options, ListParameters allowed, CancellationToken cancellationToken) =>
        _isc.PageAsync(
            new IscRequest(IscOperation.ListWorkflows) { Query = ListQuery.Of(options, allowed, IscOperation.ListWorkflows) },
            IscJson.Default.ListWorkflow,
            cancellationToken);
}
