using System.Text.Json;
using Microsoft.Extensions.Logging;
using TriggerBridge.Attempts;
using TriggerBridge.Bridges;
using TriggerBridge.Credentials;
using TriggerBridge.Dispatch;
using TriggerBridge.Ledger;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Triggers;
using TriggerBridge.Tenants;
using TriggerBridge.Timing;
using TriggerBridge.Tracking;

namespace TriggerBridge.Flows.Answering;

/// <summary>
/// Sends an answer to the callback address under a lease. It is decided and claimed in one write before it leaves; a process that ends after that leaves it to be
/// looked up when the lease is over.
/// </summary>
internal sealed partial class CallbackSender(
    DeliveryLedger ledger, InvocationClient isc, IscReads reads, TenantDirectory tenants, SecretSeal seal, OrderlyStop stop, TimeProvider time, Jitter jitter, ILogger<CallbackSender> logger)
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LeaseLength = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WithoutKey = TimeSpan.FromMinutes(1);

    // Somebody waits, and not for long: less than a bridge may take for starting its workflow.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    // Time for what is on its way to arrive.
    private static readonly TimeSpan BeforeLookUp = TimeSpan.FromSeconds(15);

    /// <summary>To what the secret of a delivery is bound.</summary>
    public static string PlaceOf(Delivery delivery) => $"{delivery.Bridge}/{delivery.DeliveryId}";

    /// <param name="delivery">Nobody else is sending its answer.</param>
    public async Task SendAsync(Bridge bridge, Delivery delivery, GivenAnswer answer)
    {
        using var work = stop.Begin();
        if (stop.IsRequested)
            return;
        var callback = delivery.Callback!;
        if (callback.Secret is not { } kept || await seal.OpenAsync(kept, PlaceOf(delivery), stop.Requested) is not { } secret)
        {
            LogNoKey(delivery.Bridge, delivery.DeliveryId, SecretSeal.KeyName);
            await ledger.SaveAsync(delivery, delivery with
            {
                Answer = answer,
                Callback = callback with { Reason = $"No key in '{SecretSeal.KeyName}' opens the secret that the answer is sent with." },
                AnswerWork = delivery.Due(WorkKind.Answer, ledger.Clock.UtcNow + WithoutKey),
            });
            return;
        }

        var lease = TakeLease();
        var saved = await ledger.SaveAsync(delivery, () => delivery with
        {
            Answer = answer,
            Callback = callback with { Status = CallbackStatus.Sending, Attempts = callback.Attempts + 1, Reason = null },
            AnswerWork = delivery.Due(WorkKind.Answer, (lease = TakeLease()).Ends),
        });
        if (saved is SaveResult.Saved claimed)
            await RecordAsync(bridge, claimed.Delivery, await CallAsync(delivery.Tenant, callback.Url, secret, answer, lease));
    }

    /// <summary>Nothing more is sent.</summary>
    public async Task<SaveResult> EndAsync(Delivery delivery, CallbackStatus status, string? reason)
    {
        var result = await ledger.SaveAsync(delivery, Ended(delivery, status, reason));
        if (result is SaveResult.Saved)
            LogEnd(delivery, status, reason);
        return result;
    }

    private Lease TakeLease() => new(time, ledger.Clock.UtcNow, LeaseLength);

    private async Task<CompleteOutcome> CallAsync(string tenant, Uri url, SecretValue secret, GivenAnswer answer, Lease lease)
    {
        var output = JsonElement.Parse(answer.Output);
        // ISC takes no null here: an object without anything in it says the same.
        var complete = new CompleteInvocation { Secret = secret.Reveal(), Output = output.ValueKind == JsonValueKind.Null ? JsonElement.Parse("{}") : output };
        var outcome = await SendOnceAsync(timeout => isc.CompleteAsync(url, complete, timeout, stop.GraceEnded), lease);
        // Its secret is enough, by all that is known; but if ISC wants a token as well, it has one.
        return outcome is CompleteOutcome.Refused { HttpStatus: 401 } && tenants.CanBeRead(tenant)
            ? await SendOnceAsync(timeout => reads.CompleteAsync(tenant, url, complete, timeout, stop.GraceEnded), lease)
            : outcome;
    }

    private async Task<CompleteOutcome> SendOnceAsync(Func<TimeSpan, Task<CompleteOutcome>> send, Lease lease)
    {
        var timeout = lease.LeftForCall < CallTimeout ? lease.LeftForCall : CallTimeout;
        if (timeout <= TimeSpan.Zero || stop.IsRequested)
            return new CompleteOutcome.NotTaken("It was not sent: its lease had run out, or the app was being stopped", RetryAfter: null);
        try
        {
            return await send(timeout);
        }
        catch (OperationCanceledException) when (stop.GraceEnded.IsCancellationRequested)
        {
            // While it waited for a token or a permit; what becomes of the call itself is an outcome.
            return new CompleteOutcome.NotTaken("It was not sent: the app was being stopped", RetryAfter: null);
        }
    }

    // Whoever else has written meanwhile, such as tracking: the answer is this process's as long as its lease is.
    private async Task RecordAsync(Bridge bridge, Delivery claimed, CompleteOutcome outcome)
    {
        for (var current = claimed; ;)
        {
            var next = Apply(bridge, current, outcome);
            switch (await ledger.SaveAsync(current, next))
            {
                case SaveResult.Saved when next.AnswerWork is null:
                    LogEnd(next, next.Callback!.Status, next.Callback.Reason);
                    return;
                case SaveResult.Overtaken { Latest: var latest } when latest.Callback is { Status: CallbackStatus.Sending } callback && callback.Attempts == claimed.Callback!.Attempts:
                    current = latest;
                    break;
                default:
                    return;
            }
        }
    }

    private Delivery Apply(Bridge bridge, Delivery sent, CompleteOutcome outcome)
    {
        var now = ledger.Clock.UtcNow;
        var callback = sent.Callback!;
        switch (outcome)
        {
            case CompleteOutcome.Accepted:
                return Ended(sent, CallbackStatus.Sent, reason: null);
            // An earlier try may be why it is refused.
            case CompleteOutcome.Refused { Message: var message } when callback.MayHaveArrived:
                return Later(callback with { Refusal = message, Reason = message }, BeforeLookUp);
            case CompleteOutcome.Refused { Message: var message }:
                return Ended(sent, CallbackStatus.DeadLettered, $"ISC refuses it. {message}");
            case CompleteOutcome.NotTaken { Message: var message, RetryAfter: var retryAfter }:
                return Later(
                    callback with { Status = CallbackStatus.Open, Reason = message },
                    RetrySchedule.Delay(
                        bridge.Retry.Max > LongestPause ? bridge.Retry with { Max = LongestPause } : bridge.Retry, callback.Attempts, retryAfter, jitter.Next()));
            case CompleteOutcome.Unclear { Message: var message }:
                return Later(callback with { MayHaveArrived = true, Reason = message }, BeforeLookUp);
            default:
                throw new InvalidOperationException("An outcome has no such case.");
        }

        // Not after the deadline: it is looked at then in any case.
        Delivery Later(Callback next, TimeSpan wait)
        {
            var due = now + wait;
            return sent with { Callback = next, AnswerWork = sent.Due(WorkKind.Answer, due > next.Deadline && now < next.Deadline ? next.Deadline : due) };
        }
    }

    private Delivery Ended(Delivery delivery, CallbackStatus status, string? reason) => delivery with
    {
        Callback = delivery.Callback! with { Status = status, Reason = reason, Secret = null, EndedAt = ledger.Clock.UtcNow },
        AnswerWork = null,
    };

    private void LogEnd(Delivery delivery, CallbackStatus status, string? reason)
    {
        if (status != CallbackStatus.Sent)
            LogNotAnswered(delivery.Bridge, delivery.DeliveryId, status, reason ?? "no reason is on record");
    }

    // An alert waits for this text (infra/modules/alerts.bicep).
    [LoggerMessage(LogLevel.Warning, "Delivery {Bridge}/{DeliveryId} is not answered at its callback address ({Status}): {Reason}")]
    private partial void LogNotAnswered(string bridge, string deliveryId, CallbackStatus status, string reason);

    [LoggerMessage(LogLevel.Error, "Delivery {Bridge}/{DeliveryId} cannot be answered: no key in the secret '{Secret}' opens what it is answered with")]
    private partial void LogNoKey(string bridge, string deliveryId, string secret);
}
