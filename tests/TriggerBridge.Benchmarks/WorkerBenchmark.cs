using System.IO.Compression;
using TriggerBridge.Benchmarks.Load;
using TriggerBridge.Benchmarks.Measures;
using TriggerBridge.Benchmarks.Servers;
using static System.FormattableString;

namespace TriggerBridge.Benchmarks;

/// <summary>The package that goes to Azure, as the worker of a played Functions host: how soon it answers, how much memory and CPU it takes.</summary>
internal sealed class WorkerBenchmark
{
    private const int Deliveries = 1000;
    private const int Concurrency = 16;
    private const int Rounds = 11;
    private const double MostOfTimeWithout = 0.75;
    private const double MostMegabytesResident = 180;
    private const double MostMegabytesZipped = 30;

    private readonly Stage _stage;
    private readonly SignedEvent _signed;
    private readonly string _package;
    private readonly TextWriter _output;

    private WorkerBenchmark(Stage stage, SignedEvent signed, string package, TextWriter output)
    {
        _stage = stage;
        _signed = signed;
        _package = package;
        _output = output;
    }

    /// <returns>Whether every requirement is met.</returns>
    public static async Task<bool> RunAsync(TextWriter output)
    {
        await output.WriteLineAsync("Making the package, and the same without ReadyToRun…");
        var zip = await Published.PackageAsync();
        var without = await Published.PublishAsync("TriggerBridge.Functions", "ForAzure=true", "PublishReadyToRun=false");
        var package = Directory.CreateTempSubdirectory("triggerbridge-package-");
        try
        {
            await ZipFile.ExtractToDirectoryAsync(zip, package.FullName);
            await using var stage = await Stage.SetAsync();
            var benchmark = new WorkerBenchmark(stage, await SignedEvent.LoadAsync(stage.Files.WebhookSecret), package.FullName, output);
            Requirement[] requirements =
            [
                Requirement.AtMost(
                    MostOfTimeWithout, "of the time without ReadyToRun",
                    await StartBenchmark.MeasureAsync(stage, benchmark._signed, ("with ReadyToRun", package.FullName), ("without", without), output), "0.00"),
                await benchmark.MeasureLoadAsync(),
                await HostileMeasure.RunAsync(stage, package.FullName, output),
                Requirement.AtMost(MostMegabytesZipped, "MB of package, zipped", new FileInfo(zip).Length / 1e6, "0.0"),
            ];
            foreach (var requirement in requirements)
                await output.WriteLineAsync(requirement.ToString());
            return requirements.All(requirement => requirement.IsMet);
        }
        finally
        {
            package.Delete(recursive: true);
        }
    }

    private async Task<Requirement> MeasureLoadAsync()
    {
        var settings = _stage.Settings();
        settings[AllocationHook.Variable] = AllocationHook.Path;
        await using var worker = await HostedWorker.StartAsync(_package, settings);
        using var deliveries = new Contestant(worker.ProcessId, new LoadGenerator(worker.Url, AppFiles.BridgeName, _signed));
        await deliveries.RunAsync(Deliveries, Concurrency);
        var megabytes = deliveries.ResidentMegabytes;

        // The same request to the same function, which returns before anything: what remains is the platform's.
        using var trivial = new Contestant(worker.ProcessId, new LoadGenerator(worker.Url, "unknown", _signed, Expected.NotFound));
        await deliveries.WarmUpAsync(Deliveries);
        await trivial.WarmUpAsync(Deliveries);
        var pairs = new List<(Round Delivery, Round Trivial)>(Rounds);
        for (var i = 0; i < Rounds; i++)
            pairs.Add((await deliveries.RunAsync(Deliveries, Concurrency), await trivial.RunAsync(Deliveries, Concurrency)));

        await _output.WriteLineAsync($"CPU s of the worker per 1,000, {Concurrency} at once (medians of {Rounds} rounds, in turn):");
        await _output.WriteLineAsync(Invariant($"  deliveries {pairs.Select(pair => pair.Delivery.CpuSecondsPerThousand).Median():0.00}, ") +
            Invariant($"an unknown bridge's 404 {pairs.Select(pair => pair.Trivial.CpuSecondsPerThousand).Median():0.00}"));
        await _output.WriteLineAsync(Invariant($"KB allocated each: a delivery {pairs.Select(pair => pair.Delivery.KilobytesAllocatedEach).Median():0.0}, ") +
            Invariant($"an unknown bridge's 404 {pairs.Select(pair => pair.Trivial.KilobytesAllocatedEach).Median():0.0}"));
        await _output.WriteLineAsync(Invariant($"Resident memory: {megabytes:0} MB after the first {Deliveries} deliveries, {deliveries.ResidentMegabytes:0} MB at the end."));
        await _output.WriteLineAsync();
        return Requirement.AtMost(MostMegabytesResident, $"MB of memory after {Deliveries} deliveries", megabytes, "0");
    }
}
