using TriggerBridge.Flows.Operations;
using TriggerBridge.Flows.Operations.Replay;
using TriggerBridge.Ledger;
using TriggerBridge.Simulation.Coverage;
using TriggerBridge.Simulation.World;

namespace TriggerBridge.Simulation.Actors;

/// <summary>People who replay dead letters, and now and then what has run already.</summary>
internal sealed class OperatorActions(SimulatedWorld world)
{
    private Random Random => world.Dice.Operators;

    /// <summary>As long as there is a world: others wait for dead letters of the same key, and would for ever.</summary>
    public async Task LetGoAsync()
    {
        while (world.Plan.Keyed.Count > 0 && !world.IsOver)
        {
            await Task.Delay(TimeSpan.FromMinutes(world.Dice.Keepers.Next(5, 30)), world.Time);
            foreach (var (bridge, deliveryId) in world.Promises.Holding())
            {
                var instance = await world.Platform.AnyAsync(world.Dice.Keepers);
                world.Tell("operator", $"skips {bridge}/{deliveryId[..6]}");
                await Task.WhenAny(
                    world.GuardAsync(async () => world.Tally.Count("skip: " + (await instance.Get<LineOperations>().SkipAsync(bridge, deliveryId, "operator", CancellationToken.None)).GetType().Name)),
                    Task.Delay(TimeSpan.FromMinutes(2), world.Time));
            }
        }
    }

    public async Task RunAsync()
    {
        for (var left = world.Plan.Replays; left > 0 && !world.IsOver; left--)
        {
            await Task.Delay(TimeSpan.FromMinutes(Random.Next(1, Random.Next(8) == 0 ? 600 : 30)), world.Time);
            var wanted = Random.Next(5) switch
            {
                0 => null,
                1 => nameof(DeliveryStatus.Unrouted),
                _ => nameof(DeliveryStatus.DeadLettered),
            };
            if (world.Promises.AnyFinal(wanted, Random) is not { } found)
                continue;
            var order = new ReplayOrder { By = "operator", Force = wanted is null };
            world.Tell("operator", $"replays {found.Bridge}/{found.DeliveryId[..6]}");
            world.Promises.Replayed(found.Bridge, found.DeliveryId);
            var instance = await world.Platform.AnyAsync(Random);
            await Task.WhenAny(
                world.GuardAsync(async () => world.Tally.Count(Aims.Replay((await instance.Get<DeliveryReplay>().ReplayAsync(found.Bridge, found.DeliveryId, order, CancellationToken.None)).GetType().Name))),
                Task.Delay(TimeSpan.FromMinutes(2), world.Time));
        }
    }
}
