using Microsoft.Extensions.Logging;
using TriggerBridge.Attempts;
using TriggerBridge.Ledger;

namespace TriggerBridge.Dispatch;

/// <summary>
/// Releases claims of which the ledger did not say whether they were written. Nothing was sent under them, which this instance alone knows: to
/// all others the attempt would be in doubt when its lease ends. A claim that turns up is told by the id of its write.
/// </summary>
internal sealed partial class UnansweredClaims(
    DeliveryLedger ledger, LedgerReadiness readiness, OutcomeRecorder outcomes, BackgroundCalls background, OrderlyStop stop, TimeProvider time, ILogger<UnansweredClaims> logger)
{
    // A write that was given up may still be carried out. Together about as long as a lease, after which it is taken over as a doubt.
    private const int MostLooks = 13;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <param name="call">The claim as it was to be written over what stood there; over nothing, if that has no write's id.</param>
    /// <param name="writeId">Of the write that was not answered.</param>
    /// <param name="shared">The transaction that it was a part of; null where it went alone.</param>
    public void Release(ClaimedCall call, string writeId, UnansweredTransaction? shared) => background.Follow(ReleaseAsync(call, writeId, shared));

    private async Task ReleaseAsync(ClaimedCall call, string writeId, UnansweredTransaction? shared)
    {
        using var work = stop.Begin();
        var wait = FirstWait;
        for (var look = 0; look < MostLooks && !await IsSettledAsync(call, writeId, shared, look) && !stop.IsRequested; look++)
        {
            await Task.Delay(wait, time, stop.Requested).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }

    private async Task<bool> IsSettledAsync(ClaimedCall call, string writeId, UnansweredTransaction? shared, int look)
    {
        // Where it is away, one caller a second asks.
        if (!await readiness.IsReadyAsync(CancellationToken.None))
            return false;
        try
        {
            if (shared is not null && await shared.IsUntouchedAsync(look))
                return false;
            if (await ledger.ReadAsync(call.Bridge.Name, call.Delivery.RowKey, withPayload: false, CancellationToken.None) is not DeliveryLookup.Found { Delivery: var there }
                || there.WriteId == call.Delivery.WriteId)
                return false;
            // Whatever else stands there, somebody has gone on with it.
            if (there.WriteId != writeId)
                return true;

            LogReleased(call.Bridge.Name, there.DeliveryId, there.AttemptCount);
            var notSent = AttemptResult.NotSent(there.AttemptCount, ledger.Clock.UtcNow, "The ledger did not say whether the claim was written.");
            await outcomes.RecordAsync(call with { Delivery = there }, notSent with { RetryAtOnce = true });
            return true;
        }
        catch (LedgerUnavailableException away)
        {
            readiness.ReportAway(away);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Delivery {Bridge}/{DeliveryId}, attempt {Attempt}: claimed by a write that got no answer; nothing was sent, so it is released")]
    private partial void LogReleased(string bridge, string deliveryId, int attempt);
}
