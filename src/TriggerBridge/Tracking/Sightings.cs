using Microsoft.Extensions.Options;
using TriggerBridge.Attempts;
using TriggerBridge.Bridges;
using TriggerBridge.Executions;
using TriggerBridge.Ledger;
using TriggerBridge.SailPoint.Api.Models;

namespace TriggerBridge.Tracking;

/// <summary>
/// The first sight of an execution that the bridge itself started: stored as known, without its history, and a measure of how late ISC
/// shows what it has started.
/// </summary>
internal sealed class Sightings(ExecutionRecords records, WorkflowRecords workflows, BridgeCatalog bridges, LedgerClock clock, IOptions<TrackingOptions> options)
{
    private static readonly TimeSpan RecordedSoon = TimeSpan.FromSeconds(5);

    /// <returns>Null if it was seen before.</returns>
    public async ValueTask<Sighting?> FirstAsync(Delivery delivery, WorkflowExecution execution)
    {
        if (delivery.Starter is not { } attempt || !await AddAsync(delivery, attempt, execution))
            return null;
        var own = execution.StartTime is { } startTime && Correlates(delivery) ? new OwnExecution(execution.Id, delivery.DeliveryId, startTime) : null;
        return new Sighting(LagOf(delivery, attempt), own);
    }

    /// <summary>Keeps what first sights say about their workflow.</summary>
    public async Task RecordAsync(string tenant, string workflowId, IReadOnlyCollection<Sighting> sightings)
    {
        if (sightings.Count == 0)
            return;

        var lags = sightings.Select(sighting => sighting.Lag).OfType<TimeSpan>().ToList();
        var latest = sightings.Select(sighting => sighting.Own).OfType<OwnExecution>().MaxBy(own => own.StartTime);
        await workflows.UpdateAsync(tenant, workflowId, record => record with
        {
            Lags = record.Lags.With(lags, clock.UtcNow),
            LatestOwn = latest is null || latest.StartTime < record.LatestOwn?.StartTime ? record.LatestOwn : latest,
        });
    }

    private ValueTask<bool> AddAsync(Delivery delivery, Attempt attempt, WorkflowExecution execution) =>
        records.AddAsync(new KnownExecution
        {
            WorkflowId = delivery.WorkflowId,
            ExecutionId = execution.Id,
            StartTime = execution.StartTime,
            Own = new Correlation(delivery.DeliveryId, attempt.Number),
            Bridge = delivery.Bridge,
        });

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
internal sealed record Sighting(TimeSpan? Lag, OwnExecution? Own);
