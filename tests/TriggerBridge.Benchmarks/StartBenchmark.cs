using TriggerBridge.Benchmarks.Load;
using TriggerBridge.Benchmarks.Measures;
using TriggerBridge.Benchmarks.Servers;
using static System.FormattableString;

namespace TriggerBridge.Benchmarks;

/// <summary>How soon a new worker of a played Functions host answers, of two builds in turn: the machine is the same for both.</summary>
internal static class StartBenchmark
{
    private const int Starts = 11;

    /// <summary>The package as it is, and as it was at a commit.</summary>
    /// <returns>True: what is too long is for people to say.</returns>
    public static async Task<bool> RunAsync(string before, TextWriter output)
    {
        await output.WriteLineAsync($"Publishing as for Azure, now and at {before}…");
        var now = await Published.PublishAsync("TriggerBridge.Functions", "ForAzure=true");
        var then = await Published.PublishAsOfAsync(before, "TriggerBridge.Functions", "ForAzure=true");
        await using var stage = await Stage.SetAsync();
        var ratio = await MeasureAsync(stage, await SignedEvent.LoadAsync(stage.Files.WebhookSecret), ("now", now), ("then", then), output);
        await output.WriteLineAsync(Invariant($"The median of the ratios of all pairs: {ratio:0.00}"));
        return true;
    }

    /// <returns>The median of the ratios of all pairs.</returns>
    public static async Task<double> MeasureAsync(Stage stage, SignedEvent signed, (string Name, string Folder) one, (string Name, string Folder) other, TextWriter output)
    {
        // The first ones read the files from the disk, and compile the played host.
        await StartAsync(stage, signed, one.Folder);
        await StartAsync(stage, signed, other.Folder);

        var pairs = new List<(Start One, Start Other)>(Starts);
        for (var i = 0; i < Starts; i++)
            pairs.Add((await StartAsync(stage, signed, one.Folder), await StartAsync(stage, signed, other.Folder)));

        await output.WriteLineAsync($"Spawn to the first answered webhook, ms ({Starts} times, in turn):");
        await WriteAsync(one.Name, pairs.Select(pair => pair.One));
        await WriteAsync(other.Name, pairs.Select(pair => pair.Other));
        await output.WriteLineAsync();
        return pairs.Select(pair => pair.One.Milliseconds / pair.Other.Milliseconds).Median();

        Task WriteAsync(string build, IEnumerable<Start> starts) => output.WriteLineAsync(
            Invariant($"  {build,-15}  median {starts.Select(start => start.Milliseconds).Median(),4:0} of ") +
            string.Join(' ', starts.Select(start => start.Milliseconds).Order().Select(start => Invariant($"{start:0}"))) +
            Invariant($"; CPU {starts.Select(start => start.CpuMilliseconds).Median():0}"));
    }

    private static async Task<Start> StartAsync(Stage stage, SignedEvent signed, string folder)
    {
        await using var worker = await HostedWorker.StartAsync(folder, stage.Settings());
        using var load = new LoadGenerator(worker.Url, AppFiles.BridgeName, signed);
        await load.SendAsync(1, concurrency: 1);
        return new(TimeProvider.System.GetElapsedTime(worker.SpawnedAt).TotalMilliseconds, ProcessUsage.ProcessorTime(worker.ProcessId).TotalMilliseconds);
    }

    /// <param name="Milliseconds">Until the first webhook was answered.</param>
    /// <param name="CpuMilliseconds">What the worker had used by then.</param>
    private sealed record Start(double Milliseconds, double CpuMilliseconds);
}
