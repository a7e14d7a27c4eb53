using System.Collections.Concurrent;
using TriggerBridge.Credentials;
using TriggerBridge.Ledger;
using TriggerBridge.Pacing;
using TriggerBridge.SailPoint.Api;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.SailPoint.Tokens;
using TriggerBridge.SailPoint.Triggers;
using TriggerBridge.Tenants;

namespace TriggerBridge.Tracking;

/// <summary>Every read of ISC: with the tenant's read credential, through the client's breaker, and with a look at ISC's clock.</summary>
internal sealed class IscReads(ReadAccess access, ExecutionClient isc, InvocationClient invocations, CircuitBreakers breakers, IscClocks clocks)
{
    private const string ExecutionScope = "sp:workflow-execution:read";
    private const string InvocationScope = "sp:trigger-service-invocation-status:read";

    // Reading is never urgent, and what finds no permit in this time is left to a later tick; but longer than permits take to come back, so that the
    // last ones of a tick have their turn, too.
    private static readonly TimeSpan MostWait = CallQueue.Window + TimeSpan.FromSeconds(2);

    // For the second request of an answer, whose time is running.
    private static readonly TimeSpan MostWaitAgain = TimeSpan.FromSeconds(5);

    public Task<IscAnswer<IReadOnlyList<WorkflowExecution>>> ListAsync(
        string tenant, ExecutionQuery query, int offset, CancellationToken cancellationToken) =>
        AskAsync(tenant, caller => isc.ListAsync(caller, query, offset, cancellationToken), cancellationToken);

    public Task<IscAnswer<WorkflowExecution>> GetAsync(string tenant, string executionId, CancellationToken cancellationToken) =>
        AskAsync(tenant, caller => isc.GetAsync(caller, executionId, cancellationToken), cancellationToken);

    public Task<IscAnswer<ExecutionHistory>> HistoryAsync(string tenant, string executionId, CancellationToken cancellationToken) =>
        AskAsync(tenant, caller => isc.HistoryAsync(caller, executionId, cancellationToken), cancellationToken);

    public Task<IscAnswer<CancelAccepted>> CancelAsync(string tenant, string executionId, CancellationToken cancellationToken) =>
        AskAsync(tenant, caller => isc.CancelAsync(caller, executionId, cancellationToken), cancellationToken, scope: null);

    /// <summary>Answers at a callback address with the tenant's token, where ISC takes no answer without one.</summary>
    public async Task<CompleteOutcome> CompleteAsync(string tenant, Uri callback, CompleteInvocation answer, TimeSpan timeout, CancellationToken cancellationToken) =>
        await AskAsync<CompleteOutcome>(tenant, async caller => new IscAnswer<CompleteOutcome>.Found(await invocations.CompleteAsync(caller, callback, answer, timeout, cancellationToken)), cancellationToken, scope: null) switch
        {
            IscAnswer<CompleteOutcome>.Found { Value: var outcome } => outcome,
            var none => new CompleteOutcome.NotTaken(none.Problem, RetryAfter: null),
        };

    /// <summary>One page of a trigger's invocations, the newest first; only an empty page is the end.</summary>
    public Task<IscAnswer<IReadOnlyList<InvocationStatus>>> InvocationsAsync(string tenant, string triggerId, int offset, CancellationToken cancellationToken) =>
        AskAsync(tenant, caller => invocations.ListAsync(caller, triggerId, offset, cancellationToken), cancellationToken, InvocationScope);

