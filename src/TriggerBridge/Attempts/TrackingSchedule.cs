using Microsoft.Extensions.Options;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Tenants;

namespace TriggerBridge.Attempts;

/// <summary>When ISC is asked about a delivery next.</summary>
internal sealed class TrackingSchedule(TenantDirectory tenants, BridgeCatalog bridges, IOptions<TrackingOptions> options)
{
    private readonly TrackingOptions _options = options.Value;

    /// <summary>The first look at an execution that was just started; null where executions are not followed.</summary>
    public WorkItem? FirstLook(Delivery delivery, DateTimeOffset now) =>
        tenants.CanBeRead(delivery.Tenant) ? delivery.Due(WorkKind.Track, Slot(delivery.WorkflowId, _options.TrackRecentEvery, now)) : null;

    /// <summary>The next look at a started delivery: at its execution, or for an attempt that is missing, whichever comes first.</summary>
    /// <param name="started">Its work item is being done.</param>
    /// <param name="lookedUntil">Looks for what is missing that were due by then are done.</param>
    /// <param name="now">By the ledger's clock.</param>
    public WorkItem? NextLook(Delivery started, DateTimeOffset lookedUntil, DateTimeOffset now)
    {
        if (!tenants.CanBeRead(started.Tenant))
            return null;
        var age = now - started.ExecutionStartedAt();
        var track = started.Due(WorkKind.Track, Slot(started.WorkflowId, age < _options.RecentWindow ? _options.TrackRecentEvery : _options.TrackOlderEvery, now));
        return MissingLook(started, lookedUntil) is { } look && look.Due < track.Due ? look : track;
    }

    /// <summary>The next look for attempts that are taken as missing; null when the last one is over, and where nothing would be found.</summary>
    public WorkItem? MissingLook(Delivery delivery, DateTimeOffset lookedUntil)
    {
        if (!tenants.CanBeRead(delivery.Tenant) || (bridges.TryFind(delivery.Bridge, out var bridge) && !bridge.Workflow.Correlate))
            return null;
        var looks = delivery.Attempts
            .Where(attempt => attempt.Outcome == AttemptOutcome.InDoubt)
            .Select(attempt => attempt.MissingSince)
            .OfType<DateTimeOffset>()
            .SelectMany(since => new[] { since + _options.MissingLookAgainFirst, since + _options.MissingLookAgainLast })
            .Where(look => look > lookedUntil)
            .ToList();
        return looks.Count == 0 ? null : delivery.Due(WorkKind.Resolve, looks.Min());
    }

    /// <summary>The next look for what is in doubt: ever more slowly, but not later than its absence may count.</summary>
    public WorkItem DoubtLook(Delivery inDoubt, DateTimeOffset sentAt, DateTimeOffset mayCount, DateTimeOffset now)
    {
        var wait = TimeSpan.FromTicks(Math.Clamp((now - sentAt).Ticks / 4, _options.InDoubtLeastWait.Ticks, _options.InDoubtMostWait.Ticks));
        var next = now + wait;
        return inDoubt.Due(WorkKind.Resolve, mayCount > now && mayCount < next ? mayCount : next);
    }

    // All executions of a workflow are due at the same moments, so that one list serves them all; workflows take turns within the period.
    private static DateTimeOffset Slot(string workflowId, TimeSpan period, DateTimeOffset now)
    {
        var phase = workflowId.Aggregate(17u, (hash, letter) => unchecked((hash * 31) + letter)) / (double)uint.MaxValue;
        var offset = (long)(phase * period.Ticks);
        var passed = (now.UtcTicks - offset) / period.Ticks;
        return new DateTimeOffset(((passed + 1) * period.Ticks) + offset, TimeSpan.Zero);
    }
}
