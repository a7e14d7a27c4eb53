using System.IO.Compression;
using TriggerBridge.Benchmarks.Load;
using TriggerBridge.Benchmarks.Measures;
using TriggerBridge.Benchmarks.Servers;
using static System.FormattableString;

namespace TriggerBridge.Benchmarks;

/// <summary>The package that goes to Azure: how large it is, how soon it answers, also what is made to cost much, how much memory it takes.</summary>
internal static class PackageBenchmark
{
    private const int Starts = 15;
    private const int Deliveries = 1000;
    private const int Concurrency = 16;
    private const double MostMegabytesZipped = 30;
    private const double MostMegabytesResident = 90;
    private const double MostStartMilliseconds = 150;

    /// <returns>Whether every requirement is met.</returns>
    public static async Task<bool> RunAsync(TextWriter output)
    {
        await output.WriteLineAsync("Making the package…");
        var zip = await Published.PackageAsync();
        var folder = Directory.CreateTempSubdirectory("triggerbridge-package-");
        try
        {
            await ZipFile.ExtractToDirectoryAsync(zip, folder.FullName);
            await using var stage = await Stage.SetAsync(folder.FullName);
            var starts = await MeasureStartsAsync(stage);
            var resident = await MeasureMemoryAsync(stage);
            var hostile = await HostileMeasure.RunAsync(stage, output);
            return await ReportAsync(output, new FileInfo(zip).Length / 1e6, starts, resident, hostile);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // As in Azure: by the Functions host, outside Development, with a vault, which is asked for nothing before the first event.
    private static async Task<List<double>> MeasureStartsAsync(Stage stage)
    {
        var settings = stage.Settings();
        settings["ASPNETCORE_ENVIRONMENT"] = "Production";
        settings["TriggerBridge__SecretsFile"] = "";
        settings["TriggerBridge__KeyVaultUri"] = "https://contoso.vault.azure.net";
        // The first one reads the executable from the disk and creates the tables.
        await using (await stage.StartUnderHostAsync(settings))
        {
        }

        var starts = new List<double>(Starts);
        for (var i = 0; i < Starts; i++)
        {
            await using var app = await stage.StartUnderHostAsync(settings);
            starts.Add(app.StartTime.TotalMilliseconds);
        }

        return starts;
    }

    private static async Task<double> MeasureMemoryAsync(Stage stage)
    {
        await using var app = await stage.StartAppAsync();
        using var load = new LoadGenerator(app.Url, AppFiles.BridgeName, await SignedEvent.LoadAsync(stage.Files.WebhookSecret));
        await load.SendAsync(Deliveries, Concurrency);
        return ProcessUsage.ResidentMegabytes(app.ProcessId);
    }

    private static async Task<bool> ReportAsync(TextWriter output, double zipped, List<double> starts, double resident, Requirement hostile)
    {
        var start = starts.Median();
        await output.WriteLineAsync(Invariant($"Process start to the first answer of GET /api/health: median {start:0} ms of"));
        await output.WriteLineAsync("  " + string.Join(' ', starts.Order().Select(each => Invariant($"{each:0}"))));
        await output.WriteLineAsync();

        Requirement[] requirements =
        [
            new(Invariant($"process start to first answer under {MostStartMilliseconds} ms"), Invariant($"{start:0}"), start < MostStartMilliseconds),
            new(Invariant($"resident memory under {MostMegabytesResident} MB after {Deliveries} deliveries"), Invariant($"{resident:0}"), resident < MostMegabytesResident),
            new(Invariant($"zip under {MostMegabytesZipped} MB"), Invariant($"{zipped:0.0}"), zipped < MostMegabytesZipped),
            hostile,
        ];
        foreach (var requirement in requirements)
            await output.WriteLineAsync(requirement.ToString());
        return requirements.All(requirement => requirement.IsMet);
    }
}
