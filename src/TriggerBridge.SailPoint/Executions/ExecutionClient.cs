using System.Text.Json;
using TriggerBridge.SailPoint.Api;
using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.SailPoint.Executions;

/// <summary>
/// Reads executions with a personal access token's client (scope <c>sp:workflow-execution:read</c>). Each method is one request, or two
/// where the token was refused once. Nothing is repeated. Failures and time-outs are answers; only the caller's own
/// cancellation is an exception.
/// </summary>
internal sealed class ExecutionClient(IscSender isc)
{
    // Less than the caller's time for all of its reads: one that hangs must not cost the others theirs.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>One page of the executions of a workflow. Only an empty page is the end; a short one is not.</summary>
    /// <remarks>Deprecated by ISC, to be removed in July 2028, with no successor so far.</remarks>
    public Task<IscAnswer<IReadOnlyList<WorkflowExecution>>> ListAsync(IscCaller caller, ExecutionQuery query, int offset, CancellationToken cancellationToken) =>
        AskAsync(
            caller,
            IscRequest.Executions(query.WorkflowId, new IscListOptions { Filters = query.Filters, Offset = offset }),
            Json(ExecutionJson.ReadList),
            cancellationToken);

    public Task<IscAnswer<WorkflowExecution>> GetAsync(IscCaller caller, string executionId, CancellationToken cancellationToken) =>
        AskAsync(caller, new IscRequest(IscOperation.GetWorkflowExecution).Of(executionId), Json(ExecutionJson.Read), cancellationToken);

    /// <summary>The events, from <c>history-v2</c> or, where there is none (<c>beta</c>), from <c>history</c>.</summary>
    public async Task<IscAnswer<ExecutionHistory>> HistoryAsync(IscCaller caller, string executionId, CancellationToken cancellationToken)
    {
        var answer = await HistoryAsync(IscOperation.GetWorkflowExecutionHistoryV2);
        return answer is IscAnswer<ExecutionHistory>.NotFound ? await HistoryAsync(IscOperation.GetWorkflowExecutionHistory) : answer;

        Task<IscAnswer<ExecutionHistory>> HistoryAsync(IscOperation operation) =>
            AskAsync(caller, new IscRequest(operation).Of(executionId), Json(ExecutionHistory.Read), cancellationToken);
    }

    /// <summary>Asks ISC to cancel an execution that is open.</summary>
    public Task<IscAnswer<CancelAccepted>> CancelAsync(IscCaller caller, string executionId, CancellationToken cancellationToken) =>
        AskAsync(caller, new IscRequest(IscOperation.CancelWorkflowExecution).Of(executionId), static _ => new CancelAccepted(), cancellationToken);

    private async Task<IscAnswer<T>> AskAsync<T>(IscCaller caller, IscRequest request, Func<ReadOnlyMemory<byte>, T?> read, CancellationToken cancellationToken)
        where T : class
        => IscAnswer<T>.Of(await isc.SendAsync(caller, request, Timeout, cancellationToken), read);

    private static Func<ReadOnlyMemory<byte>, T?> Json<T>(Func<JsonElement, T?> read)
        where T : class
        => bytes =>
        {
            try
            {
                using var document = JsonDocument.Parse(bytes);
                return read(document.RootElement);
            }
            catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
            {
                return null;
            }
        };
}
