using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;

namespace TriggerBridge.Drift;

/// <summary>What all instances together know of the bridges' events: each counts what it has seen into it, and whoever finds a change reports it.</summary>
internal sealed partial class ShapeStore(DriftTable table, LedgerTables ledger, LedgerClock clock, NewId newId, ILogger<ShapeStore> logger)
{
    private const int MostTypes = 100;

    private static readonly TimeSpan KeptAfterwards = TimeSpan.FromDays(7);

    /// <param name="news">Oldest first; they are not changed.</param>
    /// <exception cref="LedgerUnavailableException">They are not counted.</exception>
    public async Task AddAsync(Bridge bridge, ShapeKey key, IReadOnlyList<EventShape> news)
    {
        var (reads, writeId) = (EventReads.Of(bridge, key.Source), newId());
        List<(ShapeChange Change, IReadOnlyList<EventRead> Touched)> unreported = [];
        // So that the bridge is known to those who clear up.
        await ledger.RegisterAsync(bridge.Name, CancellationToken.None);
        while (true)
        {
            var (known, etag, writer) = await table.ReadAsync(key);
            // The answer to our own write was lost.
            if (writer == writeId) break;
            if (known is null && key.EventType != ShapeKey.OtherTypes && await table.CountAsync(bridge.Name) >= MostTypes)
            {
                key = key with { EventType = ShapeKey.OtherTypes };
                continue;
            }

            var shape = known ?? new EventShape();
            foreach (var each in news) ShapeMerge.Run(shape, each, clock.UtcNow);
            // Events of several types together are not alike.
            if (key.EventType == ShapeKey.OtherTypes) shape.Changes.Clear();
            (var touching, unreported) = Judge(shape, reads);
            if (await table.TryWriteAsync(key, shape, touching, writeId, etag)) break;
        }

        foreach (var (change, touched) in unreported) Report(key, change, touched);
    }

    /// <summary>What a bridge's events are now counts as usual.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    public async Task AcceptAsync(string bridge, CancellationToken cancellationToken)
    {
        foreach (var (key, summary) in await table.ListAsync(bridge, cancellationToken))
        {
            while (summary.Changes.Count > 0 && await table.ReadAsync(key) is ({ } shape, { } etag, _))
            {
                shape.Accept(clock.UtcNow);
                if (await table.TryWriteAsync(key, shape, isTouching: false, newId(), etag)) break;
            }
        }
    }

    /// <summary>Deletes what is kept of bridges that have not been configured for a week.</summary>
    public Task<int> PurgeAsync(Func<string, bool> isConfigured, CancellationToken cancellationToken) =>
        table.PurgeAsync(bridge => !isConfigured(bridge), clock.UtcNow - KeptAfterwards, cancellationToken);

    private (bool IsTouching, List<(ShapeChange Change, IReadOnlyList<EventRead> Touched)> Unreported) Judge(EventShape shape, IReadOnlyList<EventRead> reads)
    {
        var touching = shape.Changes.Select(change => (Change: change, Touched: change.Touched(reads))).Where(each => each.Touched.Count > 0).ToList();
        var unreported = touching.Where(each => each.Change.ReportedAt is null).ToList();
        foreach (var (change, _) in unreported) change.ReportedAt = clock.UtcNow;
        return (touching.Count > 0, unreported);
    }

    private void Report(ShapeKey key, ShapeChange change, IReadOnlyList<EventRead> touched) =>
        LogDrift(key.Bridge, key.EventType.Length == 0 ? "none" : key.EventType, ChangeText.Of(change), string.Join(", ", touched.Select(read => read.At).Distinct(StringComparer.Ordinal)));

    [LoggerMessage(EventId = 1601, EventName = "EventDrift", Level = LogLevel.Warning, Message = "The events of bridge {Bridge} (type {EventType}) have changed: {Change}. It is read at {Reads}: 'triggerbridge bridges drift {Bridge}' says more")]
    private partial void LogDrift(string bridge, string eventType, string change, string reads);
}
