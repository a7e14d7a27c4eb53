namespace TriggerBridge.Simulation.World;

/// <summary>What a seed stands for: how much happens in a run, and how much of it goes wrong.</summary>
internal sealed record Plan
{
    public required int Seed { get; init; }

    public required int Instances { get; init; }

    public required int Events { get; init; }

    /// <summary>How long faults last; then everything works again.</summary>
    public required TimeSpan Trouble { get; init; }

    /// <summary>The part of calls of the table service that fail while there is trouble.</summary>
    public required double TableFaults { get; init; }

    /// <summary>The part of calls of ISC that fail while there is trouble.</summary>
    public required double IscFaults { get; init; }

    /// <summary>The chance of a crash at each place where a process waits.</summary>
    public required double Crashes { get; init; }

    /// <summary>The chance of a pause there.</summary>
    public required double Pauses { get; init; }

    /// <summary>The chance that a sender repeats what was accepted.</summary>
    public required double Repeats { get; init; }

    /// <summary>The chance that ISC shows an execution later than is waited for.</summary>
    public required double LateShows { get; init; }

    /// <summary>How far a process's clock may be off.</summary>
    public required TimeSpan MostSkew { get; init; }

    public required int RequestsPer10Seconds { get; init; }

    public required int Replays { get; init; }

    public static Plan Of(int seed)
    {
        var random = new Random(seed);
        var isCalm = random.Next(8) == 0;
        return new()
        {
            Seed = seed,
            Instances = random.Next(1, 4),
            Events = random.Next(10, 45),
            Trouble = TimeSpan.FromMinutes(random.Next(5, 40)),
            TableFaults = isCalm ? 0 : Rate(random, 0.06),
            IscFaults = isCalm ? 0 : Rate(random, 0.5),
            Crashes = isCalm ? 0 : Rate(random, 0.004),
            Pauses = isCalm ? 0 : Rate(random, 0.002),
            Repeats = Rate(random, 0.5),
            LateShows = random.Next(4) == 0 ? Rate(random, 0.3) : 0,
            MostSkew = TimeSpan.FromSeconds(Rate(random, 4)),
            RequestsPer10Seconds = random.Next(3) == 0 ? 0 : random.Next(5, 60),
            Replays = random.Next(4),
        };
    }

    // Squared: often little, seldom much.
    private static double Rate(Random random, double most) => most * random.NextDouble() * random.NextDouble();
}
