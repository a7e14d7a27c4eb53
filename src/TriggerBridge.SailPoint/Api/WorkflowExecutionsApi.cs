using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.SailPoint.Api;

/// <summary>Executions, for 90 days after their start.</summary>
public sealed class WorkflowExecutionsApi
{
    private readonly IscConnection _isc;

    internal WorkflowExecutionsApi(IscConnection isc) => _isc = isc;

    public Task<WorkflowExecution> GetAsync(string id, CancellationToken cancellationToken = default) =>
        _isc.AskAsync(new IscRequest(IscOperation.GetWorkflowExecution).Of(id), IscJson.Default.WorkflowExecution, cancellationToken);

    /// <summary>The events. ISC removes this operation in October 2027: prefer <see cref="GetHistoryV2Async"/>.</summary>
    public IAsyncEnumerable<WorkflowExecutionEvent> GetHistoryAsync(string id, CancellationToken cancellationToken = default) =>
        Paging.AllAsync((page, stop) => GetHistoryPageAsync(id, page, stop), new IscListOptions(), cancellationToken);

    public Task<IscPage<WorkflowExecutionEvent>> GetHistoryPageAsync(string id, IscListOptions options, CancellationToken cancellationToken = default) =>
        _isc.PageAsync(
            new IscRequest(IscOperation.GetWorkflowExecutionHistory)
            {
                Query = ListQuery.Of(options, ListParameters.Paging, IscOperation.GetWorkflowExecutionHistory),
            }.Of(id),
            IscJson.Default.ListWorkflowExecutionEvent,
            cancellationToken);

    /// <summary>The events with the definition and the trigger that the execution ran with.</summary>
    public Task<WorkflowExecutionHistory> GetHistoryV2Async(string id, CancellationToken cancellationToken = default) =>
        _isc.AskAsync(new IscRequest(IscOperation.GetWorkflowExecutionHistoryV2).Of(id), IscJson.Default.WorkflowExecutionHistory, cancellationToken);

    /// <summary>Asks ISC to cancel an execution that is open.</summary>
    public Task CancelAsync(string id, CancellationToken cancellationToken = default) =>
        _isc.TellAsync(new IscRequest(IscOperation.CancelWorkflowExecution).Of(id), cancellationToken);
}
