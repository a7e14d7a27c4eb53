using TriggerBridge.Pacing;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Executions;

namespace TriggerBridge.Tracking;

/// <summary>Every read of ISC: with the tenant's read credential, through the client's gate, and with a look at ISC's clock.</summary>
internal sealed class IscReads(ReadAccess access, ExecutionClient isc, ClientGates gates, IscClocks clocks)
{
    // Reading is never urgent, and what finds no permit in this time is left to a later tick; but longer than permits take to come back, so that the
    // last ones of a tick have their turn, too.
    private static readonly TimeSpan MostWait = CallQueue.Window + TimeSpan.FromSeconds(2);

    // For the second request of an answer, whose time is running.
    private static readonly TimeSpan MostWaitAgain = TimeSpan.FromSeconds(5);

    public Task<IscAnswer<IReadOnlyList<WorkflowExecution>>> ListAsync(
        string tenant, ExecutionQuery query, int offset, CancellationToken cancellationToken) =>
        AskAsync(tenant, reader => isc.ListAsync(reader, query, offset, cancellationToken), cancellationToken);

    public Task<IscAnswer<WorkflowExecution>> GetAsync(string tenant, string executionId, CancellationToken cancellationToken) =>
        AskAsync(tenant, reader => isc.GetAsync(reader, executionId, cancellationToken), cancellationToken);

    public Task<IscAnswer<ExecutionHistory>> HistoryAsync(string tenant, string executionId, CancellationToken cancellationToken) =>
        AskAsync(tenant, reader => isc.HistoryAsync(reader, executionId, cancellationToken), cancellationToken);

    public Task<IscAnswer<CancelAccepted>> CancelAsync(string tenant, string executionId, CancellationToken cancellationToken) =>
        AskAsync(tenant, reader => isc.CancelAsync(reader, executionId, cancellationToken), cancellationToken, isRead: false);

    /// <exception cref="OperationCanceledException">The time for reading is up.</exception>
    private async Task<IscAnswer<T>> AskAsync<T>(
        string tenant, Func<IscReader, Task<IscAnswer<T>>> ask, CancellationToken cancellationToken, bool isRead = true)
    {
        var obtained = await access.ObtainAsync(tenant, cancellationToken);
        if (obtained is not ReadAccessResult.Ready ready)
            return new IscAnswer<T>.Unreachable(((ReadAccessResult.NotReady)obtained).Reason);

        var clientId = ready.Reader.Credential.Id;
        var pass = await gates.EnterAsync(tenant, clientId, CallKind.Read, MostWait, cancellationToken);
        if (pass is not GatePass.Granted granted)
            return new IscAnswer<T>.Unreachable(((GatePass.Closed)pass).Reason);

        using var permits = new ReadPermits(granted.Permit, async () =>
            await gates.EnterAsync(tenant, clientId, CallKind.Read, MostWaitAgain, cancellationToken) is GatePass.Granted again ? again.Permit : null);
        var sentAt = clocks.Timestamp;
        var answer = await ask(ready.Reader with { MaySend = permits.MaySendAsync });
        // That the tick's time is up says nothing about ISC.
        cancellationToken.ThrowIfCancellationRequested();
        permits.Report(CallReport.OfRead(answer));

        clocks.Observe(tenant, answer.ServerDate, sentAt);
        if (answer is IscAnswer<T>.Failed { HttpStatus: 400 or 401 })
            await access.RejectAsync(ready, $"ISC does not accept the credential '{ready.CredentialName}'.", cancellationToken);
        else if (answer is IscAnswer<T>.Failed { HttpStatus: 403 } && isRead)
            await access.RejectAsync(ready, $"ISC refuses to be read with the credential '{ready.CredentialName}' (403): it needs the scope sp:workflow-execution:read.", cancellationToken);
        return answer;
    }
}

/// <summary>A permit for each request that an answer takes: a second one where the token was renewed, or an older address is asked.</summary>
internal sealed class ReadPermits(CallPermit first, Func<Task<CallPermit?>> next) : IDisposable
{
    private CallPermit? _permit = first;
    private bool _isSent;
    private bool _isRefused;

    public async ValueTask<bool> MaySendAsync()
    {
        if (_isSent)
        {
            _permit?.Dispose();
            _permit = await next();
        }

        _isSent = _permit?.TryLeave() == true;
        _isRefused = !_isSent;
        return _isSent;
    }

    public void Report(CallReport report) => _permit?.Report(_isRefused ? new CallReport.NotMade(report.Kind) : report);

    public void Dispose() => _permit?.Dispose();
}

internal static class IscAnswers
{
    extension<T>(IscAnswer<T> answer)
    {
        /// <summary>Why nothing was found, in plain words.</summary>
        public string Problem => answer switch
        {
            IscAnswer<T>.Failed failed => $"ISC answered {failed.HttpStatus}: {failed.Message}",
            IscAnswer<T>.Unreachable unreachable => unreachable.Message,
            _ => "ISC does not know it.",
        };
    }
}
