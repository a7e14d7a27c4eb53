using TriggerBridge.Flows.Operations;
using TriggerBridge.Pausing;
using TriggerBridge.Simulation.Coverage;
using TriggerBridge.Simulation.World;

namespace TriggerBridge.Simulation.Actors;

/// <summary>People who change bridge files and pause bridges while events flow. In the end, all is as it should be.</summary>
internal sealed class Editors(SimulatedWorld world)
{
    private const string Wrong = """{ "wehbook": {} }""";

    private readonly HashSet<string> _paused = new(StringComparer.Ordinal);
    private int _version;

    private Random Random => world.Dice.Editors;

    public async Task RunAsync()
    {
        List<Task> work = [.. Enumerable.Range(0, world.Plan.Edits).Select(_ => EditAsync()), .. Enumerable.Range(0, world.Plan.Pausings).Select(_ => PauseAsync())];
        if (world.Plan.NewBridgeAt is { } since)
            work.Add(AddNewAsync(since));
        await Task.WhenAll(work);
        world.Bridges.IsQuiet = true;
    }

    private async Task AddNewAsync(TimeSpan since)
    {
        await Task.Delay(since, world.Time);
        world.Tell("editor", "adds a new bridge");
        world.Tally.Count(Aims.NewBridge);
        Put(SimulatedBridges.New);
    }

    private async Task EditAsync()
    {
        await Task.Delay(world.Plan.Trouble * Random.NextDouble(), world.Time);
        var name = Random.Next(3) == 0 ? SimulatedBridges.OfSource[Random.Next(SimulatedBridges.OfSource.Count)] : SimulatedBridges.Names[Random.Next(SimulatedBridges.Names.Count)];
        var file = SimulatedBridges.FileOf(name);
        if (!world.Bridges.Has(file))
            return;
        switch (Random.Next(4))
        {
            case 0:
                world.Tell("editor", $"removes {file}");
                world.Tally.Count(Aims.Edit("removed"));
                world.Bridges.Remove(file);
                break;
            case 1:
                world.Tell("editor", $"breaks {file}");
                world.Tally.Count(Aims.Edit("broken"));
                world.Bridges.Put(file, Wrong);
                break;
            default:
                world.Tell("editor", $"changes {file}");
                world.Tally.Count(Aims.Edit("changed"));
                Put(name);
                return;
        }

        // Less than the hour for which what belongs to an unknown bridge is left alone.
        await Task.Delay(TimeSpan.FromMinutes(Random.Next(1, 20)), world.Time);
        Put(name);
    }

    private void Put(string name) => world.Bridges.Put(SimulatedBridges.FileOf(name), SimulatedBridges.TextOf(name, world.Plan, ++_version));

    private async Task PauseAsync()
    {
        await Task.Delay(world.Plan.Trouble * Random.NextDouble(), world.Time);
        var bridge = SimulatedBridges.All[Random.Next(SimulatedBridges.All.Count)].Name;
        // One at a time: a later one takes the place of an earlier one.
        if (!_paused.Add(bridge))
            return;
        var (refuse, length) = (Random.Next(3) == 0, TimeSpan.FromMinutes(Random.Next(1, 25)));
        DateTimeOffset? until = Random.Next(3) == 0 ? world.Time.GetUtcNow() + length : null;
        var order = new PauseOrder { Reason = "the simulation wants it", Refuse = refuse, Until = until };
        world.Tell("editor", $"pauses {bridge}{(refuse ? ", refusing" : "")}{(until is null ? "" : $" until {until:T}")}");
        var outcome = await AskAsync(operations => operations.PauseAsync(bridge, order));
        if (outcome is PauseOutcome.Done)
        {
            world.Tally.Count(Aims.Pausing(refuse));
            if (until is null)
                world.Promises.Paused(bridge);
        }

        await Task.Delay(length, world.Time);
        if (until is not null)
            return;
        await ResumeAsync(bridge);
        // A pause that nobody had an answer to may have come after that, for its process was slow: whoever looks again sees it.
        await Task.Delay(TimeSpan.FromMinutes(30), world.Time);
        await ResumeAsync(bridge);
    }

    private async Task ResumeAsync(string bridge)
    {
        world.Promises.Resumed(bridge);
        world.Tell("editor", $"resumes {bridge}");
        while (!world.IsOver && await AskAsync(operations => operations.ResumeAsync(bridge, by: "operator")) is null or PauseOutcome.Unknown)
            await Task.Delay(TimeSpan.FromSeconds(Random.Next(1, 60)), world.Time);
    }

    /// <returns>Null where no answer came.</returns>
    private async Task<PauseOutcome?> AskAsync(Func<PauseOperations, Task<PauseOutcome>> ask)
    {
        var instance = await world.Platform.AnyAsync(Random);
        PauseOutcome? outcome = null;
        await Task.WhenAny(world.GuardAsync(async () => outcome = await ask(instance.Get<PauseOperations>())), Task.Delay(TimeSpan.FromMinutes(2), world.Time));
        return outcome;
    }
}
