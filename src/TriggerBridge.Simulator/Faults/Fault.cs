using TriggerBridge.Simulator.Configuration;
using TriggerBridge.Simulator.Operations;

namespace TriggerBridge.Simulator.Faults;

/// <summary>A fault that is set, with what is left of its <c>times</c>. Guarded by the list it stands in.</summary>
internal sealed class Fault(FaultSpec spec, FaultEffect effect)
{
    private int? _remaining = spec.Times;

    public FaultEffect Effect => effect;

    public bool IsUsedUp => _remaining == 0;

    /// <summary>As it was posted, with the remaining times.</summary>
    public FaultSpec Spec => spec with { Times = _remaining };

    public bool Matches(Operation operation, string? workflowId) =>
        spec.On == operation && (spec.WorkflowId is null || string.Equals(spec.WorkflowId, workflowId, StringComparison.Ordinal));

    public bool TryFire(SeededRandom chances)
    {
        if (spec.Probability is { } probability && !chances.Happens(probability))
            return false;
        _remaining--;
        return true;
    }
}