    /// <param name="scope">What the credential needs; null where a refusal says nothing about it.</param>
    /// <exception cref="OperationCanceledException">The time for reading is up.</exception>
    private async Task<IscAnswer<T>> AskAsync<T>(
        string tenant, Func<IscCaller, Task<IscAnswer<T>>> ask, CancellationToken cancellationToken, string? scope = ExecutionScope)
    {
        var obtained = await access.ObtainAsync(tenant, cancellationToken);
        if (obtained is not ReadAccessResult.Ready ready)
            return new IscAnswer<T>.Unreachable(((ReadAccessResult.NotReady)obtained).Reason);

        var clientId = ready.Caller.Credential.Id;
        var admission = await breakers.EnterAsync(tenant, clientId, CallKind.Read, MostWait, cancellationToken);
        if (admission is not CallAdmission.Granted granted)
            return new IscAnswer<T>.Unreachable(((CallAdmission.Refused)admission).Reason);

        using var permits = new ReadPermits(granted.Permit, async () =>
            await breakers.EnterAsync(tenant, clientId, CallKind.Read, MostWaitAgain, cancellationToken) is CallAdmission.Granted again ? again.Permit : null);
        var sentAt = clocks.Timestamp;
        var answer = await ask(ready.Caller with { MaySend = permits.MaySendAsync });
        // That the tick's time is up says nothing about ISC.
        cancellationToken.ThrowIfCancellationRequested();
        permits.Report(CallReport.OfRead(answer));

        clocks.Observe(tenant, answer.ServerDate, sentAt);
        if (answer is IscAnswer<T>.Failed { HttpStatus: 400 or 401 })
            await access.RejectAsync(ready, $"ISC does not accept the credential '{ready.CredentialName}'.", cancellationToken);
        else if (answer is IscAnswer<T>.Failed { HttpStatus: 403 } && scope is not null)
            await access.RejectAsync(ready, $"ISC refuses to be read with the credential '{ready.CredentialName}' (403): it needs the scope {scope}.", cancellationToken);
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

/// <summary>Obtains the credential by which a tenant's executions may be read.</summary>
internal sealed class ReadAccess(TenantDirectory tenants, SecretCache secrets, CredentialAlarm alarm)
{
    public async ValueTask<ReadAccessResult> ObtainAsync(string tenant, CancellationToken cancellationToken)
    {
        if (tenants.ReadCredentialOf(tenant) is not { } name)
            return new ReadAccessResult.NotReady("The tenant has no read credential.");

        ReadAccessResult result = await secrets.GetAsync(name, cancellationToken) switch
        {
            SecretLookup.Found found when ClientCredential.TryParse(found.Value.Reveal(), out var credential, out var problem) =>
                new ReadAccessResult.Ready(new IscCaller(tenants[tenant], credential), name, found.Value),
            SecretLookup.Found => new ReadAccessResult.NotReady($"The secret '{name}' is not a credential."),
            SecretLookup.Missing => new ReadAccessResult.NotReady($"The secret '{name}' does not exist."),
            SecretLookup.Unavailable unavailable => new ReadAccessResult.NotReady($"The secret '{name}' cannot be read: {unavailable.Reason}"),
            _ => throw new InvalidOperationException("A secret's look-up has no such case."),
        };
        if (result is ReadAccessResult.NotReady notReady)
            alarm.Raise(tenant, name, notReady.Reason);
        return result;
    }

    /// <summary>ISC refused the credential, renewed token and all: it is read again, for it may have been rotated.</summary>
    /// <param name="refused">The credential.</param>
    /// <param name="why">In plain words, with the credential's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask RejectAsync(ReadAccessResult.Ready refused, string why, CancellationToken cancellationToken)
    {
        var again = await secrets.RefreshAsync(refused.CredentialName, refused.Secret, cancellationToken);
        if (again is SecretLookup.Found found && found.Value.SameAs(refused.Secret))
            alarm.Raise(refused.Caller.Tenant.Name, refused.CredentialName, why);
    }
}

/// <summary>Whether a tenant's executions can be read.</summary>
internal abstract record ReadAccessResult
{
    public sealed record Ready(IscCaller Caller, string CredentialName, SecretValue Secret) : ReadAccessResult;

    public sealed record NotReady(string Reason) : ReadAccessResult;
}

/// <summary>The tenants' clocks, from the <c>Date</c> of ISC's answers: windows over start times go by them.</summary>
internal sealed class IscClocks(LedgerClock ledger)
{
    private readonly ConcurrentDictionary<string, TimeSpan> _ahead = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How far ISC's clock is ahead of the ledger's; zero until ISC has answered.</summary>
    public TimeSpan AheadOfLedger(string tenant) => _ahead.GetValueOrDefault(tenant);

    /// <param name="tenant">Whose answer was read just now.</param>
    /// <param name="serverDate">Its <c>Date</c>.</param>
    /// <param name="sentAt">The ledger's <see cref="LedgerClock.Timestamp"/> before it was asked.</param>
    public void Observe(string tenant, DateTimeOffset? serverDate, long sentAt)
    {
        if (serverDate is { } date)
            _ahead[tenant] = DateHeader.Ahead(AheadOfLedger(tenant), date, ledger.UtcNow, ledger.TookSince(sentAt));
    }

    /// <summary>For <see cref="Observe"/>.</summary>
    public long Timestamp => ledger.Timestamp;
}
