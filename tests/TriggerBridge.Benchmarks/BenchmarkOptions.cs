namespace TriggerBridge.Benchmarks;

/// <summary>How much is measured.</summary>
internal sealed record BenchmarkOptions
{
    public static readonly BenchmarkOptions Quick = new() { Deliveries = 400, Rounds = 2, Starts = 3 };

    /// <summary>Per round where many are on their way at once.</summary>
    public int Deliveries { get; init; } = 2000;

    public int Rounds { get; init; } = 5;

    public int Starts { get; init; } = 15;

    /// <summary>Until the runtime has compiled the hot path for good, twice over.</summary>
    public int WarmUp => 2 * Deliveries;

    /// <summary>One by one takes long and needs fewer.</summary>
    public int DeliveriesAt(int concurrency) => concurrency == 1 ? Math.Max(Deliveries / 4, 1) : Deliveries;
}
