using System.Diagnostics.CodeAnalysis;

namespace TriggerBridge.Dispatch;

/// <summary>Randomness that spreads load; nothing secret depends on it.</summary>
internal sealed class Jitter(Random random)
{
    /// <summary>In [0, 1).</summary>
    [SuppressMessage("Security", "CA5394", Justification = "It spreads load; nothing secret depends on it.")]
    public double Next() => random.NextDouble();
}
