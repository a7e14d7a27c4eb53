namespace TriggerBridge.Simulation.World;

/// <summary>
/// The randomness of a run. What belongs to one thing has a stream of its own, so that a run with one event less is much the same run.
/// </summary>
internal sealed class Dice(int seed)
{
    /// <summary>How long calls take.</summary>
    public Random Latency { get; } = Of(seed, 1, 0);

    /// <summary>Which calls of the table service fail.</summary>
    public Random Tables { get; } = Of(seed, 2, 0);

    /// <summary>What ISC does.</summary>
    public Random Isc { get; } = Of(seed, 3, 0);

    /// <summary>What happens to processes.</summary>
    public Random Platform { get; } = Of(seed, 4, 0);

    /// <summary>What operators do.</summary>
    public Random Operators { get; } = Of(seed, 5, 0);

    /// <summary>When timers fire.</summary>
    public Random Timers { get; } = Of(seed, 6, 0);

    /// <summary>What the polled source does.</summary>
    public Random Source { get; } = Of(seed, 7, 0);

    public Random Event(int number) => Of(seed, 8, number);

    public Random Batch(int number) => Of(seed, 9, number);

    public Random Question(int number) => Of(seed, 11, number);

    /// <summary>What people do to bridges.</summary>
    public Random Editors { get; } = Of(seed, 12, 0);

    public Random SourceEvent(int number) => Of(seed, 13, number);

    public Random Keyed(int number) => Of(seed, 14, number);

    /// <summary>When people look after what is held.</summary>
    public Random Keepers { get; } = Of(seed, 15, 0);

    /// <summary>The randomness of the product itself, in one process.</summary>
    public Random Process(int number) => Of(seed, 10, number);

    private static Random Of(int seed, int stream, int number) => new(unchecked((((seed * 31) + stream) * 1_000_003) + number));
}
