using TriggerBridge.Bridges.Live;
using TriggerBridge.Simulation.Coverage;
using TriggerBridge.Simulation.World;

namespace TriggerBridge.Simulation.Actors;

/// <summary>What runs the app's processes: starts one for each that dies, stops some in order, and makes them look at the bridge files.</summary>
internal sealed class Platform(SimulatedWorld world) : IDisposable
{
    private readonly List<Instance> _running = [];
    private readonly List<Instance> _all = [];
    private TimeSpan _awayUntil;

    private Random Random => world.Dice.Platform;

    public void Begin()
    {
        for (var i = 0; i < world.Plan.Instances; i++)
            Start();
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
    public async Task<Instance> AnyAsync(Random dice)
    {
        while (true)
        {
            var able = _running.FindAll(each => !each.IsStopping);
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
        var instance = new Instance(world, _all.Count + 1);
        _running.Add(instance);
        _all.Add(instance);
        world.Tell(instance.Name, "starts");
        _ = WatchBridgesAsync(instance);
    }

    // Once nobody changes anything any more, looks would only cost time.
    private async Task WatchBridgesAsync(Instance instance)
    {
        var updates = instance.Get<BridgeUpdates>();
        await world.GuardAsync(() => updates.StartAsync(CancellationToken.None));
        while (!world.IsOver && !instance.IsDead && !(world.Bridges.IsQuiet && instance.Place.Last == world.Bridges.Content))
        {
            await Task.Delay(updates.Interval, instance.Time);
            await world.GuardAsync(() => updates.LookAsync(CancellationToken.None));
        }
    }

    private async Task StartAsync(TimeSpan after)
    {
        await Task.Delay(after, world.Time);
        if (_awayUntil > world.Elapsed)
            await Task.Delay(_awayUntil - world.Elapsed, world.Time);
        Start();
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
