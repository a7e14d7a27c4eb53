using System.Globalization;
using TriggerBridge.Benchmarks.Load;
using TriggerBridge.Benchmarks.Measures;
using TriggerBridge.Benchmarks.Servers;
using TriggerBridge.Testing;

namespace TriggerBridge.Benchmarks;

/// <summary>
/// What accepting costs while a backlog waits: ISC is away, so each event that is accepted stays, and its work item with it. The timers
/// run as ever. Azurite's own share is printed beside the app's, for it grows with its tables.
/// </summary>
internal static class BacklogBenchmark
{
    private const int Backlog = 100_000;
    private const int Steps = 4;
    private const int Concurrency = 16;
    private const int Measured = 4_000;
    private const double MostCpuGrowth = 1.25;

    /// <returns>Whether an accept costs the app as much at the end as at the beginning.</returns>
    public static async Task<bool> RunAsync(TextWriter output)
    {
        await output.WriteLineAsync("Publishing and starting…");
        await using var stage = await Stage.SetAsync();
        var nobody = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}/"));
        await using var app = await stage.StartAppAsync(nobody);
        using var load = new LoadGenerator(app.Url, AppFiles.BridgeName, await SignedEvent.LoadAsync(stage.Files.WebhookSecret), iscIsAway: true);

        // Warmed up on a backlog that is small beside the measured ones.
        await load.SendAsync(Measured, Concurrency);
        await output.WriteLineAsync($"Accepting at {Concurrency} at once while ISC is away; the CPU is of the process, seconds per 1,000.\n");
        await output.WriteLineAsync("waiting before   accepts/s   p50 ms   p99 ms   app CPU   Azurite CPU");

        var waiting = Measured;
        var cpu = new List<double>();
        for (var step = 0; step <= Steps; step++)
        {
            var ahead = Math.Max((Backlog * step / Steps) - waiting, 0);
            await load.SendAsync(ahead, Concurrency);
            waiting += ahead;
            cpu.Add(await MeasureAsync(stage, app, load, waiting, output));
            waiting += Measured;
        }

        var growth = cpu[^1] / cpu[0];
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"\nCPU of an accept at {Backlog:N0} waiting, beside that at the first line: {growth:0.00} (at most {MostCpuGrowth:0.00}: {(growth <= MostCpuGrowth ? "met" : "NOT met")})"));
        return growth <= MostCpuGrowth;
    }

    private static async Task<double> MeasureAsync(Stage stage, HttpServer app, LoadGenerator load, int waiting, TextWriter output)
    {
        var (appBefore, azuriteBefore) = (ProcessUsage.ProcessorTime(app.ProcessId), ProcessUsage.ProcessorTime(stage.AzuriteProcessId));
        var (total, each) = await load.SendAsync(Measured, Concurrency);
        var round = Round.Of(total, each, ProcessUsage.ProcessorTime(app.ProcessId) - appBefore);
        var azurite = (ProcessUsage.ProcessorTime(stage.AzuriteProcessId) - azuriteBefore).TotalSeconds / Measured * 1000;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{waiting,14:N0}{round.PerSecond,12:0}{round.Milliseconds.Percentile(0.5),9:0.0}{round.Milliseconds.Percentile(0.99),9:0.0}{round.CpuSecondsPerThousand,10:0.00}{azurite,14:0.00}"));
        return round.CpuSecondsPerThousand;
    }
}
