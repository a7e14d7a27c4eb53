namespace TriggerBridge.Simulation.World;

/// <summary>What a seed stands for: how much happens in a run, and how much of it goes wrong.</summary>
internal sealed record Plan
{
    public required int Seed { get; init; }

    /// <summary>How many processes run at once.</summary>
    public required int Instances { get; init; }

    /// <summary>The numbers of the events that senders send, one by one.</summary>
    public required IReadOnlyList<int> Events { get; init; }

    /// <summary>The numbers of the requests that bring several events.</summary>
    public required IReadOnlyList<int> Batches { get; init; }

    /// <summary>The numbers of the records that appear in the polled source.</summary>
    public required IReadOnlyList<int> Records { get; init; }

    /// <summary>The numbers of the questions that ISC asks.</summary>
    public required IReadOnlyList<int> Questions { get; init; }

    /// <summary>The numbers of the events that are held against each other.</summary>
    public required IReadOnlyList<int> Keyed { get; init; }

    /// <summary>The bridges that these come to.</summary>
    public required IReadOnlyList<string> KeyedBridges { get; init; }

    /// <summary>The bridges that the events come to.</summary>
    public required IReadOnlyList<string> Bridges { get; init; }

    /// <summary>All events come within a minute.</summary>
    public required bool IsBurst { get; init; }

    /// <summary>How long faults last; then everything works again.</summary>
    public required TimeSpan Trouble { get; init; }

    /// <summary>The part of calls of the table service that fail while there is trouble.</summary>
    public required double TableFaults { get; init; }

    /// <summary>The part of calls of ISC that fail while there is trouble.</summary>
    public required double IscFaults { get; init; }

    /// <summary>The part of requests to the polled source that fail while there is trouble.</summary>
    public required double SourceFaults { get; init; }

    /// <summary>The chance of a crash at each place where a process waits.</summary>
    public required double Crashes { get; init; }

    /// <summary>The chance of a pause there.</summary>
    public required double Pauses { get; init; }

    /// <summary>The chance of a pause at the place where most is at stake: between a claim and its call.</summary>
    public required double PausesAfterClaim { get; init; }

    /// <summary>The chance of a pause before the client library sends again what was carried out: somebody else may write in between.</summary>
    public required double PausesBeforeRepeat { get; init; }

    /// <summary>The chance that a sender repeats what was accepted.</summary>
    public required double Repeats { get; init; }

    /// <summary>The chance that ISC shows an execution later than is waited for.</summary>
    public required double LateShows { get; init; }

    /// <summary>How many executions of our workflows others start in a minute.</summary>
    public required int ForeignPerMinute { get; init; }

    /// <summary>What is wrong with the credential by which executions are read.</summary>
    public required CredentialTrouble Reads { get; init; }

    /// <summary>What is wrong with the client that starts the workflows of most bridges.</summary>
    public required CredentialTrouble Executes { get; init; }

    /// <summary>How far a process's clock may be off.</summary>
    public required TimeSpan MostSkew { get; init; }

    /// <summary>What ISC allows each client; zero: no limit is set.</summary>
    public required int RequestsPer10Seconds { get; init; }

    /// <summary>How often an operator looks for something to replay.</summary>
    public required int Replays { get; init; }

    /// <summary>How often the platform stops a process in order, and starts another.</summary>
    public required int Stops { get; init; }

    /// <summary>How often all processes are gone for some minutes.</summary>
    public required int Blackouts { get; init; }

    /// <summary>The numbers of the events that come to a source.</summary>
    public required IReadOnlyList<int> SourceEvents { get; init; }

    /// <summary>How often somebody changes, breaks or removes a bridge file.</summary>
    public required int Edits { get; init; }

    /// <summary>How often somebody pauses a bridge.</summary>
    public required int Pausings { get; init; }

    /// <summary>The part of reads of the bridge files that fail while there is trouble.</summary>
    public required double PlaceFaults { get; init; }

    /// <summary>When a new bridge is added; null: it is there from the start.</summary>
    public required TimeSpan? NewBridgeAt { get; init; }

    /// <summary>How long a sender waits for ISC; zero: events are recorded only.</summary>
    public required TimeSpan DispatchBudget { get; init; }

    /// <summary>Final deliveries are purged after an hour.</summary>
    public required bool IsRetentionShort { get; init; }

    /// <summary>The first event is said to be accepted before it is sent: a promise that cannot hold, by which it is seen that a broken one is found.</summary>
    public bool IsBroken { get; init; }

    /// <summary>Nothing goes wrong at all: then nothing may be in doubt either.</summary>
    public bool IsCalm => this is { TableFaults: 0, IscFaults: 0, Crashes: 0, Pauses: 0, PausesAfterClaim: 0, PausesBeforeRepeat: 0, Blackouts: 0 };

