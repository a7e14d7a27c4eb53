using TriggerBridge.Bridges.Polls;

namespace TriggerBridge.Polling.State;

/// <summary>What a page and the end of a scan make of a poll's state. The cursor moves here and nowhere else.</summary>
internal static class PollTransitions
{
    private const int TriesOfOnePage = 3;

    // Of a source that is never quiet each pass shows something new; that one record slips past all of these is past believing.
    private const int MostPasses = 10;

    private static readonly TimeSpan RescanEvery = TimeSpan.FromDays(1);

    /// <summary>Begins a scan: <c>overlap</c> behind the cursor, and once a day <c>rescan</c> behind the present.</summary>
    public static PollState Begin(PollState state, CursorRule rule, DateTimeOffset now)
    {
        if (rule.Kind == CursorKind.Time)
            state = state with { Origin = state.Origin ?? rule.StartAt?.Text ?? CursorValue.Of(now).Text, LastRescanAt = state.LastRescanAt ?? now };
        else
            state = state with { Origin = state.Origin ?? rule.StartAt?.Text };

        var isRescan = rule.Rescan > TimeSpan.Zero && now - state.LastRescanAt >= RescanEvery;
        var from = Value(rule, state.Cursor) ?? Value(rule, state.Origin);
        if (rule.Kind == CursorKind.Time && state.Cursor is not null)
        {
            from = Back(from, rule.Overlap);
            if (isRescan) from = CursorValue.Smaller(from, Back(CursorValue.Of(now), rule.Rescan));
            from = CursorValue.Greater(from, Value(rule, state.Origin));
        }

        return state with { Scan = new Scan { From = from?.Text, Before = state.Cursor, StartedAt = now, IsRescan = isRescan } };
    }

    /// <summary>After a page whose items all stand in the ledger.</summary>
    /// <param name="next">Where the next page is; null: there is none.</param>
    /// <param name="sourceStart">When the page was asked for, by the source's clock.</param>
    /// <param name="reached">The greatest cursor on the page.</param>
    /// <param name="tally">Of the page's items.</param>
    public static PollState AfterPage(PollState state, PollSource source, string? next, DateTimeOffset sourceStart, CursorValue? reached, PageTally tally)
    {
        var rule = source.Cursor;
        var before = state.Scan ?? throw new InvalidOperationException("A page belongs to a scan.");
        var scan = before with
        {
            SourceStart = before.SourceStart ?? sourceStart,
            Reached = (rule.IsInItems ? CursorValue.Greater(Value(rule, before.Reached), reached) : reached)?.Text ?? before.Reached,
            Next = next,
            Pages = before.Pages + 1,
            Tries = 0,
            // In the first pass also what the filter drops without a record is new: what it hides may have slipped past just so.
            NewInPass = before.NewInPass + (before.Passes == 0 ? tally.Unseen : tally.New),
        };
        state = state with { ItemsSeen = state.ItemsSeen + tally.Seen, ItemsNew = state.ItemsNew + tally.New };
        if (next is not null)
            return state with { Scan = scan, Cursor = rule.IsOrdered ? Moved(state, scan, rule) : state.Cursor };

        // Pages shift while they are read: only a pass that found nothing new, or was one answer, has surely seen everything.
        var isOneAnswer = before.Next is null;
        if (!isOneAnswer && !source.Next.IsStable && scan is { NewInPass: > 0, Passes: < MostPasses - 1 })
            return state with { Scan = scan with { NewInPass = 0, Passes = scan.Passes + 1 } };

        return End(state with { Cursor = Moved(state, scan, rule) }, scan);
    }

    /// <summary>The source says that nothing has changed.</summary>
    public static PollState Unchanged(PollState state) => End(state, state.Scan ?? throw new InvalidOperationException("There is no scan."));

    /// <summary>
    /// A page could not be read. A place in the middle that the source no longer knows is given up; where it cannot be told, after some
    /// tries. What may have slipped from the pages that were read is then behind the cursor, which goes back to where it was.
    /// </summary>
    public static PollState AfterFailure(PollState state, PollSource source, bool isRefused)
    {
        var scan = state.Scan ?? throw new InvalidOperationException("A page belongs to a scan.");
        scan = scan with { Tries = scan.Tries + 1 };
        if (!isRefused && scan.Tries < TriesOfOnePage) return state with { Scan = scan };
        return state with { Scan = null, Cursor = source.Next.IsStable ? state.Cursor : scan.Before };
    }

    private static PollState End(PollState state, Scan scan) =>
        state with { Scan = null, LastRescanAt = scan.IsRescan ? scan.StartedAt : state.LastRescanAt };

    // What the source shows later, because it was being written while we read, lies within the overlap before the scan's start.
    private static string? Moved(PollState state, Scan scan, CursorRule rule)
    {
        var reached = Value(rule, scan.Reached);
        if (rule.Kind == CursorKind.Token) return reached?.Text ?? state.Cursor;
        if (reached is null) return state.Cursor;
        if (rule.Kind == CursorKind.Time && scan.SourceStart is { } start)
            reached = CursorValue.Smaller(reached, Back(CursorValue.Of(start), rule.Overlap));
        return CursorValue.Greater(Value(rule, state.Cursor) ?? Value(rule, state.Origin), reached)?.Text;
    }

    private static CursorValue? Value(CursorRule rule, string? text) => text is not null && rule.TryParseStored(text, out var value) ? value : null;

    private static CursorValue? Back(CursorValue? value, TimeSpan by) =>
        value is { } time ? CursorValue.Of(time.Time - DateTimeOffset.MinValue > by ? time.Time - by : DateTimeOffset.MinValue) : null;
}
