using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TriggerBridge.Bridges;
using TriggerBridge.Drift;
using TriggerBridge.Ledger;

namespace TriggerBridge.Flows.Operations;

/// <summary>A person asks what has changed in the events of a bridge, and says that it is as it should be.</summary>
public sealed partial class DriftOperations
{
    private const int MostPathsInShort = 10;

    private readonly BridgeCatalog _bridges;
    private readonly DriftTable _table;
    private readonly ShapeStore _store;
    private readonly ShapeWatch _shapes;
    private readonly DriftOptions _options;
    private readonly ILogger<DriftOperations> _logger;

    internal DriftOperations(BridgeCatalog bridges, DriftTable table, ShapeStore store, ShapeWatch shapes, IOptions<DriftOptions> options, ILogger<DriftOperations> logger)
    {
        _bridges = bridges;
        _table = table;
        _store = store;
        _shapes = shapes;
        _options = options.Value;
        _logger = logger;
    }

    /// <param name="since">What changed earlier is left out.</param>
    /// <returns>Null where there is no such bridge.</returns>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    public async Task<EventDriftReport?> ReadAsync(string name, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var (isKnown, bridge) = Find(name);
        if (!isKnown) return null;
        // So that nobody waits for what this instance knows already.
        await _shapes.WriteAsync();
        var shapes = await _table.ListAsync(name, cancellationToken);
        return new EventDriftReport(name, bridge?.Workflow.Tenant, bridge?.Workflow.Id, _options.DriftInterval > TimeSpan.Zero, [.. shapes.Select(each => Of(bridge, each.Key, each.Shape, since)).OrderBy(each => each.EventType, StringComparer.Ordinal).ThenByDescending(each => each.PassesFilter)])
        {
            Input = [.. bridge?.UsualInput.Leaves.Select(leaf => new InputName(leaf.Steps, leaf.IsOpen)) ?? []],
        };
    }

    /// <returns>What is left, which is nothing; null where there is no such bridge.</returns>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    public async Task<EventDriftReport?> AcceptAsync(string name, string by, CancellationToken cancellationToken)
    {
        if (!Find(name).IsKnown) return null;
        await _shapes.WriteAsync();
        await _store.AcceptAsync(name, cancellationToken);
        LogAccepted(name, by);
        return await ReadAsync(name, since: default, cancellationToken);
    }

    /// <summary>Forgets bridges that have not been configured for a while.</summary>
    public async Task PurgeAsync(CancellationToken cancellationToken) => await _store.PurgeAsync(_bridges.IsConfigured, cancellationToken);

    /// <summary>By bridge, what has changed that it reads.</summary>
    internal async Task<Dictionary<string, DriftState>> SummarizeAsync(CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, DriftState>(StringComparer.Ordinal);
        foreach (var bridge in (await _table.ListTouchingAsync(cancellationToken)).GroupBy(each => each.Key.Bridge, StringComparer.Ordinal))
        {
            if (!_bridges.TryFind(bridge.Key, out var now)) continue;
            var paths = bridge.SelectMany(each => each.Shape.Changes.Where(change => change.Touched(EventReads.Of(now, each.Key.Source)).Count > 0)).Select(change => ShapeSteps.TextOf(change.Steps)).ToList();
            if (paths.Count > 0) all.Add(bridge.Key, new DriftState(paths.Count, [.. paths.Distinct(StringComparer.Ordinal).Take(MostPathsInShort)]));
        }

        return all;
    }

    // One whose file has errors is known as well, and reads nothing.
    private (bool IsKnown, Bridge? Bridge) Find(string name) => _bridges.TryFind(name, out var bridge) ? (true, bridge) : (_bridges.IsUnready(name), null);

    private static EventTypeReport Of(Bridge? bridge, ShapeKey key, EventShape shape, DateTimeOffset since)
    {
        var reads = bridge is null ? [] : EventReads.Of(bridge, key.Source);
        return new EventTypeReport(
            key.EventType, key.Source, key.IsWanted, shape.Events, shape.PassedOver, shape.FirstAt, shape.LastAt, shape.Paths, shape.IsFull, shape.AcceptedAt,
            [.. shape.Changes.Where(change => change.At >= since).Select(change => ChangeReport.Of(change, reads)).OrderByDescending(change => change.Touches.Count > 0).ThenBy(change => change.Path, StringComparer.Ordinal)]);
    }

    [LoggerMessage(LogLevel.Information, "What the events of bridge {Bridge} look like now is accepted as usual (by {By})")]
    private partial void LogAccepted(string bridge, string by);
}
