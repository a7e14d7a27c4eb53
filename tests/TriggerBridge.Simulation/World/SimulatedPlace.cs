using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Places;
using TriggerBridge.Simulation.Coverage;

namespace TriggerBridge.Simulation.World;

/// <summary>How a process reads the bridge files: it takes time, and now and then they cannot be read.</summary>
internal sealed class SimulatedPlace(SimulatedWorld world, Instance instance) : IBridgePlace
{
    public string Name => "the simulation";

    public TimeSpan Interval { get; } = TimeSpan.FromSeconds(10);

    public bool IsNeededAtStart => false;

    /// <summary>As it was read last.</summary>
    public PlaceContent? Last { get; private set; }

    public async ValueTask<PlaceContent> ReadAsync(CancellationToken cancellationToken)
    {
        await instance.CrossAsync(Places.BeforeBridges);
        if (world.Happens(world.Dice.Editors, world.Plan.PlaceFaults))
        {
            world.Tally.Count(Aims.BridgesAway);
            throw new BridgesUnreadableException(new BridgeError(Name, "$", "is away"));
        }

        Last = world.Bridges.Content;
        await instance.CrossAsync(Places.AfterBridges);
        return Last;
    }
}
