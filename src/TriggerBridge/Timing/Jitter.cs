using System.Diagnostics.CodeAnalysis;

namespace TriggerBridge.Timing;

/// <summary>Randomness that spreads load; nothing secret depends on it.</summary>
internal sealed class Jitter(Random random)
{
    private readonly Lock _lock = new();

    /// <summary>In [0, 1).</summary>
    [SuppressMessage("Security", "CA5394", Justification = "It spreads load; nothing secret depends on it.")]
    public double Next()
    {
        // A Random that is not the shared one breaks when several threads ask at once.
        lock (_lock)
            return random.NextDouble();
    }
}
