namespace TriggerBridge.Benchmarks.Measures;

/// <summary>All that one run measured.</summary>
internal sealed record Figures
{
    public required int EventBytes { get; init; }

    /// <summary>What the ledger keeps of an event, compressed.</summary>
    public required int PayloadBytes { get; init; }

    /// <summary>Deliveries whose execution was found in the simulator, each exactly once.</summary>
    public required int Accounted { get; init; }

    /// <summary>With so many on their way at once.</summary>
    public required IReadOnlyList<Comparison> ClosedLoops { get; init; }

    /// <summary>With so many a second.</summary>
    public required Comparison OpenLoop { get; init; }

    /// <summary>With many at once, each to the next of several bridges.</summary>
    public required Comparison Spread { get; init; }

    /// <summary>Calls of Table Storage per delivery, with one at once and with 64.</summary>
    public required (double One, double Many) LedgerCalls { get; init; }

    public required double AppMegabytes { get; init; }

    public required double BareMegabytes { get; init; }
}
