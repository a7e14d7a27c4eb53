using System.Diagnostics;
using Azure.Data.Tables;
using TriggerBridge.Benchmarks.Bare;
using TriggerBridge.Benchmarks.Load;
using TriggerBridge.Benchmarks.Measures;
using TriggerBridge.Benchmarks.Servers;

namespace TriggerBridge.Benchmarks;

/// <summary>One run: both servers under the same load in turn, then the app's starts.</summary>
internal static class Benchmark
{
    private static readonly int[] Concurrencies = [1, 16, 64];

    /// <returns>Whether every requirement is met.</returns>
    /// <exception cref="InvalidOperationException">Nothing could be measured, or a delivery was not accounted for.</exception>
    public static async Task<bool> RunAsync(BenchmarkOptions options, TextWriter output)
    {
        RefuseDebug();
        await output.WriteLineAsync("Publishing and starting…");
        await using var stage = await Stage.SetAsync();
        var figures = await MeasureAsync(options, stage, output);
        var requirements = Requirement.Of(figures);
        await output.WriteLineAsync();
        await Report.WriteAsync(output, figures, requirements);
        return requirements.All(requirement => requirement.IsMet);
    }

    private static async Task<Figures> MeasureAsync(BenchmarkOptions options, Stage stage, TextWriter output)
    {
        var signed = await SignedEvent.LoadAsync(stage.Files.WebhookSecret);
        await using var app = new Contestant(await stage.StartAppAsync(), signed);
        await app.RunAsync(deliveries: 1, concurrency: 1);
        var payloadBytes = await ReadPayloadSizeAsync(stage.TableConnectionString);
        await using var bare = new Contestant(await stage.StartBareAsync(payloadBytes), signed);

        await output.WriteLineAsync("Warming up…");
        await app.WarmUpAsync(options.Deliveries);
        await bare.WarmUpAsync(options.Deliveries);

        var comparisons = new List<Comparison>();
        foreach (var concurrency in Concurrencies)
        {
            await output.WriteLineAsync($"{options.Rounds} rounds with {concurrency} at once…");
            comparisons.Add(await CompareAsync(app, bare, options, concurrency));
        }

        var (appMegabytes, bareMegabytes) = (app.ResidentMegabytes, bare.ResidentMegabytes);
        using var http = new HttpClient(new SocketsHttpHandler());
        return new()
        {
            EventBytes = signed.Body.Length,
            PayloadBytes = payloadBytes,
            Accounted = await StartedExecutions.CheckAsync(http, stage.SimulatorUrl, app.Executions, bare.Executions),
            Comparisons = comparisons,
            AppMegabytes = appMegabytes,
            BareMegabytes = bareMegabytes,
            StartMilliseconds = await MeasureStartsAsync(stage, options.Starts),
        };
    }

    private static async Task<Comparison> CompareAsync(Contestant app, Contestant bare, BenchmarkOptions options, int concurrency)
    {
        var deliveries = options.DeliveriesAt(concurrency);
        var pairs = new List<(Round App, Round Bare)>();
        for (var i = 0; i < options.Rounds; i++)
        {
            // Who goes first changes, for Azurite grows slower with each row.
            var early = i % 2 == 0 ? await app.RunAsync(deliveries, concurrency) : null;
            var ofBare = await bare.RunAsync(deliveries, concurrency);
            pairs.Add((early ?? await app.RunAsync(deliveries, concurrency), ofBare));
        }

        return new(concurrency, pairs);
    }

    private static async Task<IReadOnlyList<double>> MeasureStartsAsync(Stage stage, int starts)
    {
        var milliseconds = new List<double>(starts);
        for (var i = 0; i < starts; i++)
        {
            await using var app = await stage.StartAppAsync();
            milliseconds.Add(app.StartTime.TotalMilliseconds);
        }

        return milliseconds;
    }

    private static async Task<int> ReadPayloadSizeAsync(string tableConnectionString)
    {
        var deliveries = new TableServiceClient(tableConnectionString).GetTableClient("Deliveries");
        await foreach (var row in deliveries.QueryAsync<TableEntity>("RowKey ge 'D|' and RowKey lt 'D}'"))
            return row.GetBinary("Payload0")!.Length;
        throw new InvalidOperationException("The app recorded nothing.");
    }

    private static void RefuseDebug()
    {
        var attributes = typeof(BareServer).Assembly.GetCustomAttributes(typeof(DebuggableAttribute), inherit: false);
        if (attributes is [DebuggableAttribute { IsJITOptimizerDisabled: true }])
            throw new InvalidOperationException("The bare server is not optimized: build with -c Release.");
    }
}
