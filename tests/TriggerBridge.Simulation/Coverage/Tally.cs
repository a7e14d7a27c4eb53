namespace TriggerBridge.Simulation.Coverage;

/// <summary>How often each thing happened, over all runs.</summary>
internal sealed class Tally
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Counts => _counts;

    public void Count(string what, long times = 1) => _counts[what] = _counts.GetValueOrDefault(what) + times;

    public void Add(Tally other)
    {
        foreach (var (what, count) in other._counts)
            Count(what, count);
    }
}
