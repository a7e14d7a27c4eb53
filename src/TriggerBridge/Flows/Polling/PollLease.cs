using TriggerBridge.Bridges.Polls;
using TriggerBridge.Ledger;
using TriggerBridge.Polling.State;

namespace TriggerBridge.Flows.Polling;

/// <summary>How long an instance may work on a poll without a sign of life; the next one may take it over then.</summary>
internal sealed class PollLease(PollStates states, LedgerClock clock)
{
    // For what comes before and after a request.
    private static readonly TimeSpan AroundRequest = TimeSpan.FromSeconds(30);

    // A request is made twice where its credentials are refused.
    public static TimeSpan LengthOf(PollSource source) => (2 * source.Request.Timeout) + AroundRequest;

    /// <returns>Null where another instance took over.</returns>
    public Task<PollState?> RenewAsync(PollState state, PollSource source) => states.TryWriteAsync(state with { LeaseUntil = clock.UtcNow + LengthOf(source) });

    /// <summary>Renews it where not much is left.</summary>
    /// <returns>Null where another instance took over.</returns>
    public async Task<PollState?> KeepAsync(PollState state, PollSource source) =>
        state.LeaseUntil - clock.UtcNow < AroundRequest ? await RenewAsync(state, source) : state;
}
