using TriggerBridge.Simulator.Configuration;
using TriggerBridge.Simulator.Operations;

namespace TriggerBridge.Simulator.Faults;

/// <summary>The faults that are set, in their order. One that is used up leaves the list.</summary>
internal sealed class FaultList(SimulatorOptions options)
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _faults = [];
    private readonly SeededRandom _chances = new(options.Seed);

    // Read without the lock: most runs have no faults, and execute asks twice per request.
    private volatile bool _isEmpty = true;

    public bool IsEmpty => _isEmpty;

    /// <summary>The effect of the first fault that matches and fires, which counts against its times; null without one.</summary>
    public FaultEffect? Take(Operation operation, string? workflowId)
    {
        if (_isEmpty)
            return null;

        lock (_gate)
        {
            var fault = _faults.Find(each => each.Matches(operation, workflowId) && each.TryFire(_chances));
            if (fault is { IsUsedUp: true })
                _faults.Remove(fault);
            _isEmpty = _faults.Count == 0;
            return fault?.Effect;
        }
    }

    public void Append(IEnumerable<Fault> faults)
    {
        lock (_gate)
        {
            _faults.AddRange(faults);
            _isEmpty = _faults.Count == 0;
        }
    }

    public FaultSpec[] Specs()
    {
        lock (_gate)
            return [.. _faults.Select(fault => fault.Spec)];
    }

    public void Clear()
    {
        lock (_gate)
        {
            _faults.Clear();
            _isEmpty = true;
        }
    }
}
