using System.Diagnostics;
using Azure.Data.Tables;
using TriggerBridge.Benchmarks.Bare;
using TriggerBridge.Benchmarks.Load;
using TriggerBridge.Benchmarks.Measures;
using TriggerBridge.Benchmarks.Servers;

namespace TriggerBridge.Benchmarks;

/// <summary>One run: both servers under the same load in turn, then the app's calls of the ledger.</summary>
internal static class Benchmark
{
    private const int PerSecond = 100;
    private const int ConcurrencyOfSpread = 64;

    private const double LeastRateRatio = 0.90;
    private const double LeastRateRatioOfMany = 1;
    private const double MostCpuRatio = 1.3;
    private const double MostP99Ratio = 1.3;
    private const double MostLedgerCalls = 2;
    private const double MostLedgerCallsOfMany = 0.4;

    private static readonly int[] Concurrencies = [1, 16, 64];

    private static readonly string[] SpreadBridges = [.. Enumerable.Range(1, 16).Select(number => $"spread-{number}")];

    /// <returns>Whether every requirement is met.</returns>
    /// <exception cref="InvalidOperationException">Nothing could be measured, or a delivery was not accounted for.</exception>
    public static async Task<bool> RunAsync(BenchmarkOptions options, TextWriter output)
    {
        RefuseDebug();
        await output.WriteLineAsync("Publishing and starting…");
        await using var stage = await Stage.SetAsync();
        foreach (var bridge in SpreadBridges)
            stage.Files.WriteBridge(bridge);
        var figures = await MeasureAsync(options, stage, output);
        var requirements = options.Before is null ? RequirementsOf(figures) : [];
        await output.WriteLineAsync();
        await Report.WriteAsync(output, figures, requirements, options.Before is null ? "bare" : "then");
        return requirements.All(requirement => requirement.IsMet);
    }

    // None of the load that is spread over bridges: that one is for the comparison with an older app.
    private static IReadOnlyList<Requirement> RequirementsOf(Figures figures) =>
    [
        .. figures.ClosedLoops.Select((each, i) => Requirement.AtLeast(i == 0 ? LeastRateRatio : LeastRateRatioOfMany, $"of the bare rate with {each.Load}", each.RateRatio)),
        .. figures.ClosedLoops.Select(each => Requirement.AtMost(MostCpuRatio, $"times the bare one's CPU with {each.Load}", each.CpuRatio, "0.00")),
        Requirement.AtMost(MostP99Ratio, $"times the bare one's p99 with {figures.OpenLoop.Load}", figures.OpenLoop.P99Ratio, "0.00"),
        Requirement.AtMost(MostLedgerCalls, "calls of Table Storage per delivery with 1 at once", figures.LedgerCalls.One, "0.00"),
        Requirement.AtMost(MostLedgerCallsOfMany, "calls of Table Storage per delivery with 64 at once", figures.LedgerCalls.Many, "0.00"),
    ];

    private static async Task<Figures> MeasureAsync(BenchmarkOptions options, Stage stage, TextWriter output)
    {
        var signed = await SignedEvent.LoadAsync(stage.Files.WebhookSecret);
        await using var appServer = await stage.StartAppAsync();
        using var app = Contestant(appServer, AppFiles.BridgeName);
        await app.RunAsync(deliveries: 1, concurrency: 1);
        var payloadBytes = await ReadPayloadSizeAsync(stage.TableConnectionString);
        await using var bareServer = options.Before is { } commit
            ? await stage.StartAppAsync(folder: await Stage.PublishBeforeAsync(commit))
            : await stage.StartBareAsync(payloadBytes);
        using var bare = Contestant(bareServer, AppFiles.BridgeName);
        using var appSpread = Contestant(appServer, SpreadBridges);
        using var bareSpread = Contestant(bareServer, SpreadBridges);

        await output.WriteLineAsync("Warming up…");
        await app.WarmUpAsync(options.Deliveries);
        await bare.WarmUpAsync(options.Deliveries);

        var closedLoops = new List<Comparison>();
        foreach (var concurrency in Concurrencies)
            closedLoops.Add(await CompareAsync($"{concurrency} at once", app, bare, each => each.RunAsync(options.DeliveriesAt(concurrency), concurrency)));
        var openLoop = await CompareAsync($"{PerSecond}/s", app, bare, each => each.RunAtRateAsync(options.Deliveries, PerSecond));

        // Last: the timers look at each bridge from its first event on. That one also registers it.
        await appSpread.RunAsync(options.Deliveries, ConcurrencyOfSpread);
        await bareSpread.RunAsync(options.Deliveries, ConcurrencyOfSpread);
        var spread = await CompareAsync(
            $"{ConcurrencyOfSpread} spread", appSpread, bareSpread, each => each.RunAsync(options.DeliveriesAt(ConcurrencyOfSpread), ConcurrencyOfSpread));

        var (appMegabytes, bareMegabytes) = (app.ResidentMegabytes, bare.ResidentMegabytes);
        using var http = new HttpClient(new SocketsHttpHandler());
        return new()
        {
            EventBytes = signed.Body.Length,
            PayloadBytes = payloadBytes,
            Accounted = await StartedExecutions.CheckAsync(http, stage.SimulatorUrl, app.Executions, bare.Executions, appSpread.Executions, bareSpread.Executions),
            ClosedLoops = closedLoops,
            OpenLoop = openLoop,
            Spread = spread,
            LedgerCalls = await LedgerCalls.CountAsync(stage, signed),
            AppMegabytes = appMegabytes,
            BareMegabytes = bareMegabytes,
        };

        Contestant Contestant(HttpServer server, params string[] bridges) => new(server.ProcessId, new LoadGenerator(server.Url, bridges, signed));

        async Task<Comparison> CompareAsync(string load, Contestant app, Contestant bare, Func<Contestant, Task<Round>> run)
        {
            await output.WriteLineAsync($"{options.Rounds} rounds with {load}…");
            var pairs = new List<(Round App, Round Bare)>();
            for (var i = 0; i < options.Rounds; i++)
            {
                // Who goes first changes, for Azurite grows slower with each row.
                var early = i % 2 == 0 ? await run(app) : null;
                var ofBare = await run(bare);
                pairs.Add((early ?? await run(app), ofBare));
            }

            return new(load, pairs);
        }
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
