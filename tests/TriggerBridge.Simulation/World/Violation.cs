using System.Diagnostics.CodeAnalysis;

namespace TriggerBridge.Simulation.World;

/// <summary>A promise that did not hold.</summary>
[SuppressMessage("Design", "CA1032", Justification = "It always says which.")]
internal sealed class Violation(string promise, string seen) : Exception($"{promise}: {seen}")
{
    public string Promise => promise;
}
