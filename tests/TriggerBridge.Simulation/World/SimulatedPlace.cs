using TriggerBridge.Bridges.Places;

namespace TriggerBridge.Simulation.World;

/// <summary>Where a process of the simulation has its bridge files from.</summary>
internal sealed class SimulatedPlace(PlaceContent content) : IBridgePlace
{
    public string Name => "the simulation";

    public TimeSpan Interval { get; } = TimeSpan.FromSeconds(10);

    public bool IsNeededAtStart => true;

    public ValueTask<PlaceContent> ReadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(content);
}
