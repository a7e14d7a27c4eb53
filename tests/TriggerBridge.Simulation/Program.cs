using TriggerBridge.Simulation.Scheduling;

namespace TriggerBridge.Simulation;

internal static class Program
{
    private const int UsageError = 64;

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

        if (asked.Worker is not { } worker)
            return await Workers.RunAsync(asked);
        Pump.OneThread();
        return Worker.Run(asked, worker.Number, worker.Of);
    }
}
