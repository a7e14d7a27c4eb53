namespace TriggerBridge.Simulator.Triggers;

/// <summary>All invocations since the start or the last clearing, in the order in which they were sent.</summary>
internal sealed class InvocationStore
{
    private readonly Lock _gate = new();
    private readonly OrderedDictionary<string, Invocation> _invocations = new(StringComparer.Ordinal);

    public IReadOnlyList<Invocation> All()
    {
        lock (_gate)
            return [.. _invocations.Values];
    }

    public Invocation? Find(string id)
    {
        lock (_gate)
            return _invocations.GetValueOrDefault(id);
    }

    public void Add(Invocation invocation)
    {
        lock (_gate)
            _invocations.Add(invocation.Id, invocation);
    }

    public void Clear()
    {
        lock (_gate)
            _invocations.Clear();
    }
}
