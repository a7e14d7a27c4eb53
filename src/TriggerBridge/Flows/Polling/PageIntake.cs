using System.Globalization;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Polls;
using TriggerBridge.Flows.Receiving;
using TriggerBridge.Ledger;
using TriggerBridge.Polling;
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

/// <summary>Records items as deliveries that are due, and counts those that nothing had recorded before.</summary>
internal sealed class ItemRecorder(BatchRecorder batches, KnownItems known, PollFinds finds, SchemaMismatches mismatches)
{
    /// <exception cref="LedgerUnavailableException">Not all of them stand in the ledger.</exception>
    public async Task<PageTally> RecordAsync(Bridge bridge, IReadOnlyList<PolledItem> items)
    {
        List<NewDelivery> unknown = [.. items.Where(item => !known.Contains(bridge.Name, item.DeliveryId)).Select(item => item.Map())];
        if (unknown.Count == 0) return new PageTally(items.Count, Unseen: 0, New: 0);
        mismatches.Count(bridge, unknown.Select(one => one.Mismatch));
        if (await batches.RecordAsync(bridge.Name, unknown, limit: null) is not ReceiveResult.Batch { Events: var results })
            throw new LedgerUnavailableException("A page's items could not be recorded.");

        var accepted = results.OfType<ReceiveResult.Accepted>().ToList();
        await finds.AddAsync(bridge, accepted.Select(result => result.Delivery), results.OfType<ReceiveResult.Duplicate>().Select(duplicate => duplicate.First));
        foreach (var one in unknown) known.Add(bridge.Name, one.Delivery.DeliveryId);
        return new PageTally(items.Count, Unseen: accepted.Count + results.OfType<ReceiveResult.Filtered>().Count(), accepted.Count);
    }
}

/// <summary>
/// The ids of the items that this process has lately seen in the ledger, a bounded number: what sources show again and again costs nothing.
/// Keys stay in the ledger as long as the bridge has a poll, so what was there once is there still.
/// </summary>
internal sealed class KnownItems
{
    // Of each half. The older half goes when the newer one is full; together they take some ten megabytes at the most.
    private const int Most = 100_000;

    private readonly Lock _lock = new();
    private HashSet<Key> _newer = [];
    private HashSet<Key> _older = [];

    public bool Contains(string bridge, string deliveryId)
    {
        var key = Key.Of(bridge, deliveryId);
        lock (_lock)
            return _newer.Contains(key) || _older.Contains(key);
    }

    public void Add(string bridge, string deliveryId)
    {
        var key = Key.Of(bridge, deliveryId);
        lock (_lock)
        {
            if (_older.Contains(key) || !_newer.Add(key) || _newer.Count < Most) return;
            (_older, _newer) = (_newer, new HashSet<Key>(Most));
        }
    }

    // A delivery id is 128 bits in hexadecimal digits; the bridge's name is one text for all of its keys.
    private readonly record struct Key(string Bridge, ulong High, ulong Low)
    {
        public static Key Of(string bridge, string deliveryId) => new(bridge, Half(deliveryId.AsSpan(0, 16)), Half(deliveryId.AsSpan(16)));

        private static ulong Half(ReadOnlySpan<char> digits) => ulong.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
