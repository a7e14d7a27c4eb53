using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TriggerBridge.Attempts;
using TriggerBridge.Bridges;
using TriggerBridge.Executions;
using TriggerBridge.Ledger;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.Telemetry;
using TriggerBridge.Tenants;

namespace TriggerBridge.Tracking;

/// <summary>
/// Follows started executions to their last status, workflow by workflow: by lists where they are many, and by one get for each that no list shows.
/// What cannot be read now is looked at later; a tick never fails by it.
/// </summary>
internal sealed partial class ExecutionTracker(
    IExecutionList list,
    IscReads isc,
    IscClocks clocks,
    VisibilityLagRecorder lags,
    TrackingTransitions transitions,
    DeliveryLedger ledger,
    TenantDirectory tenants,
    IOptions<TrackingOptions> options,
    ILogger<ExecutionTracker> logger)
{
    private const int Parallelism = 8;

    // What is archived by its age is looked at once more, if that can be done by then.
    private static readonly TimeSpan LastLook = TimeSpan.FromDays(1);

    private static readonly ExecutionListing Nothing = new() { Executions = new Dictionary<string, WorkflowExecution>(StringComparer.Ordinal) };

    /// <returns>What all calls of <see cref="TrackAsync"/> in one tick share.</returns>
    public TrackingLists BeginTick() => new(list, clocks, ledger.Clock, options.Value);

    /// <param name="lists">Of this tick.</param>
    /// <param name="bridge">Whose deliveries they are.</param>
    /// <param name="started">Deliveries whose executions are due to be looked at.</param>
    /// <param name="cancellationToken">The time is up; what was not looked at stays due.</param>
    [SuppressMessage("Design", "CA1031", Justification = "One workflow that cannot be worked on must not stop the others; its items stay due.")]
    public async Task TrackAsync(TrackingLists lists, string bridge, IEnumerable<Delivery> started, CancellationToken cancellationToken)
    {
        foreach (var workflow in started.GroupBy(delivery => (delivery.Tenant, delivery.WorkflowId)))
        {
            var (tenant, workflowId) = workflow.Key;
            List<Delivery> deliveries = [.. workflow];
            using var activity = BridgeTelemetry.Start(BridgeStep.Track, bridge);
            if (deliveries is [var only])
                activity.IsOf(only.DeliveryId);
            else
                activity?.SetTag(BridgeTelemetry.BatchAttribute, deliveries.Count);
            activity?.SetTag("triggerbridge.workflow.id", workflowId);
            try
            {
                await TrackWorkflowAsync(lists, bridge, tenant, workflowId, deliveries, cancellationToken);
            }
            catch (Exception fault) when (fault is not (LedgerUnavailableException or OperationCanceledException))
            {
                activity.Fail(fault.GetType().Name);
                LogFault(workflowId, fault);
            }
        }
    }

    private async Task TrackWorkflowAsync(
        TrackingLists lists, string bridge, string tenant, string workflowId, IReadOnlyList<Delivery> started, CancellationToken cancellationToken)
    {
        if (!tenants.CanBeRead(tenant))
        {
            await ledger.SaveAllAsync(bridge, started, TrackingTransitions.NotFollowed);
            return;
        }

        var now = ledger.Clock.UtcNow;
        // Before any list, which may never come to its end.
        var isOver = started.ToLookup(delivery => now - delivery.ExecutionStartedAt() >= options.Value.ArchivedAfter + LastLook);
        await ledger.SaveAllAsync(bridge, [.. isOver[true]], delivery => transitions.Archived(delivery, now));

        started = [.. isOver[false]];
        var recentSince = now - options.Value.RecentWindow;
        var (recent, older) = (started.Where(IsRecent).ToList(), started.Where(delivery => !IsRecent(delivery)).ToList());
        // A list is read to its empty page, and open ones are listed by status: below that many, asking for each costs less.
        var recentList = recent.Count > 2 ? await lists.RecentAsync(tenant, workflowId, cancellationToken) : Nothing;
        var openList = older.Count > 2 * ExecutionStatus.KnownOpen.Count ? await lists.OpenAsync(tenant, workflowId, cancellationToken) : Nothing;

        // What the lists show needs no call. A failed one is asked for its step.
        var listed = started.Select(delivery => (Delivery: delivery, Execution: ListingOf(delivery).Executions.GetValueOrDefault(delivery.WorkflowExecutionId!)))
            .ToLookup(one => one.Execution is { Status: not ExecutionStatus.Failed });
        await FollowListedAsync(bridge, tenant, workflowId, [.. listed[true].Select(one => (one.Delivery, one.Execution!))]);
        await FollowOthersAsync(tenant, workflowId, [.. listed[false].Select(one => one.Delivery)], ListingOf, now, cancellationToken);

        bool IsRecent(Delivery delivery) => delivery.ExecutionStartedAt() >= recentSince;

        ExecutionListing ListingOf(Delivery delivery) => IsRecent(delivery) ? recentList : openList;
    }

    private async Task FollowListedAsync(string bridge, string tenant, string workflowId, IReadOnlyList<(Delivery Delivery, WorkflowExecution Execution)> listed)
    {
        await lags.RecordAsync(tenant, workflowId, await lags.FirstAsync(listed));
        var statuses = listed.ToDictionary(one => one.Delivery.DeliveryId, one => one.Execution.Status, StringComparer.Ordinal);
        await ledger.SaveAllAsync(bridge, [.. listed.Select(one => one.Delivery)], delivery => Seen(delivery, statuses[delivery.DeliveryId]));
    }

    private async Task FollowOthersAsync(
        string tenant, string workflowId, IReadOnlyList<Delivery> started, Func<Delivery, ExecutionListing> listing, DateTimeOffset askedAt, CancellationToken cancellationToken)
    {
        var first = new ConcurrentBag<Appearance>();
        var unread = new ConcurrentBag<string>();
        try
        {
            await Parallel.ForEachAsync(
                started,
                new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
                async (delivery, stop) =>
                {
                    var answer = await ReadAsync(delivery, listing(delivery), stop);
                    if (answer is IscAnswer<WorkflowExecution>.Found { Value: var execution })
                    {
                        foreach (var appearance in await lags.FirstAsync([(delivery, execution)]))
                            first.Add(appearance);
                    }

                    if (answer is IscAnswer<WorkflowExecution>.Failed or IscAnswer<WorkflowExecution>.Unreachable)
                        unread.Add(answer.Problem);
                    await ledger.SaveAsync(delivery, await NextAsync(delivery, answer, askedAt, stop));
                });
        }
        finally
        {
            // Also when the time is up: a first sight comes once.
            await lags.RecordAsync(tenant, workflowId, first);
            if (unread.TryPeek(out var reason))
                LogUnread(unread.Count, workflowId, reason);
        }
    }

    private Delivery Seen(Delivery delivery, string status)
    {
        var now = ledger.Clock.UtcNow;
        return ExecutionStatus.IsFinal(status) ? transitions.Ended(delivery, status, failure: null, now) : transitions.Open(delivery, now);
    }

    private async Task<IscAnswer<WorkflowExecution>> ReadAsync(Delivery delivery, ExecutionListing listing, CancellationToken cancellationToken)
    {
        var executionId = delivery.WorkflowExecutionId!;
        if (listing.Executions.TryGetValue(executionId, out var execution))
            return new IscAnswer<WorkflowExecution>.Found(execution);
        return listing.Gap is { } gap ? new IscAnswer<WorkflowExecution>.Unreachable(gap) : await isc.GetAsync(delivery.Tenant, executionId, cancellationToken);
    }

    private async Task<Delivery> NextAsync(Delivery delivery, IscAnswer<WorkflowExecution> answer, DateTimeOffset askedAt, CancellationToken cancellationToken)
    {
        var now = ledger.Clock.UtcNow;
        switch (answer)
        {
            case IscAnswer<WorkflowExecution>.Found { Value: { Status: ExecutionStatus.Failed } failed }:
                return await FailedAsync(delivery, failed, cancellationToken);
            case IscAnswer<WorkflowExecution>.Found { Value: var execution }:
                return Seen(delivery, execution.Status);
        }

        // It was not shown when ISC was asked: a pause of this process since then is no part of ISC's lag.
        var next = answer is IscAnswer<WorkflowExecution>.NotFound ? transitions.NotShown(delivery, askedAt) : transitions.Unread(delivery, answer.Problem, now);
        return now - delivery.ExecutionStartedAt() >= options.Value.ArchivedAfter ? transitions.Archived(next with { Work = delivery.Work }, now) : next;
    }

    private async Task<Delivery> FailedAsync(Delivery delivery, WorkflowExecution failed, CancellationToken cancellationToken)
    {
        var history = await isc.HistoryAsync(delivery.Tenant, failed.Id, cancellationToken);
        var now = ledger.Clock.UtcNow;
        return history switch
        {
            IscAnswer<ExecutionHistory>.Found found => transitions.Ended(delivery, failed.Status, found.Value.Failure, now),
            IscAnswer<ExecutionHistory>.NotFound => transitions.Ended(delivery, failed.Status, failure: null, now),
            // The step is worth another look, for a day.
            _ when now - (failed.CloseTime ?? delivery.ExecutionStartedAt()) < TimeSpan.FromDays(1) => transitions.Unread(delivery, history.Problem, now),
            _ => transitions.Ended(delivery, failed.Status, failure: null, now),
        };
    }

    [LoggerMessage(LogLevel.Warning, "{Count} executions of workflow {WorkflowId} cannot be read now and are looked at later: {Reason}")]
    private partial void LogUnread(int count, string workflowId, string reason);

    [LoggerMessage(LogLevel.Error, "Executions of workflow {WorkflowId} could not be followed; they stay due")]
    private partial void LogFault(string workflowId, Exception fault);
}

