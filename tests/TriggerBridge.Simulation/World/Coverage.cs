namespace TriggerBridge.Simulation.World;

/// <summary>How often each thing happened, over all runs.</summary>
internal sealed class Coverage
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Counts => _counts;

    public void Count(string what) => _counts[what] = _counts.GetValueOrDefault(what) + 1;

    public void Add(Coverage other)
    {
        foreach (var (what, count) in other._counts)
            _counts[what] = _counts.GetValueOrDefault(what) + count;
    }
}
