using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Polls;
using TriggerBridge.Polling.State;

namespace TriggerBridge.Flows.Polling;

/// <summary>Takes a page into the ledger first, and then into the poll's state.</summary>
internal sealed class PageIntake(ItemMapper mapper, ItemRecorder recorder, PollLease lease)
{
    // Items that are recorded before the lease is looked at again: a page may be so large that one is too short for it.
    private const int ItemsTogether = 500;

    /// <param name="kept">Told each state that is written meanwhile: only over the last one can another be written.</param>
    /// <returns>The state after the page, not written yet; null where another instance took over.</returns>
    public async Task<PollState?> TakeAsync(Bridge bridge, PollSource source, PollState state, PageResult.Page page, Action<PollState> kept)
    {
        var items = mapper.Read(bridge, source, page.Items);
        var tally = new PageTally(Seen: 0, Unseen: 0, New: 0);
        foreach (var part in items.Chunk(ItemsTogether))
        {
            if (await lease.KeepAsync(state, source) is not { } written) return null;
            kept(state = written);
            tally += await recorder.RecordAsync(bridge, part);
        }

        var reached = source.Cursor.IsInItems ? items.Aggregate((CursorValue?)null, (greatest, item) => CursorValue.Greater(greatest, item.Cursor)) : page.Token;
        var isWhole = page.Next is null && state.Scan is { Pages: 0 };
        var after = PollTransitions.AfterPage(state, source, page.Next, page.AskedAt, reached, tally);
        return after with { AnswerTag = isWhole ? page.Tag : null, AnswerTagOf = isWhole && page.Tag is not null ? page.TagOf : null };
    }
}
