using System.Globalization;
using TriggerBridge.Simulation.Scheduling;
using TriggerBridge.Simulation.World;

namespace TriggerBridge.Simulation;

internal static class Program
{
    private const int UsageError = 64;
    private const int ProgressEvery = 100;

    public static async Task<int> Main(string[] args)
    {
        if (CommandLine.Parse(args) is not { } asked)
        {
            await Console.Error.WriteLineAsync(CommandLine.Usage);
            return UsageError;
        }

        if (asked.WantsHelp)
        {
            Console.WriteLine(CommandLine.Usage);
            return 0;
        }

        if (!Pump.CanRun)
            return await Workers.RunAsync(asked);
        Pump.OneThread();
        return Run(asked);
    }

    private static int Run(CommandLine asked)
    {
        var coverage = new Coverage();
        var began = TimeProvider.System.GetTimestamp();
        var (runs, simulated) = (0, TimeSpan.Zero);
        for (var seed = asked.From; seed < asked.From + asked.Seeds; seed += asked.Every)
        {
            using var world = new SimulatedWorld(Plan.Of(seed), asked.IsTraced);
            world.Run();
            coverage.Add(world.Coverage);
            simulated += world.Elapsed;
            runs++;
            foreach (var line in world.Story.Lines)
                Console.WriteLine(line);
            if (world.Violation is { } violation)
            {
                Console.WriteLine($"Seed {seed} broke a promise: {violation.Promise}: {violation.Seen}");
                Console.WriteLine($"Its story: --seed {seed} --trace");
                return 1;
            }

            if (runs % ProgressEvery == 0)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{runs} seeds, {Rate(runs, began):0} a minute"));
        }

        foreach (var (what, count) in coverage.Counts)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,10}  {what}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{runs} seeds, {simulated.TotalHours:0} simulated hours, {Rate(runs, began):0} seeds a minute: every promise held"));
        return 0;
    }

    private static double Rate(int runs, long began) => runs / TimeProvider.System.GetElapsedTime(began).TotalMinutes;
}
