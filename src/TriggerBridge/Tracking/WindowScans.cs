using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using TriggerBridge.Attempts;
using TriggerBridge.Executions;
using TriggerBridge.Ledger;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Executions;

namespace TriggerBridge.Tracking;

/// <summary>
/// Reads the lists of windows, page by page, and finds out whose each execution is. A list may take longer than a tick: its place is kept, in
/// this process, and the next tick reads on from there.
/// </summary>
internal sealed class WindowScans(
    IExecutionList list, CandidateReader candidates, DeliveryLedger ledger, IscClocks clocks, IOptions<TrackingOptions> options)
{
    private readonly ConcurrentDictionary<WindowScan, bool> _kept = new();

    /// <summary>
    /// What is to be read for some doubts of one workflow, newest first: a doubt must not wait for the long list of an older one. Scans that were
    /// cut off go on for the doubts that they cover.
    /// </summary>
    public IReadOnlyList<(WindowScan Scan, IReadOnlyList<Doubt> Doubts)> Plan(string tenant, string workflowId, IReadOnlyList<Doubt> doubts)
    {
        var now = ledger.Clock.UtcNow;
        var (margin, longest) = (options.Value.WindowMargin, options.Value.AbsentAfter);
        foreach (var old in _kept.Keys.Where(scan => now - scan.AskedAt > longest))
            Forget(old);

        var plan = new List<(WindowScan Scan, IReadOnlyList<Doubt> Doubts)>();
        var others = doubts.ToList();
        // A doubt that several cover goes on with the oldest, not with the one whose hash happens to come first.
        foreach (var scan in _kept.Keys.Where(scan => scan.Tenant == tenant && scan.WorkflowId == workflowId).OrderBy(scan => scan.AskedAt).ThenBy(scan => scan.From))
        {
            var covered = others.Where(doubt => scan.Covers(doubt, margin, longest)).ToList();
            others.RemoveAll(covered.Contains);
            if (covered.Count > 0)
                plan.Add((scan, covered));
        }

        foreach (var window in DoubtWindow.Over(others, now, margin, longest))
            plan.Add((new WindowScan { Tenant = tenant, WorkflowId = workflowId, AskedAt = now, From = window.From, To = window.To }, window.Doubts));
        return [.. plan.OrderByDescending(part => part.Scan.To)];
    }

    /// <summary>The next tick goes on with it.</summary>
    public void Keep(WindowScan scan) => _kept[scan] = true;

    public void Forget(WindowScan scan) => _kept.TryRemove(scan, out _);

    /// <summary>Reads on, to the end of the list if there is time.</summary>
    public async Task<DoubtView> ReadAsync(WindowScan scan, CancellationToken cancellationToken)
    {
        var gap = await ReadOnAsync(scan, cancellationToken);
        return new DoubtView { AskedAt = scan.AskedAt, IscAhead = clocks.AheadOfLedger(scan.Tenant), Known = scan.Own, Gap = gap };
    }

    /// <returns>Why the window was not read whole; null if it was.</returns>
    private async Task<string?> ReadOnAsync(WindowScan scan, CancellationToken cancellationToken)
    {
        string? gap = null;
        scan.ReadUnreadableAgain();
        while (true)
        {
            if (scan.Unread.Count > 0)
            {
                var read = await candidates.ReadAsync(scan.Tenant, scan.WorkflowId, scan.Unread, cancellationToken);
                scan.Add(read);
                gap ??= read.Gap;
            }

            if (scan.IsListed)
                return gap;
            var page = await NextPageAsync(scan, cancellationToken);
            if (page.Gap is { } unlisted)
                return unlisted;
            scan.Add(page);
        }
    }

    // Windows go by ISC's clock, which is known from its answers: if it turns out to be off, the first page is of another window.
    private async Task<ExecutionPage> NextPageAsync(WindowScan scan, CancellationToken cancellationToken)
    {
        if (scan.Offset > 0)
            return await list.ReadPageAsync(scan.Tenant, scan.Query, scan.Offset, cancellationToken);

        scan.IscAhead = clocks.AheadOfLedger(scan.Tenant);
        var page = await list.ReadPageAsync(scan.Tenant, scan.Query, 0, cancellationToken);
        var ahead = clocks.AheadOfLedger(scan.Tenant);
        if ((ahead - scan.IscAhead).Duration() <= LedgerClock.MostDrift)
            return page;
        scan.IscAhead = ahead;
        return await list.ReadPageAsync(scan.Tenant, scan.Query, 0, cancellationToken);
    }
}