    public static Plan Of(int seed)
    {
        var random = new Random(seed);
        var isCalm = random.Next(10) == 0;
        // ISC answers badly and shows late, all at once, so that doubts of several attempts and deliveries meet.
        var isDoubtful = !isCalm && random.Next(6) == 0;
        var foreign = random.Next(4) == 0 ? random.Next(1, 10) : 0;
        var trouble = TimeSpan.FromMinutes(random.Next(3, 20));
        return new()
        {
            Seed = seed,
            Instances = random.Next(1, 4),
            Events = Numbers(random.Next(8, 36)),
            Batches = Numbers(random.Next(4) == 0 ? random.Next(1, 4) : 0),
            Records = Numbers(random.Next(3) == 0 ? random.Next(1, 15) : 0),
            Bridges = Some(random, [SimulatedBridges.Hold, SimulatedBridges.Retry, SimulatedBridges.Absent]),
            IsBurst = isDoubtful || random.Next(3) == 0,
            Trouble = trouble,
            TableFaults = isCalm ? 0 : Rate(random, 0.08),
            IscFaults = isCalm ? 0 : isDoubtful ? 0.4 + Rate(random, 0.5) : Rate(random, 0.8),
            SourceFaults = isCalm ? 0 : Rate(random, 0.5),
            Crashes = isCalm ? 0 : Rate(random, 0.01),
            Pauses = isCalm ? 0 : Rate(random, 0.005),
            PausesAfterClaim = isCalm || random.Next(2) == 0 ? 0 : Rate(random, 0.4),
            PausesBeforeRepeat = isCalm || random.Next(2) == 0 ? 0 : 0.5,
            Repeats = Rate(random, 0.7),
            LateShows = isDoubtful ? 0.3 + Rate(random, 0.7) : random.Next(3) == 0 ? Rate(random, 0.9) : 0,
            ForeignPerMinute = foreign,
            Reads = isCalm ? CredentialTrouble.None : random.Next(24) switch { 0 => CredentialTrouble.Away, 1 => CredentialTrouble.Gone, 2 => CredentialTrouble.Forbidden, _ => CredentialTrouble.None },
            Executes = isCalm ? CredentialTrouble.None : random.Next(32) switch { 0 => CredentialTrouble.Away, 1 => CredentialTrouble.Gone, 2 => CredentialTrouble.Throttled, _ => CredentialTrouble.None },
            MostSkew = TimeSpan.FromSeconds(Rate(random, 4)),
            // Each execution of others costs a read.
            RequestsPer10Seconds = random.Next(3) == 0 ? 0 : random.Next(foreign == 0 ? 5 : 12, 40),
            Replays = random.Next(4),
            Stops = random.Next(3) == 0 ? random.Next(1, 4) : 0,
            Blackouts = isCalm || random.Next(6) != 0 ? 0 : random.Next(1, 3),
            NewBridgeAt = random.Next(4) == 0 ? trouble * random.NextDouble() * 0.5 : null,
            DispatchBudget = TimeSpan.FromSeconds(random.Next(4) == 0 ? 0 : 2),
            IsRetentionShort = random.Next(5) == 0,
            Questions = Numbers(random.Next(3) == 0 ? random.Next(1, 15) : 0),
            SourceEvents = Numbers(random.Next(2) == 0 ? random.Next(1, 15) : 0),
            Edits = random.Next(2) == 0 ? random.Next(1, 6) : 0,
            Pausings = random.Next(3) == 0 ? random.Next(1, 4) : 0,
            PlaceFaults = isCalm ? 0 : Rate(random, 0.7),
            Keyed = Numbers(random.Next(2) == 0 ? random.Next(2, 24) : 0),
            KeyedBridges = Some(random, [.. SimulatedBridges.Keyed]),
        };
    }

    /// <summary>What is in it, for who reads a story.</summary>
    public string Describe()
    {
        string?[] parts =
        [
            $"{Instances} processes", $"{Events.Count} events", Said(Batches.Count, "batches"), Said(Records.Count, "records"), Said(Questions.Count, "questions"), Said(SourceEvents.Count, "events of a source"), Said(Keyed.Count, "events with keys"), Said(Edits, "edits"), Said(Pausings, "pauses of bridges"), Chance(PlaceFaults, "faults of the bridge files"), $"{Trouble:c} of trouble", IsBurst ? "all within a minute" : null,
            Chance(TableFaults, "table faults"), Chance(IscFaults, "ISC faults"), Chance(SourceFaults, "source faults"), Chance(Crashes, "crashes"), Chance(Pauses, "pauses"),
            Chance(PausesAfterClaim, "pauses after a claim"), Chance(PausesBeforeRepeat, "pauses before a repeat"), Chance(Repeats, "repeats"), Chance(LateShows, "late shows"), Said(ForeignPerMinute, "executions of others a minute"),
            Reads == CredentialTrouble.None ? null : $"the read credential {Reads}", Executes == CredentialTrouble.None ? null : $"the client {Executes}", MostSkew == TimeSpan.Zero ? null : $"clocks off by {MostSkew.TotalSeconds:0.0} s", Said(RequestsPer10Seconds, "calls in 10 s"), Said(Replays, "replays"),
            Said(Stops, "stops"), Said(Blackouts, "blackouts"), NewBridgeAt is { } at ? $"a new bridge at {at:c}" : null, DispatchBudget == TimeSpan.Zero ? "recorded only" : null, IsRetentionShort ? "purged after an hour" : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    private static string? Said(int count, string what) => count == 0 ? null : FormattableString.Invariant($"{count} {what}");

    private static string? Chance(double chance, string what) => chance == 0 ? null : FormattableString.Invariant($"{chance:P2} {what}");

    private static string[] Some(Random random, string[] all)
    {
        random.Shuffle(all);
        return all[..random.Next(1, all.Length + 1)];
    }

    private static int[] Numbers(int count) => [.. Enumerable.Range(1, count)];

    // Multiplied: often little, seldom much.
    private static double Rate(Random random, double most) => most * random.NextDouble() * random.NextDouble();
}

/// <summary>What is wrong with a credential.</summary>
internal enum CredentialTrouble
{
    None,

    /// <summary>It is not in the vault while there is trouble.</summary>
    Away,

    /// <summary>It is taken out of the vault for ever.</summary>
    Gone,

    /// <summary>It loses its scope for ever.</summary>
    Forbidden,

    /// <summary>Others use up its calls for ever.</summary>
    Throttled,
}
