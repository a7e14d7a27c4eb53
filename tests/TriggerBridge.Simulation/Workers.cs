using System.Diagnostics;
using System.Globalization;
using TriggerBridge.Simulation.Scheduling;

namespace TriggerBridge.Simulation;

/// <summary>
/// Starts this program again, once for each processor, with what one thread needs: the thread pool's size is settled when a process starts.
/// Each takes its part of the seeds.
/// </summary>
internal static class Workers
{
    public static async Task<int> RunAsync(CommandLine asked)
    {
        var count = Math.Min(Environment.ProcessorCount, asked.Seeds);
        var workers = Enumerable.Range(0, count).Select(number => Start(asked, number, count)).ToList();
        var worst = 0;
        while (workers.Count > 0)
        {
            var ended = await await Task.WhenAny(workers.Select(EndAsync));
            workers.Remove(ended);
            worst = Math.Max(worst, ended.ExitCode);
            ended.Dispose();
            if (worst == 0)
                continue;
            // The first failure ends it all.
            foreach (var other in workers)
                other.Kill();
        }

        return worst;
    }

    private static async Task<Process> EndAsync(Process worker)
    {
        await worker.WaitForExitAsync();
        return worker;
    }

    private static Process Start(CommandLine asked, int number, int all)
    {
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "TriggerBridge.Simulation"),
            [
                "--from", Text(asked.From + number), "--seeds", Text(asked.Seeds - number), "--every", Text(all), .. asked.IsTraced ? ["--trace"] : Array.Empty<string>(),
            ]);
        start.Environment[Pump.Variable.Name] = Pump.Variable.Value;
        return Process.Start(start)!;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
