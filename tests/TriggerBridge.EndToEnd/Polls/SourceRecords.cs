using System.Globalization;

namespace TriggerBridge.EndToEnd.Polls;

/// <summary>Records that change, each change a new version.</summary>
internal sealed class SourceRecords
{
    private readonly string _name;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Record> _all = new(StringComparer.Ordinal);
    private Record[]? _sorted;
    private int _changes;

    /// <param name="name">Part of each id: two bridges never have the same one.</param>
    public SourceRecords(string name, int count)
    {
        _name = name;
        var start = TimeProvider.System.GetUtcNow().AddHours(-2);
        for (var i = 0; i < count; i++) Put(IdOf(i), start.AddMilliseconds(i * 100 % 3_600_000));
    }

    /// <summary>What stands there now, as <c>id/version</c>.</summary>
    public IReadOnlyList<string> States
    {
        get
        {
            lock (_lock) return [.. _all.Values.Select(record => string.Create(CultureInfo.InvariantCulture, $"{record.Id}/{record.Version}"))];
        }
    }

    /// <summary>Whether a state, such as <c>id/version</c>, stands there or once did.</summary>
    public bool Had(string state)
    {
        lock (_lock)
            return state.Split('/') is [var id, var version] && _all.TryGetValue(id, out var record) && int.Parse(version, CultureInfo.InvariantCulture) is var number && number >= 1 && number <= record.Version;
    }

    public void Put(string id) => Put(id, TimeProvider.System.GetUtcNow());

    /// <summary>Changes so many of them, here and there.</summary>
    public void Change(int count)
    {
        lock (_lock)
        {
            var records = _all.Count;
            for (var i = 0; i < count; i++) Put(IdOf(++_changes * 7919 % records));
        }
    }

    /// <summary>As JSON, the longest unchanged first.</summary>
    public (IReadOnlyList<string> Items, bool HasMore) Page(DateTimeOffset since, int start, int size)
    {
        lock (_lock)
        {
            _sorted ??= [.. _all.Values.OrderBy(record => record.Changed).ThenBy(record => record.Id, StringComparer.Ordinal)];
            var first = FirstSince(_sorted, since) + start;
            var page = _sorted.Skip(first).Take(size).Select(record => record.ToJson()).ToList();
            return (page, first + page.Count < _sorted.Length);
        }
    }

    private static int FirstSince(Record[] sorted, DateTimeOffset since)
    {
        var first = Array.FindIndex(sorted, record => record.Changed >= since);
        return first < 0 ? sorted.Length : first;
    }

    private void Put(string id, DateTimeOffset changed)
    {
        lock (_lock)
        {
            _all[id] = new Record(id, _all.TryGetValue(id, out var record) ? record.Version + 1 : 1, changed);
            _sorted = null;
        }
    }

    private string IdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{_name}-{number}");

    private sealed record Record(string Id, int Version, DateTimeOffset Changed)
    {
        public string ToJson() => string.Create(
            CultureInfo.InvariantCulture, $$"""{"id":"{{Id}}","v":{{Version}},"changed":"{{Changed.UtcDateTime:O}}","text":"a record of some length, as they are"}""");
    }
}
