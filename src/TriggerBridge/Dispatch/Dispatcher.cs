using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TriggerBridge.Attempts;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Pausing;
using TriggerBridge.Pacing;
using TriggerBridge.SailPoint.Execute;
using TriggerBridge.Telemetry;
using TriggerBridge.Timing;

namespace TriggerBridge.Dispatch;

/// <summary>Makes the one call of an attempt that this process has claimed, and writes down what it came to.</summary>
internal sealed partial class Dispatcher(
    DeliveryLedger ledger,
    IscAccess access,
    ExternalWorkflowClient isc,
    OutcomeRecorder outcomes,
    UnansweredClaims unanswered,
    BridgePauses pauses,
    OrderlyStop stop,
    LedgerClock clock,
    TimeProvider time,
    Jitter jitter,
    IOptions<DispatchOptions> options,
    ILogger<Dispatcher> logger)
{
    // A sweep may wait for a whole window of permits.
    private static readonly TimeSpan MostWaitInSweep = TimeSpan.FromSeconds(15);

    private static readonly Func<ILogger, string, string, int, IDisposable?> Scope =
        LoggerMessage.DefineScope<string, string, int>("Delivery {Bridge}/{DeliveryId}, attempt {Attempt}");

    private static readonly AccessResult.ClientUnavailable IsToStop = new("The app was being stopped.");

    /// <summary>The app is to stop: nothing new is claimed or sent.</summary>
    public bool IsStopping => stop.IsRequested;

    /// <summary>An attempt is about to be claimed. A stop waits until this is disposed of, and for the call or the release that began before.</summary>
    public OrderlyStop.Work BeginClaim() => stop.Begin();

    public Lease TakeLease() => new(time, clock.UtcNow, options.Value.Lease);

    /// <summary>The synchronous dispatch: the claim was written together with the delivery.</summary>
    /// <param name="call">What to send, and the claim it is sent under.</param>
    /// <param name="budget">How long the sender waits.</param>
    /// <returns>The delivery as it stands in the ledger afterwards.</returns>
    public async Task<Delivery> DispatchAsync(ClaimedCall call, TimeBudget budget)
    {
        using var work = stop.Begin();
        using var scope = Scope(logger, call.Bridge.Name, call.Delivery.DeliveryId, call.Delivery.AttemptCount);
        var obtained = await ObtainAsync(call, budget);
        using var ready = obtained as AccessResult.Ready;
        var result = obtained switch
        {
            AccessResult.Ready when !budget.AllowsCall => NotSent(call, "The time budget was spent before the call.") with { RetryAtOnce = true },
            AccessResult.Ready => await SendAsync(call, ready!),
            AccessResult.ClientUnavailable unavailable => NotSent(call, unavailable.Reason) with { WaitsForClient = true },
            AccessResult.NotReady notReady => NotSent(call, notReady.Reason) with { RetryAfter = notReady.RetryAfter },
            _ => throw new InvalidOperationException("An access has no such case."),
        };
        var delivery = await outcomes.RecordAsync(call, result);
        return result is { RetryAtOnce: true, Attempt.Outcome: AttemptOutcome.Unauthorized } && budget.AllowsCall
            ? await AttemptAsync(call.Bridge, delivery, call.Input, budget.LeftBeforeCall) ?? delivery
            : delivery;
    }

    /// <summary>Obtains access, claims the delivery's next attempt and makes it.</summary>
    /// <returns>
    /// The delivery as it stands in the ledger afterwards. Null if it was left as it was, because its client takes no calls now: nothing is written
    /// about that, however often it happens.
    /// </returns>
    public async Task<Delivery?> AttemptAsync(Bridge bridge, Delivery due, ReadOnlyMemory<byte> input)
    {
        using var work = stop.Begin();
        return await AttemptAsync(bridge, due, input, MostWaitInSweep);
    }

    /// <summary>The ledger did not say whether a claim was written: nothing is sent under it.</summary>
    public void Release(Bridge bridge, Delivery claim, Lease lease, LedgerUnavailableException fault)
    {
        if (claim.Status == DeliveryStatus.Dispatching && fault.WriteId is { } writeId)
            unanswered.Release(new ClaimedCall(bridge, claim, Input: default, lease), writeId, fault.Transaction);
    }

    // Claiming last keeps the lease for the call.
    private async Task<Delivery?> AttemptAsync(Bridge bridge, Delivery due, ReadOnlyMemory<byte> input, TimeSpan mostWait)
    {
        using var scope = Scope(logger, bridge.Name, due.DeliveryId, due.AttemptCount + 1);
        switch (await ObtainAsync(bridge, mostWait))
        {
            case AccessResult.Ready ready:
                using (ready)
                    return await ClaimAndSendAsync(bridge, due, input, ready);
            case AccessResult.ClientUnavailable unavailable:
                return await LeaveAsync(bridge, due, unavailable.Reason);
            case AccessResult.NotReady notReady:
                return await PostponeAsync(bridge, due, notReady);
            default:
                throw new InvalidOperationException("An access has no such case.");
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever fails before the send is known not to have been sent: no reason for a doubt.")]
    private async ValueTask<AccessResult> ObtainAsync(ClaimedCall call, TimeBudget budget)
    {
        try
        {
            return await ObtainAsync(call.Bridge, budget.LeftBeforeCall);
        }
        catch (Exception fault)
        {
            LogNotMade(call.Bridge.Name, call.Delivery.DeliveryId, fault);
            return new AccessResult.NotReady($"The call could not be prepared: {fault.GetType().Name}.");
        }
    }

    private async ValueTask<AccessResult> ObtainAsync(Bridge bridge, TimeSpan mostWait)
    {
        if (stop.IsRequested)
            return IsToStop;
        try
        {
            var result = await access.ObtainAsync(bridge.Workflow, CallKind.Execute, mostWait, stop.Requested);
            if (!stop.IsRequested)
                return result;
            (result as IDisposable)?.Dispose();
            return IsToStop;
        }
        catch (OperationCanceledException) when (stop.IsRequested)
        {
            return IsToStop;
        }
    }

    private async Task<Delivery> ClaimAndSendAsync(Bridge bridge, Delivery due, ReadOnlyMemory<byte> input, AccessResult.Ready ready)
    {
        // The lease begins when the claim is sent to the tables, however long it waits for that.
        var lease = TakeLease();
        var claim = due;
        SaveResult saved;
        try
        {
            saved = await ledger.SaveAsync(due, () => claim = Claim(bridge, due, lease = TakeLease()));
        }
        catch (LedgerUnavailableException fault)
        {
            Release(bridge, claim, lease, fault);
            throw;
        }

        if (saved is SaveResult.Saved claimed)
        {
            var call = new ClaimedCall(bridge, claimed.Delivery, input, lease);
            return await outcomes.RecordAsync(call, await SendAsync(call, ready));
        }

        ready.Permit.Report(new CallReport.NotMade(CallKind.Execute));
        return saved is SaveResult.Overtaken other ? other.Latest : due;
    }

    private Delivery Claim(Bridge bridge, Delivery due, Lease lease) => due with
    {
        Status = DeliveryStatus.Dispatching,
        AttemptCount = due.AttemptCount + 1,
        // Where it goes now: the bridge may have been changed since it was recorded, and a doubt is looked up where the call went.
        Tenant = bridge.Workflow.Tenant,
        WorkflowId = bridge.Workflow.Id,
        ClaimedAt = clock.UtcNow,
        UpdatedAt = clock.UtcNow,
        Work = due.Due(WorkKind.Resolve, lease.Ends),
    };

    private async Task<Delivery?> LeaveAsync(Bridge bridge, Delivery due, string reason)
    {
        var policy = pauses.PolicyOf(bridge, due.TriedSince);
        if (!RetrySchedule.GivesUp(policy, due.TriedSince, clock.UtcNow))
            return null;
        var given = AttemptTransition.GivenUp(due with { UpdatedAt = clock.UtcNow }, reason, policy);
        return await ledger.SaveAsync(due, given) is SaveResult.Saved saved ? saved.Delivery : due;
    }

    private async Task<Delivery> PostponeAsync(Bridge bridge, Delivery due, AccessResult.NotReady notReady)
    {
        LogNotSent(bridge.Name, due.DeliveryId, notReady.Reason);
        var next = AttemptTransition.Postpone(due, notReady.Reason, notReady.RetryAfter, pauses.PolicyOf(bridge, due.TriedSince), clock.UtcNow, jitter.Next());
        return await ledger.SaveAsync(due, next) is SaveResult.Saved saved ? saved.Delivery : due;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever fails before the send is known not to have been sent: no reason for a doubt.")]
    private async Task<AttemptResult> SendAsync(ClaimedCall call, AccessResult.Ready ready)
    {
        using var activity = BridgeTelemetry.Start(BridgeStep.Dispatch, call.Bridge.Name, call.Delivery.DeliveryId);
        var number = call.Delivery.AttemptCount;
        DateTimeOffset startedAt;
        long started;
        ExecuteOutcome outcome;
        try
        {
            var body = InputEnvelope.Write(call.Input, call.Bridge.Workflow, call.Delivery.DeliveryId, number);

            // The fence: the last thing before the send, and nothing that can wait stands between them.
            startedAt = clock.UtcNow;
            started = time.GetTimestamp();
            var left = call.Lease.LeftForCall;
            if (left <= TimeSpan.Zero || stop.IsRequested)
            {
                activity.Fail(nameof(AttemptOutcome.NotSent));
                return NotSent(call, stop.IsRequested ? IsToStop.Reason : "The lease had run out before the call.") with { RetryAtOnce = true };
            }

            if (!ready.Permit.TryLeave())
            {
                activity.Fail(nameof(AttemptOutcome.NotSent));
                return NotSent(call, "The permit had lapsed before the call.") with { RetryAtOnce = true };
            }

            var timeout = left < options.Value.ExecuteTimeout ? left : options.Value.ExecuteTimeout;
            outcome = await isc.ExecuteExternalAsync(ready.ExecuteUrl, ready.Token, body, timeout, stop.GraceEnded);
        }
        catch (Exception fault)
        {
            // The client lets nobody see what happens after the body left.
            activity.Fail(nameof(AttemptOutcome.NotSent));
            LogNotMade(call.Bridge.Name, call.Delivery.DeliveryId, fault);
            return NotSent(call, $"The call could not be made: {fault.GetType().Name}.");
        }

        if (outcome is ExecuteOutcome.InDoubt or ExecuteOutcome.NotStarted && stop.GraceEnded.IsCancellationRequested)
            // Cut off here: it says nothing about the client.
            outcome = outcome with { Message = $"{outcome.Message} when the app was stopped" };
        else
            ready.Permit.Report(CallReport.Of(outcome));

        var result = AttemptResult.From(outcome, number, startedAt, time.GetElapsedTime(started));
        Tell(activity, result.Attempt);
        Log(call, result.Attempt);
        if (outcome is not ExecuteOutcome.Unauthorized)
            return result;

        await access.RejectAsync(ready, CancellationToken.None);
        // One renewal at once; if the new token is refused too, more attempts come ever more slowly.
        var isAgain = call.Delivery.Attempts is [.., { Outcome: AttemptOutcome.Unauthorized }];
        if (isAgain)
            access.RefusedAgain(call.Bridge.Workflow);
        return result with { RetryAtOnce = !isAgain };
    }

    private static void Tell(Activity? activity, Attempt attempt)
    {
        activity?.SetTag("triggerbridge.attempt", attempt.Number).SetTag("triggerbridge.outcome", attempt.Outcome.ToString());
        if (attempt.Outcome != AttemptOutcome.Started)
            activity.Fail(attempt.Outcome.ToString(), attempt.Message);
    }

    // What starts as it should is in the ledger and in the traces: a line for each would cost more than its mapping.
    private void Log(ClaimedCall call, Attempt attempt)
    {
        var level = attempt.Outcome == AttemptOutcome.Started ? LogLevel.Debug : LogLevel.Information;
        if (!logger.IsEnabled(level))
            return;
        var answer = AnswerOf(attempt.HttpStatus, attempt.DurationMs);
        LogAttempt(level, call.Bridge.Name, call.Delivery.DeliveryId, attempt.Number, attempt.Outcome, answer);
    }

    private AttemptResult NotSent(ClaimedCall call, string reason)
    {
        LogNotSent(call.Bridge.Name, call.Delivery.DeliveryId, reason);
        return AttemptResult.NotSent(call.Delivery.AttemptCount, clock.UtcNow, reason);
    }

    private static string AnswerOf(int? httpStatus, long? durationMs)
    {
        var answer = httpStatus is { } status ? string.Create(CultureInfo.InvariantCulture, $"HTTP {status}") : "no answer";
        return durationMs is { } duration ? $"{answer} after {ReadableTime.Of(TimeSpan.FromMilliseconds(duration))}" : answer;
    }

    [LoggerMessage("Delivery {Bridge}/{DeliveryId}, attempt {Attempt}: {Outcome} ({Answer})")]
    private partial void LogAttempt(LogLevel level, string bridge, string deliveryId, int attempt, AttemptOutcome outcome, string answer);

    [LoggerMessage(LogLevel.Error, "The call for delivery {Bridge}/{DeliveryId} could not be made; it is tried again later")]
    private partial void LogNotMade(string bridge, string deliveryId, Exception fault);

    [LoggerMessage(LogLevel.Warning, "Delivery {Bridge}/{DeliveryId} was not sent: {Reason}")]
    private partial void LogNotSent(string bridge, string deliveryId, string reason);
}

/// <summary>An attempt that this process has claimed.</summary>
/// <param name="Bridge">Where it goes.</param>
/// <param name="Delivery">As the claim left it in the ledger.</param>
/// <param name="Input">The workflow's input.</param>
/// <param name="Lease">Until when the attempt is ours.</param>
internal sealed record ClaimedCall(Bridge Bridge, Delivery Delivery, ReadOnlyMemory<byte> Input, Lease Lease);