/// <summary>The lists that one tick reads: at most two of each workflow, however many of its deliveries are due.</summary>
internal sealed class TrackingLists(IExecutionList list, IscClocks clocks, LedgerClock clock, TrackingOptions options)
{
    // Bridges that share a workflow are followed side by side.
    private readonly ConcurrentDictionary<(string Tenant, string WorkflowId, bool Recent), Lazy<Task<ExecutionListing>>> _read = new();

    /// <summary>All that began lately, whatever its status.</summary>
    public Task<ExecutionListing> RecentAsync(string tenant, string workflowId, CancellationToken cancellationToken) =>
        OnceAsync((tenant, workflowId, Recent: true), () => list.ReadAsync(
            tenant, Query(tenant, workflowId, options.RecentWindow, status: null), cancellationToken));

    /// <summary>All that is open, whenever it began. What is not in it has ended, or has a status that nobody has heard of.</summary>
    public Task<ExecutionListing> OpenAsync(string tenant, string workflowId, CancellationToken cancellationToken) =>
        OnceAsync((tenant, workflowId, Recent: false), async () =>
        {
            var open = new Dictionary<string, WorkflowExecution>(StringComparer.Ordinal);
            foreach (var status in ExecutionStatus.KnownOpen)
            {
                var listing = await list.ReadAsync(tenant, Query(tenant, workflowId, options.ArchivedAfter, status), cancellationToken);
                foreach (var (id, execution) in listing.Executions)
                    open[id] = execution;
                if (!listing.IsWhole)
                    return new ExecutionListing { Executions = open, Gap = listing.Gap };
            }

            return new ExecutionListing { Executions = open };
        });

