using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TriggerBridge.Attempts;
using TriggerBridge.Ledger;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.Tenants;

namespace TriggerBridge.Tracking;

/// <summary>Follows the due executions of one workflow: by lists where they are many, and by one get for each that no list shows.</summary>
internal sealed partial class WorkflowTracking(
    IscReads isc,
    VisibilityLagRecorder lags,
    TrackingTransitions transitions,
    DeliveryLedger ledger,
    TenantDirectory tenants,
    IOptions<TrackingOptions> options,
    ILogger<WorkflowTracking> logger)
{
    private const int Parallelism = 8;

    // What is archived by its age is looked at once more, if that can be done by then.
    private static readonly TimeSpan LastLook = TimeSpan.FromDays(1);

    private static readonly ExecutionListing Nothing = new() { Executions = new Dictionary<string, WorkflowExecution>(StringComparer.Ordinal) };

    public async Task TrackAsync(
        TrackingLists lists, string tenant, string workflowId, IReadOnlyList<Delivery> started, CancellationToken cancellationToken)
    {
        if (!tenants.CanBeRead(tenant))
        {
            foreach (var delivery in started)
                await SaveAsync(delivery, TrackingTransitions.NotFollowed(delivery));
            return;
        }

        var now = ledger.Clock.UtcNow;
        // Before any list, which may never come to its end.
        var isOver = started.ToLookup(delivery => now - delivery.ExecutionStartedAt() >= options.Value.ArchivedAfter + LastLook);
        foreach (var delivery in isOver[true])
            await SaveAsync(delivery, transitions.Archived(delivery, now));

        started = [.. isOver[false]];
        var recentSince = now - options.Value.RecentWindow;
        var (recent, older) = (started.Where(IsRecent).ToList(), started.Where(delivery => !IsRecent(delivery)).ToList());
        // A list is read to its empty page, and open ones are listed by status: below that many, asking for each costs less.
        var recentList = recent.Count > 2 ? await lists.RecentAsync(tenant, workflowId, cancellationToken) : Nothing;
        var openList = older.Count > 2 * ExecutionStatus.KnownOpen.Count ? await lists.OpenAsync(tenant, workflowId, cancellationToken) : Nothing;

        await FollowAsync(tenant, workflowId, started, delivery => IsRecent(delivery) ? recentList : openList, now, cancellationToken);

        bool IsRecent(Delivery delivery) => delivery.ExecutionStartedAt() >= recentSince;
    }

    private async Task FollowAsync(
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
                    var observation = await ObserveAsync(delivery, listing(delivery), stop);
                    if (observation is Observation.Shown { Execution: var execution } && await lags.FirstAsync(delivery, execution) is { } appearance)
                        first.Add(appearance);
                    if (observation is Observation.Unread away)
                        unread.Add(away.Reason);
                    await SaveAsync(delivery, await NextAsync(delivery, observation, askedAt, stop));
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

    private async Task<Observation> ObserveAsync(Delivery delivery, ExecutionListing listing, CancellationToken cancellationToken)
    {
        var executionId = delivery.WorkflowExecutionId!;
        if (listing.Executions.TryGetValue(executionId, out var execution))
            return new Observation.Shown(execution);
        return listing.Gap is { } gap ? new Observation.Unread(gap) : Observation.At(await isc.GetAsync(delivery.Tenant, executionId, cancellationToken));
    }

    private async Task<Delivery> NextAsync(Delivery delivery, Observation observation, DateTimeOffset askedAt, CancellationToken cancellationToken)
    {
        var now = ledger.Clock.UtcNow;
        switch (observation)
        {
            case Observation.Shown { Execution: { Status: ExecutionStatus.Failed } failed }:
                return await FailedAsync(delivery, failed, cancellationToken);
            case Observation.Shown shown when ExecutionStatus.IsFinal(shown.Execution.Status):
                return transitions.Ended(delivery, shown.Execution.Status, failure: null, now);
            case Observation.Shown:
                return transitions.Open(delivery, now);
        }

        // It was not shown when ISC was asked: a pause of this process since then is no part of ISC's lag.
        var next = observation is Observation.Unread unread ? transitions.Unread(delivery, unread.Reason, now) : transitions.NotShown(delivery, askedAt);
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
            // The step is worth another observation, for a day.
            _ when now - (failed.CloseTime ?? delivery.ExecutionStartedAt()) < TimeSpan.FromDays(1) => transitions.Unread(delivery, history.Problem, now),
            _ => transitions.Ended(delivery, failed.Status, failure: null, now),
        };
    }

    // Whoever was overtaken has nothing to add: the newer state has its own work item.
    private Task<SaveResult> SaveAsync(Delivery before, Delivery after) => ledger.SaveAsync(before, after, CancellationToken.None);

    [LoggerMessage(LogLevel.Warning, "{Count} executions of workflow {WorkflowId} cannot be read now and are looked at later: {Reason}")]
    private partial void LogUnread(int count, string workflowId, string reason);
}

/// <summary>What a look at one execution came to.</summary>
internal abstract record Observation
{
    private Observation()
    {
    }

    public sealed record Shown(WorkflowExecution Execution) : Observation;

    /// <summary>ISC does not know it: not visible yet, or archived.</summary>
    public sealed record NotShown : Observation;

    /// <summary>ISC could not be asked now.</summary>
    public sealed record Unread(string Reason) : Observation;

    public static Observation At(IscAnswer<WorkflowExecution> answer) => answer switch
    {
        IscAnswer<WorkflowExecution>.Found found => new Shown(found.Value),
        IscAnswer<WorkflowExecution>.NotFound => new NotShown(),
        _ => new Unread(answer.Problem),
    };
}
