using TriggerBridge.Simulation.Coverage;
using TriggerBridge.Simulation.World;

namespace TriggerBridge.Simulation.Actors;

/// <summary>What runs the app's processes: starts one for each that dies, stops some in order, and rolls out a new bridge.</summary>
internal sealed class Platform(SimulatedWorld world) : IDisposable
{
    private readonly List<Instance> _running = [];
    private readonly List<Instance> _all = [];
    private TimeSpan _awayUntil;

    private Random Random => world.Dice.Platform;

    private bool KnowsNew => world.Plan.NewBridgeAt is not { } since || world.Elapsed >= since;

    public void Begin()
    {
        for (var i = 0; i < world.Plan.Instances; i++)
            Start();
        if (world.Plan.NewBridgeAt is { } since)
            _ = RollOutAsync(since);
        for (var i = 0; i < world.Plan.Stops; i++)
            _ = StopOneAsync(world.Plan.Trouble * Random.NextDouble());
        for (var i = 0; i < world.Plan.Blackouts; i++)
            _ = BlackoutAsync(world.Plan.Trouble * Random.NextDouble());
    }

    public void Died(Instance instance)
    {
        _running.Remove(instance);
        _ = StartAsync(TimeSpan.FromSeconds(Random.Next(1, 90)));
    }

    /// <summary>It was stopped in order.</summary>
    public void Ended(Instance instance)
    {
        _running.Remove(instance);
        _ = StartAsync(TimeSpan.FromSeconds(Random.Next(1, 10)));
    }

    /// <summary>A process that takes requests; waits for one.</summary>
    public async Task<Instance> AnyAsync(Random dice, bool knowsNew = false)
    {
        while (true)
        {
            var able = _running.FindAll(each => !each.IsStopping && (each.KnowsNew || !knowsNew));
            if (able.Count > 0)
                return able[dice.Next(able.Count)];
            await Task.Delay(TimeSpan.FromSeconds(1), world.Time);
        }
    }

    public void Dispose()
    {
        foreach (var instance in _all)
            instance.Dispose();
    }

    private void Start()
    {
        var instance = new Instance(world, _all.Count + 1, KnowsNew);
        _running.Add(instance);
        _all.Add(instance);
        world.Tell(instance.Name, KnowsNew ? "starts" : "starts, and does not know the new bridge");
    }

    private async Task StartAsync(TimeSpan after)
    {
        await Task.Delay(after, world.Time);
        if (_awayUntil > world.Elapsed)
            await Task.Delay(_awayUntil - world.Elapsed, world.Time);
        Start();
    }

    // One process gets it at once. The others go on without it, for less than the hour that they have patience.
    private async Task RollOutAsync(TimeSpan since)
    {
        await Task.Delay(since, world.Time);
        world.Tell("platform", "rolls out a new bridge");
        await ReplaceAsync();
        while (_running.Exists(each => !each.KnowsNew) && !world.IsOver)
        {
            await Task.Delay(TimeSpan.FromMinutes(Random.Next(1, 15)), world.Time);
            await ReplaceAsync();
        }
    }

    private async Task ReplaceAsync()
    {
        if (_running.Find(each => !each.KnowsNew && !each.IsStopping) is not { } old)
            return;
        world.Tally.Count(Aims.NewBridge);
        await old.StopAsync();
    }

    private async Task StopOneAsync(TimeSpan after)
    {
        await Task.Delay(after, world.Time);
        if (_running.Find(each => !each.IsStopping) is not { } instance)
            return;
        world.Tally.Count(Aims.Stop);
        await instance.StopAsync();
    }

    private async Task BlackoutAsync(TimeSpan after)
    {
        await Task.Delay(after, world.Time);
        _awayUntil = world.Elapsed + TimeSpan.FromMinutes(Random.Next(3, 20));
        world.Tally.Count(Aims.Blackout);
        foreach (var instance in _running.ToArray())
            instance.Die("with all others");
    }
}
