using TriggerBridge.Benchmarks.Load;
using TriggerBridge.Benchmarks.Measures;
using TriggerBridge.Benchmarks.Servers;
using static System.FormattableString;

namespace TriggerBridge.Benchmarks.Overload;

/// <summary>
/// Twice as many events as one bridge can take, for half a minute: how many are accepted, how soon the others are told to come again, what
/// memory it takes, and whether all that was accepted is executed, once.
/// </summary>
internal static class OverloadBenchmark
{
    private const int Concurrency = 64;
    private const int WarmUp = 800;
    private const int Measured = 3_200;
    private const int Rounds = 5;
    private const int Times = 2;
    private const double MostGrowth = 1.1;

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <returns>Whether every requirement is met.</returns>
    /// <exception cref="InvalidOperationException">What was accepted was not executed exactly once, or what was refused was executed.</exception>
    public static async Task<bool> RunAsync(TextWriter output)
    {
        await output.WriteLineAsync("Publishing and starting…");
        await using var stage = await Stage.SetAsync();
        var signed = await SignedEvent.LoadAsync(stage.Files.WebhookSecret);
        var settings = stage.Settings();
        // As it is shipped: a sender waits for two seconds, and what cannot be sent by then is sent later.
        settings.Remove(AppFiles.DispatchBudget);
        await using var server = await stage.StartAppAsync(settings);
        using var app = new Contestant(server.ProcessId, new LoadGenerator(server.Url, AppFiles.BridgeName, signed));

        await output.WriteLineAsync("Warming up…");
        await app.WarmUpAsync(WarmUp);
        await app.RunAsync(Measured, Concurrency);
        await output.WriteLineAsync($"{Rounds} rounds with {Concurrency} at once…");
        var closedLoop = new List<double>();
        for (var i = 0; i < Rounds; i++)
            closedLoop.Add((await app.RunAsync(Measured, Concurrency)).PerSecond);

        var perSecond = (int)(Times * closedLoop.Median());
        await output.WriteLineAsync($"{perSecond}/s for {Length.TotalSeconds} s…");
        using var load = new OpenLoop(server.Url, AppFiles.BridgeName, signed);
        var (cpuBefore, ownBefore) = (ProcessUsage.ProcessorTime(server.ProcessId), ProcessUsage.ProcessorTime(Environment.ProcessId));
        var memory = SampleMemoryAsync(server.ProcessId);
        var answers = await load.SendAsync(perSecond, Length);
        var (cpu, own) = (ProcessUsage.ProcessorTime(server.ProcessId) - cpuBefore, ProcessUsage.ProcessorTime(Environment.ProcessId) - ownBefore);
        var megabytes = await memory;

        var figures = new OverloadFigures(closedLoop.Median(), perSecond, Length, answers);
        await output.WriteLineAsync();
        foreach (var line in figures.Lines())
            await output.WriteLineAsync(line);
        await output.WriteLineAsync();
        await output.WriteLineAsync(Invariant($"Memory of the app, MB, every {SampleEvery.TotalSeconds:0} s: {string.Join(", ", megabytes.Select(each => Invariant($"{each:0}")))}."));
        await output.WriteLineAsync(Invariant($"CPU s: app {cpu.TotalSeconds:0.0}, load generator {own.TotalSeconds:0.0}, of {Environment.ProcessorCount} × {Length.TotalSeconds:0}."));
        await output.WriteLineAsync(await AccountAsync(stage, app, figures));
        await output.WriteLineAsync();

        Requirement[] requirements =
        [
            .. figures.Requirements,
            Requirement.AtMost(MostGrowth, "times the memory in the middle at the end", megabytes[^1] / megabytes[megabytes.Count / 2], "0.00"),
        ];
        foreach (var requirement in requirements)
            await output.WriteLineAsync(requirement.ToString());
        return figures.KeptItsRate && requirements.All(requirement => requirement.IsMet);
    }

    /// <returns>At the start, and then until the end.</returns>
    private static async Task<IReadOnlyList<double>> SampleMemoryAsync(int processId)
    {
        var megabytes = new List<double> { ProcessUsage.ResidentMegabytes(processId) };
        for (var passed = SampleEvery; passed <= Length; passed += SampleEvery)
        {
            await Task.Delay(SampleEvery, TimeProvider.System);
            megabytes.Add(ProcessUsage.ResidentMegabytes(processId));
        }

        return megabytes;
    }

    private static async Task<string> AccountAsync(Stage stage, Contestant app, OverloadFigures figures)
    {
        var began = TimeProvider.System.GetTimestamp();
        await OpenWork.WaitUntilDoneAsync(stage.TableConnectionString, AppFiles.BridgeName, Limit);
        var waited = TimeProvider.System.GetElapsedTime(began);

        using var http = new HttpClient(new SocketsHttpHandler());
        var accepted = figures.Accepted.ToDictionary(answer => answer.DeliveryId, string? (_) => null, StringComparer.Ordinal);
        var accounted = await StartedExecutions.CheckAsync(http, stage.SimulatorUrl, app.Executions, accepted);
        return Invariant($"{accounted} deliveries accepted in this run, one execution each, {waited.TotalSeconds:0} s after the last answer; what was refused has none.");
    }
}
