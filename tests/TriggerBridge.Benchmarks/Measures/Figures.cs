namespace TriggerBridge.Benchmarks.Measures;

/// <summary>All that one run measured.</summary>
internal sealed record Figures
{
    public required int EventBytes { get; init; }

    /// <summary>What the ledger keeps of an event, compressed.</summary>
    public required int PayloadBytes { get; init; }

    /// <summary>Deliveries whose execution was found in the simulator, each exactly once.</summary>
    public required int Accounted { get; init; }

    public required IReadOnlyList<Comparison> Comparisons { get; init; }

    public required double AppMegabytes { get; init; }

    public required double BareMegabytes { get; init; }

    /// <summary>From the start of the process to its first answer.</summary>
    public required IReadOnlyList<double> StartMilliseconds { get; init; }
}