    private ExecutionQuery Query(string tenant, string workflowId, TimeSpan length, string? status)
    {
        var now = clock.UtcNow + clocks.AheadOfLedger(tenant);
        return new ExecutionQuery
        {
            WorkflowId = workflowId,
            From = now - length - options.WindowMargin,
            To = now + options.WindowMargin,
            Status = status,
        };
    }

    private Task<ExecutionListing> OnceAsync((string Tenant, string WorkflowId, bool Recent) key, Func<Task<ExecutionListing>> read) =>
        _read.GetOrAdd(key, static (_, read) => new Lazy<Task<ExecutionListing>>(read), read).Value;
}

/// <summary>
/// The first sight of an execution that the bridge itself started: stored as known, without its history, and a measure of how late ISC
/// shows what it has started.
/// </summary>
internal sealed class VisibilityLagRecorder(ExecutionRecords records, WorkflowRecords workflows, BridgeCatalog bridges, LedgerClock clock, IOptions<TrackingOptions> options)
{
    private static readonly TimeSpan RecordedSoon = TimeSpan.FromSeconds(5);

    /// <param name="seen">Deliveries of one workflow, and what ISC shows of their executions.</param>
    /// <returns>Of those that were not seen before.</returns>
    public async Task<IReadOnlyList<Appearance>> FirstAsync(IReadOnlyList<(Delivery Delivery, WorkflowExecution Execution)> seen)
    {
        var ours = seen.Where(one => one.Delivery.Starter is not null).Select(one => (one.Delivery, one.Execution, Record: RecordOf(one.Delivery, one.Execution))).ToList();
        var added = (await records.AddAsync([.. ours.Select(one => one.Record)])).ToHashSet();
        return [.. ours.Where(one => added.Contains(one.Record)).Select(one => AppearanceOf(one.Delivery, one.Execution))];
    }

