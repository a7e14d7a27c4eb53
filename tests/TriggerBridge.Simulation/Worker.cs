using TriggerBridge.Simulation.Coverage;
using TriggerBridge.Simulation.World;

namespace TriggerBridge.Simulation;

/// <summary>Runs its part of the seeds, and says on standard output what came of them: for people as it is, and for <see cref="Workers"/> behind a mark.</summary>
internal static class Worker
{
    /// <summary>Before what is meant for <see cref="Workers"/>: what happened, and how often since the last such line.</summary>
    public const string Mark = "\u0001";

    public const string Runs = "seeds";
    public const string SimulatedHours = "simulated hours";

    private const int ReportEvery = 20;

    public static int Run(CommandLine asked, int number, int of)
    {
        var (coverage, runs, hours) = (new Tally(), 0, 0.0);
        for (var seed = asked.From + number; seed < asked.From + asked.Seeds; seed += of)
        {
            using var world = new SimulatedWorld(Plan.Of(seed) with { IsBroken = asked.IsBroken }, asked.IsTraced);
            world.Run();
            coverage.Add(world.Tally);
            (runs, hours) = (runs + 1, hours + world.Elapsed.TotalHours);
            Print(world.Story);
            if (world.Violation is { } violation)
            {
                Tell(seed, world.Plan, violation);
                return 1;
            }

            if (runs == ReportEvery)
            {
                Report(coverage, runs, hours);
                (coverage, runs, hours) = (new Tally(), 0, 0);
            }
        }

        Report(coverage, runs, hours);
        return 0;
    }

    private static void Report(Tally coverage, int runs, double hours)
    {
        coverage.Count(Runs, runs);
        coverage.Count(SimulatedHours, (long)hours);
        foreach (var (what, count) in coverage.Counts)
            Console.WriteLine(FormattableString.Invariant($"{Mark}{count} {what}"));
    }

    private static void Tell(int seed, Plan plan, Violation violation)
    {
        Console.WriteLine($"Seed {seed} broke a promise: {violation.Promise}: {violation.Seen}");
        var (smallest, runs) = Shrinking.Shrink(plan, violation);
        using var world = new SimulatedWorld(smallest, keepsStory: true);
        world.Run();
        Console.WriteLine($"After {runs} smaller runs the smallest that still breaks it: {smallest.Describe()}");
        Print(world.Story);
        Console.WriteLine($"The whole story: --seed {seed} --trace{(plan.IsBroken ? " --broken" : "")}");
    }

    private static void Print(Story story)
    {
        foreach (var line in story.Lines)
            Console.WriteLine(line);
    }
}
