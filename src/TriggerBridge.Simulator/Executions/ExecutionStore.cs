namespace TriggerBridge.Simulator.Executions;

/// <summary>All executions since the start or the last clearing, in memory.</summary>
internal sealed class ExecutionStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Execution> _byId = new(StringComparer.Ordinal);
    private readonly List<Execution> _oldestFirst = [];

    public void Add(Execution execution)
    {
        lock (_gate)
        {
            _byId.Add(execution.Id, execution);
            _oldestFirst.Add(execution);
        }
    }

    public Execution? Find(string id)
    {
        lock (_gate)
            return _byId.GetValueOrDefault(id);
    }

    public IReadOnlyList<Execution> OldestFirst()
    {
        lock (_gate)
            return [.. _oldestFirst];
    }

    public ExecutionPage PageNewestFirst(Func<Execution, bool> isWanted, int offset, int limit)
    {
        var page = new List<Execution>();
        var total = 0;
        lock (_gate)
        {
            for (var index = _oldestFirst.Count - 1; index >= 0; index--)
            {
                if (!isWanted(_oldestFirst[index]))
                    continue;
                if (total++ >= offset && page.Count < limit)
                    page.Add(_oldestFirst[index]);
            }
        }

        return new ExecutionPage(page, total);
    }

    public void Clear()
    {
        lock (_gate)
        {
            _byId.Clear();
            _oldestFirst.Clear();
        }
    }
}

/// <summary>A part of a list, and how many the whole list has.</summary>
internal sealed record ExecutionPage(IReadOnlyList<Execution> Executions, int Total);