    /// <summary>Keeps what first sights say about their workflow.</summary>
    public async Task RecordAsync(string tenant, string workflowId, IReadOnlyCollection<Appearance> first)
    {
        if (first.Count == 0)
            return;

        var lags = first.Select(appearance => appearance.Lag).OfType<TimeSpan>().ToList();
        var latest = first.Select(appearance => appearance.Own).OfType<OwnExecution>().MaxBy(own => own.StartTime);
        await workflows.UpdateAsync(tenant, workflowId, record => record with
        {
            Lags = record.Lags.With(lags, clock.UtcNow),
            LatestOwn = latest is null || latest.StartTime < record.LatestOwn?.StartTime ? record.LatestOwn : latest,
        });
    }

    private static KnownExecution RecordOf(Delivery delivery, WorkflowExecution execution) => new()
    {
        WorkflowId = delivery.WorkflowId,
        ExecutionId = execution.Id,
        StartTime = execution.StartTime,
        Own = new Correlation(delivery.DeliveryId, delivery.Starter!.Number),
        Bridge = delivery.Bridge,
    };

    private Appearance AppearanceOf(Delivery delivery, WorkflowExecution execution)
    {
        var own = execution.StartTime is { } startTime && Correlates(delivery) ? new OwnExecution(execution.Id, delivery.DeliveryId, startTime) : null;
        return new Appearance(LagOf(delivery, delivery.Starter!), own);
    }

    // From ISC's answer to now. Before its outcome came on record, since it was due, or since a look that ISC did not answer, it may have been
    // shown long ago.
    private TimeSpan? LagOf(Delivery delivery, Attempt attempt)
    {
        var now = clock.UtcNow;
        if (attempt is not { HttpStatus: >= 200 and < 300, DurationMs: { } duration } || delivery.Work is not { Kind: WorkKind.Track, Due: var due })
            return null;
        var answeredAt = attempt.StartedAt + TimeSpan.FromMilliseconds(duration);
        var wasLookedAt = delivery.Reason == TrackingTransitions.NotShownYet;
        var wasRecordedSoon = delivery.Reason is null && due - answeredAt <= options.Value.TrackRecentEvery + RecordedSoon;
        return (wasLookedAt || wasRecordedSoon) && now - due <= options.Value.TrackRecentEvery ? now - answeredAt : null;
    }

    // Only what names its delivery can prove that deliveries are found by their names.
    private bool Correlates(Delivery delivery) => bridges.TryFind(delivery.Bridge, out var bridge) && bridge.Workflow.Correlate;
}

/// <summary>The first sight of one of our executions.</summary>
/// <param name="Lag">How long after ISC's answer; null where nothing can be said.</param>
/// <param name="Own">Null where it does not name its delivery.</param>
internal sealed record Appearance(TimeSpan? Lag, OwnExecution? Own);
