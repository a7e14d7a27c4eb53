using System.Globalization;
using TriggerBridge.Benchmarks.Bare;
using TriggerBridge.Benchmarks.Load;
using TriggerBridge.Benchmarks.Measures;
using TriggerBridge.Benchmarks.Servers;
using TriggerBridge.Testing;

namespace TriggerBridge.Benchmarks;

/// <summary>
/// What accepting costs while a backlog waits: ISC is away, so each event that is accepted stays, and its work item with it. The timers
/// run as ever. Azurite becomes slower with each row in its tables, so each rate stands beside that of the same rows written by nobody's code
/// but the Tables client.
/// </summary>
internal static class BacklogBenchmark
{
    private const int Backlog = 100_000;
    private const int Steps = 4;
    private const int Concurrency = 16;
    private const int Measured = 4_000;
    private const int BarePayload = 900;
    private const int BareMeasured = 1_000;
    private const double LeastShare = 0.75;

    /// <returns>Whether the backlog costs accepting nothing that it does not cost the bare writes.</returns>
    public static async Task<bool> RunAsync(TextWriter output)
    {
        await output.WriteLineAsync("Publishing and starting…");
        await using var stage = await Stage.SetAsync();
        var nobody = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}/"));
        await using var app = await stage.StartAppAsync(stage.Settings(tenant: nobody));
        using var load = new LoadGenerator(app.Url, AppFiles.BridgeName, await SignedEvent.LoadAsync(stage.Files.WebhookSecret), Expected.Waiting);

        // Warmed up on a backlog that is small beside the measured ones.
        await load.SendAsync(Measured, Concurrency);
        var rows = new BareRows(BareRows.Table(stage.TableConnectionString, "Deliveries"), BarePayload, "bare");
        await WriteBareAsync(rows, BareMeasured);
        await output.WriteLineAsync($"Accepting at {Concurrency} at once while ISC is away; beside it the same rows written by the Tables client alone.\n");
        await output.WriteLineAsync("       waiting   accepts/s   p50 ms   p99 ms   CPU s per 1,000   bare writes/s   ratio");

        var waiting = Measured;
        var ratios = new List<double>();
        for (var step = 0; step <= Steps; step++)
        {
            var ahead = Math.Max((Backlog * step / Steps) - waiting, 0);
            await load.SendAsync(ahead, Concurrency);
            waiting += ahead;
            ratios.Add(await MeasureAsync(app, load, rows, waiting, output));
            waiting += Measured;
        }

        var share = ratios[^1] / ratios[0];
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"\nThe ratio at {Backlog:N0} waiting is {share:0.00} of the first one (at least {LeastShare:0.00}: {(share >= LeastShare ? "met" : "NOT met")})"));
        return share >= LeastShare;
    }

    private static async Task<double> MeasureAsync(HttpServer app, LoadGenerator load, BareRows rows, int waiting, TextWriter output)
    {
        var round = await Round.MeasureAsync(app.ProcessId, () => load.SendAsync(Measured, Concurrency));
        var bare = await WriteBareAsync(rows, BareMeasured);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{waiting,14:N0}{round.PerSecond,12:0}{round.Milliseconds.Percentile(0.5),9:0.0}{round.Milliseconds.Percentile(0.99),9:0.0}{round.CpuSecondsPerThousand,18:0.00}{bare,16:0}{round.PerSecond / bare,8:0.00}"));
        return round.PerSecond / bare;
    }

    /// <returns>How many a second.</returns>
    private static async Task<double> WriteBareAsync(BareRows rows, int count)
    {
        var started = TimeProvider.System.GetTimestamp();
        await Parallel.ForAsync(
            0, count, new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (_, _) => await rows.InsertAsync(Guid.NewGuid().ToString("N")));
        return count / TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    }
}
