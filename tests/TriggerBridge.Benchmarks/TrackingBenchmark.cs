using System.Text.Json;
using Azure.Data.Tables;
using TriggerBridge.Benchmarks.Load;
using TriggerBridge.Benchmarks.Measures;
using TriggerBridge.Benchmarks.Servers;
using static System.FormattableString;

namespace TriggerBridge.Benchmarks;

/// <summary>
/// What it costs to learn that executions have ended: many are started, all end at the simulator, and then the app follows them until each of their
/// deliveries is final. The calls of Table Storage are counted.
/// </summary>
internal sealed class TrackingBenchmark
{
    private const int Executions = 10_000;
    private const int Concurrency = 64;
    private const int MostCalls = 1_500;

    // All are due at once when the app that follows them starts, and have ended.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    private readonly Stage _stage;
    private readonly SignedEvent _signed;
    private readonly TextWriter _output;

    private TrackingBenchmark(Stage stage, SignedEvent signed, TextWriter output)
    {
        _stage = stage;
        _signed = signed;
        _output = output;
    }

    /// <param name="before">The commit of the app that is measured, too; null: none.</param>
    /// <param name="output">Where the figures go.</param>
    /// <returns>Whether the app of this tree meets the requirement.</returns>
    /// <exception cref="InvalidOperationException">Not all deliveries became final.</exception>
    public static async Task<bool> RunAsync(string? before, TextWriter output)
    {
        await output.WriteLineAsync("Publishing and starting…");
        await using var stage = await Stage.SetAsync();
        var folder = before is null ? null : await Stage.PublishBeforeAsync(before);
        var benchmark = new TrackingBenchmark(stage, await SignedEvent.LoadAsync(stage.Files.WebhookSecret), output);

        await output.WriteLineAsync($"{Executions:N0} executions are started, and end. Then they are followed until their deliveries are final.\n");
        await output.WriteLineAsync("        calls of Table Storage:     calls of");
        await output.WriteLineAsync("          all   reads   writes       ISC   seconds   CPU s");
        if (folder is not null)
            await benchmark.MeasureAsync("then", folder);
        var calls = await benchmark.MeasureAsync("app", folder: null);

        await output.WriteLineAsync();
        var requirement = Requirement.AtMost(MostCalls, $"table calls until {Executions:N0} executions are final", calls, "0");
        await output.WriteLineAsync(requirement.ToString());
        return requirement.IsMet;
    }

    /// <returns>How many calls of Table Storage there were.</returns>
    private async Task<int> MeasureAsync(string name, string? folder)
    {
        using var http = new HttpClient(new SocketsHttpHandler());
        var tables = _stage.TakeTables();
        await StartExecutionsAsync(http, tables, folder);
        await Task.Delay(LookEvery, TimeProvider.System);

        await using var counter = await CallCounter.StartAsync(tables);
        var iscBefore = await CountIscCallsAsync(http);
        await using var app = await _stage.StartAppAsync(Settings(counter.ConnectionString), folder);
        var (began, cpuBefore) = (TimeProvider.System.GetTimestamp(), ProcessUsage.ProcessorTime(app.ProcessId));
        await OpenWork.WaitUntilDoneAsync(tables, AppFiles.BridgeName, Limit);
        var (calls, reads, cpu) = (counter.Calls, counter.Reads, ProcessUsage.ProcessorTime(app.ProcessId) - cpuBefore);
        var isc = await CountIscCallsAsync(http) - iscBefore;

        await DemandCompletedAsync(tables);
        await _output.WriteLineAsync(Invariant($"{name,-5}{calls,8}{reads,8}{calls - reads,9}{isc,10}{TimeProvider.System.GetElapsedTime(began).TotalSeconds,10:0}{cpu.TotalSeconds,8:0.0}"));
        return calls;
    }

    // Nothing is followed meanwhile.
    private async Task StartExecutionsAsync(HttpClient http, string tables, string? folder)
    {
        using (var cleared = await http.DeleteAsync(new Uri(_stage.SimulatorUrl, "_simulator/executions")))
            cleared.EnsureSuccessStatusCode();
        var settings = Settings(tables);
        AppFiles.StopTimers(settings, AppFiles.Schedules);
        await using var app = await _stage.StartAppAsync(settings, folder);
        using var load = new LoadGenerator(app.Url, AppFiles.BridgeName, _signed);
        await load.SendAsync(Executions, Concurrency);
    }

    private Dictionary<string, string> Settings(string tables)
    {
        var settings = _stage.Settings(tables);
        settings[AppFiles.ReadCredential] = AppFiles.ReadSecret;
        settings["TriggerBridge__TrackRecentEvery"] = LookEvery.ToString();
        // Their calls are not for what is followed.
        AppFiles.StopTimers(settings, AppFiles.Schedules.Except([AppFiles.DueWorkSchedule], StringComparer.Ordinal));
        return settings;
    }

    private async Task<long> CountIscCallsAsync(HttpClient http)
    {
        using var counts = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri(_stage.SimulatorUrl, "_simulator/requests")));
        return counts.RootElement.EnumerateObject().Sum(each => each.Value.GetInt64());
    }

    private static async Task DemandCompletedAsync(string tables)
    {
        var completed = 0;
        await foreach (var _ in new TableServiceClient(tables).GetTableClient("Deliveries").QueryAsync<TableEntity>(
            "RowKey ge 'D|' and RowKey lt 'D}' and Status eq 'Completed'", select: ["RowKey"]))
            completed++;
        if (completed != Executions)
            throw new InvalidOperationException($"Only {completed} of {Executions} deliveries are completed.");
    }
}
