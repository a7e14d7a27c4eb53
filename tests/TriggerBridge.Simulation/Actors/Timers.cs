using TriggerBridge.Flows.DueWork;
using TriggerBridge.Flows.Polling;
using TriggerBridge.Maintenance;
using TriggerBridge.Simulation.World;

namespace TriggerBridge.Simulation.Actors;

/// <summary>The platform's timers. It promises little: they come late, and now and then on two processes at once.</summary>
internal sealed class Timers(SimulatedWorld world)
{
    private static readonly TimeSpan LeastQuiet = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MostQuiet = TimeSpan.FromMinutes(30);

    private Random Random => world.Dice.Timers;

    public async Task RunAsync()
    {
        while (!world.IsOver)
        {
            await Task.Delay(Next(), world.Time);
            await FireAsync();
            if (Random.Next(8) == 0)
                await FireAsync();
        }
    }

    private async Task FireAsync()
    {
        var instance = await world.Platform.AnyAsync(Random);
        _ = FireAsync(instance, "due work", () => instance.Get<DueWorkSweep>().ProcessAsync(CancellationToken.None));
        if (world.Plan.Records.Count > 0 && (world.IsTrouble || world.Promises.IsExpecting))
            _ = FireAsync(instance, "polls", () => instance.Get<DuePolls>().RunAsync(CancellationToken.None));
        if (Random.Next(world.Plan.IsRetentionShort ? 10 : 60) == 0)
            _ = FireAsync(instance, "maintenance", () => instance.Get<LedgerMaintenance>().RunAsync(CancellationToken.None));
    }

    private async Task FireAsync(Instance instance, string timer, Func<Task> run)
    {
        if (!instance.Running.Add(timer))
            return;
        world.Tally.Count("timer: " + timer);
        await world.GuardAsync(run);
        instance.Running.Remove(timer);
    }

    // Once there is no trouble, ticks without work would only cost time: the next one is when something is due, and ever less often, save where a tick
    // could not look up all that is in doubt.
    private TimeSpan Next()
    {
        if (world.IsTrouble)
            return TimeSpan.FromSeconds(Random.Next(10, 60));
        if (world.Promises.IsBehind)
            return LeastQuiet;
        var least = Between(LeastQuiet, (world.Elapsed - world.Plan.Trouble) / 6, MostQuiet / 6);
        // Somebody waits for an answer, and not for long.
        if (world.Promises.NextAnswerDue() - world.Time.GetUtcNow() is var answer && answer < least)
            return Between(TimeSpan.FromSeconds(10), answer, least);
        return Between(least, world.Promises.NextDue() - world.Time.GetUtcNow(), MostQuiet);
    }

    private static TimeSpan Between(TimeSpan least, TimeSpan time, TimeSpan most) => time < least ? least : time > most ? most : time;
}
