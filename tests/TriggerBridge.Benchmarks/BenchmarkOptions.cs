namespace TriggerBridge.Benchmarks;

/// <summary>How much is measured.</summary>
internal sealed record BenchmarkOptions
{
    public static readonly BenchmarkOptions Quick = new() { Deliveries = 200, Rounds = 3 };

    /// <summary>Per round where many are on their way at once, or a hundred a second are sent.</summary>
    public int Deliveries { get; init; } = 800;

    /// <summary>Many short ones: the two of a pair shall see the same machine.</summary>
    public int Rounds { get; init; } = 15;

    /// <summary>The commit of the app that takes the bare server's place; null: none.</summary>
    public string? Before { get; init; }

    /// <summary>One by one takes long and needs fewer.</summary>
    public int DeliveriesAt(int concurrency) => concurrency == 1 ? Math.Max(Deliveries / 4, 1) : Deliveries;
}