/// <summary>Doubts whose executions would stand in one list.</summary>
/// <param name="From">By the ledger's clock.</param>
/// <param name="To">By the ledger's clock.</param>
/// <param name="Doubts">At least one.</param>
internal sealed record DoubtWindow(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<Doubt> Doubts)
{
    /// <summary>
    /// One window for all, from the earliest attempt to now; only what is older than <paramref name="longest"/>, after which no
    /// execution begins any more, has one of its own instead of a list of all that ran since.
    /// </summary>
    public static IReadOnlyList<DoubtWindow> Over(IEnumerable<Doubt> doubts, DateTimeOffset now, TimeSpan margin, TimeSpan longest)
    {
        var windows = new List<DoubtWindow>();
        foreach (var doubt in doubts.OrderBy(each => each.FirstSentAt))
        {
            var from = doubt.FirstSentAt - margin;
            var to = (doubt.LastSentAt + longest < now ? doubt.LastSentAt + longest : now) + margin;
            if (windows is [.., var last] && from <= last.To)
                windows[^1] = new DoubtWindow(last.From, to > last.To ? to : last.To, [.. last.Doubts, doubt]);
            else
                windows.Add(new DoubtWindow(from, to, [doubt]));
        }

        return windows;
    }
}

/// <summary>One window, and how far its list was read. What ISC shows later than the scan began proves no absence.</summary>
internal sealed class WindowScan
{
    private readonly List<KnownExecution> _own = [];
    private readonly List<WorkflowExecution> _unreadable = [];

    public required string Tenant { get; init; }

    public required string WorkflowId { get; init; }

    /// <summary>When it began, by the ledger's clock.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>By the ledger's clock, as <see cref="To"/>.</summary>
    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    /// <summary>How far ISC's clock was ahead of the ledger's at the beginning.</summary>
    public TimeSpan IscAhead { get; set; }

    /// <summary>How many executions were listed.</summary>
    public int Offset { get; private set; }

    public bool IsListed { get; private set; }

    /// <summary>Listed, and not looked into yet.</summary>
    public IReadOnlyList<WorkflowExecution> Unread { get; private set; } = [];

    /// <summary>Those of ours so far.</summary>
    public IReadOnlyList<KnownExecution> Own => _own;

    /// <summary>Whether one of ours was found by its history: the way that doubts are resolved works.</summary>
    public bool FoundOwn { get; private set; }

    public ExecutionQuery Query => new() { WorkflowId = WorkflowId, From = From + IscAhead, To = To + IscAhead };

    /// <summary>Whether all that may be of a doubt lies in this window.</summary>
    public bool Covers(Doubt doubt, TimeSpan margin, TimeSpan longest)
    {
        var last = doubt.LastSentAt + longest < AskedAt ? doubt.LastSentAt + longest : AskedAt;
        return doubt.LastSentAt <= AskedAt && doubt.FirstSentAt - margin >= From && last + margin <= To;
    }

    public void Add(ExecutionPage page)
    {
        Offset += page.Executions.Count;
        IsListed = page.IsEnd;
        Unread = page.Executions;
    }

    public void Add(CandidateSet read)
    {
        _own.AddRange(read.Known.Where(known => known.Own is not null));
        _unreadable.AddRange(read.Unreadable);
        FoundOwn |= read.FoundOwn;
        Unread = [];
    }

    /// <summary>At the beginning of a tick.</summary>
    public void ReadUnreadableAgain()
    {
        Unread = [.. Unread, .. _unreadable];
        _unreadable.Clear();
    }
}

/// <summary>What ISC shows in the window of some doubts.</summary>
internal sealed record DoubtView
{
    /// <summary>From before ISC was asked, by the ledger's clock.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>How far ISC's clock is ahead of the ledger's.</summary>
    public required TimeSpan IscAhead { get; init; }

    public required IReadOnlyList<KnownExecution> Known { get; init; }

    /// <summary>Why the window was not read whole; null if it was.</summary>
    public required string? Gap { get; init; }

    /// <summary>The execution of an attempt, unless it is on the delivery for another attempt.</summary>
    public KnownExecution? Find(Delivery delivery, Attempt attempt) => Known.FirstOrDefault(each =>
        each.Bridge == delivery.Bridge && IsOf(each, delivery, attempt) && !delivery.Has(each.ExecutionId));

    /// <summary>Something names this attempt, but it may be another bridge's.</summary>
    public bool IsAmbiguous(Delivery delivery, Attempt attempt) => Known.Any(each => each.Bridge is null && IsOf(each, delivery, attempt));

    public bool ShowsOwnAfter(DateTimeOffset ended) => Known.Any(each => each.Own is not null && each.StartTime > ended + IscAhead);

    private static bool IsOf(KnownExecution execution, Delivery delivery, Attempt attempt) =>
        execution.Own is { } own && own.DeliveryId == delivery.DeliveryId && own.Attempt == attempt.Number;
}
