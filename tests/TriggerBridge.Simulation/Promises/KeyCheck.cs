using TriggerBridge.Ledger;
using TriggerBridge.Simulation.World;

namespace TriggerBridge.Simulation.Promises;

/// <summary>What must hold of deliveries that are held against each other: none overtakes another of its key, no two run at once, the newest is sent, and what says nothing new is not.</summary>
internal sealed class KeyCheck(SimulatedWorld world)
{
    // Clocks, and how long a write may take.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(3);

    private readonly Dictionary<Id, Delivery> _now = [];
    private readonly Dictionary<(string Bridge, string Key), List<Id>> _lines = [];
    private readonly Dictionary<(string Bridge, string Key), List<Id>> _newest = [];
    private readonly Dictionary<string, (string Value, DateTimeOffset At)> _values = new(StringComparer.Ordinal);

    /// <summary>The dead letters that hold their lines, or may.</summary>
    public IEnumerable<Id> Holding() => _now.Where(each => each.Value is { Status: DeliveryStatus.DeadLettered, Line: not null, LeftLine: false, Work: null }).Select(each => each.Key);

    public void Moved(Id id, Delivery delivery, bool isNew)
    {
        _now[id] = delivery;
        if (!isNew)
            return;
        if (delivery.Line is { } line)
            Add(_lines, (id.Bridge, line.Key), id);
        if (delivery.Newest is { } newest)
            Add(_newest, (id.Bridge, newest), id);
        if (id.Bridge == SimulatedBridges.Changes && delivery.Status != DeliveryStatus.DeadLettered)
            CheckUnchanged(id, delivery);
    }

    public void Forget(Id id) => _now.Remove(id);

    public void Claimed(Id id, Delivery delivery)
    {
        if (delivery.NotBefore is { } notBefore && world.Time.GetUtcNow() < notBefore - TimeSpan.FromSeconds(10))
            world.Violated("what is delayed is not sent before", $"{id} is claimed, and is to wait until {notBefore:T}");
        if (delivery.Line is { } line)
            CheckLine(id, delivery, _lines[(id.Bridge, line.Key)]);
        if (delivery is { Newest: { } newest, AttemptCount: 1, Replays.Count: 0 })
            CheckNewest(id, _newest[(id.Bridge, newest)]);
    }

    /// <summary>In the end.</summary>
    public void Check()
    {
        foreach (var ids in _newest.Values)
        {
            if (ids[^1] is var last && _now.TryGetValue(last, out var delivery) && delivery is { Status: DeliveryStatus.Filtered, Replays.Count: 0 })
                world.Violated("the newest of a key is sent", $"{last}: {delivery.Reason}");
        }
    }

    private void CheckLine(Id id, Delivery delivery, List<Id> ids)
    {
        foreach (var other in ids.Where(other => other != id && _now.ContainsKey(other)))
        {
            if (IsUnderWay(_now[other]))
                world.Violated("no two of a key are under way at once", $"{id} is claimed while {other} is {_now[other].Status}");
        }

        // What is replayed has a new place.
        if (delivery.Replays.Count > 0)
            return;
        foreach (var earlier in ids.TakeWhile(other => other != id).Where(other => _now.TryGetValue(other, out var before) && before.Replays.Count == 0 && !LineRow.IsTurnOver(before)))
            world.Violated("none of a key overtakes another", $"{id} is claimed before {earlier}, which is {_now[earlier].Status}");
    }

    private void CheckNewest(Id id, List<Id> ids)
    {
        foreach (var later in ids.SkipWhile(other => other != id).Skip(1).Where(other => _now.TryGetValue(other, out var after) && after.Replays.Count == 0))
            world.Violated("only the newest of a key is sent", $"{id} is claimed, and {later} is newer");
    }

    private void CheckUnchanged(Id id, Delivery delivery)
    {
        var (key, value) = delivery.EventType!.Split('/') is [var first, var second] ? (first, second) : throw new InvalidOperationException("Its type is no key and value.");
        var now = world.Time.GetUtcNow();
        var isKnown = _values.TryGetValue(key, out var last);
        var isUnchanged = isKnown && last.Value == value && now < last.At + SimulatedBridges.Memory;
        var isFiltered = delivery.Status == DeliveryStatus.Filtered;
        if (isFiltered != isUnchanged && !(isKnown && (now - last.At - SimulatedBridges.Memory).Duration() < Tolerance))
            world.Violated("what says nothing new starts nothing, and all else does", $"{id}: {delivery.Status} with {value}, before that {last.Value}");
        if (!isFiltered)
            _values[key] = (value, now);
    }

    private static bool IsUnderWay(Delivery delivery) => delivery.Status switch
    {
        DeliveryStatus.Dispatching or DeliveryStatus.InDoubt => true,
        DeliveryStatus.RetryScheduled => delivery.Work?.Kind != WorkKind.Wait && delivery.AttemptsSinceReplay > 0,
        DeliveryStatus.Started => delivery.Line is { UntilEnd: true } && !delivery.IsOver,
        _ => false,
    };

    // Past its retention it is a new event.
    private static void Add(Dictionary<(string Bridge, string Key), List<Id>> all, (string Bridge, string Key) key, Id id)
    {
        if (!all.TryGetValue(key, out var ids))
            all[key] = ids = [];
        ids.Remove(id);
        ids.Add(id);
    }
}
