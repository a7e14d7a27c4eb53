using TriggerBridge.Benchmarks.Bare;
using TriggerBridge.Benchmarks.Load;
using TriggerBridge.Benchmarks.Measures;
using TriggerBridge.Benchmarks.Servers;
using TriggerBridge.Testing;
using static System.FormattableString;

namespace TriggerBridge.Benchmarks;

/// <summary>
/// What accepting costs while a backlog waits: ISC is away, so each event that is accepted stays, and its work item with it. The timers
/// run as ever. Azurite becomes slower with each row in its tables, so each rate stands beside that of the same rows written by nobody's code
/// but the Tables client, and beside that of an older app with the same backlog if one is asked for.
/// </summary>
internal sealed class BacklogBenchmark
{
    private const int Backlog = 100_000;
    private const int Steps = 4;
    private const int Concurrency = 16;
    private const int Rounds = 5;
    private const int Measured = 800;
    private const int WarmUp = 4_000;
    private const int BarePayload = 900;
    private const int BareMeasured = 400;
    private const double LeastShare = 0.95;

    private readonly Contestant _app;
    private readonly Contestant? _then;
    private readonly BareRows _rows;
    private readonly TextWriter _output;

    private BacklogBenchmark(Contestant app, Contestant? then, BareRows rows, TextWriter output)
    {
        _app = app;
        _then = then;
        _rows = rows;
        _output = output;
    }

    /// <param name="before">The commit of the app that is measured, too; null: none.</param>
    /// <param name="output">Where the figures go.</param>
    /// <returns>Whether the backlog costs accepting nothing that it does not cost the bare writes.</returns>
    public static async Task<bool> RunAsync(string? before, TextWriter output)
    {
        await output.WriteLineAsync("Publishing and starting…");
        await using var stage = await Stage.SetAsync();
        var folder = before is null ? null : await Stage.PublishBeforeAsync(before);
        var signed = await SignedEvent.LoadAsync(stage.Files.WebhookSecret);
        // Nobody listens there.
        var settings = stage.Settings(tenant: new Uri(Invariant($"http://127.0.0.1:{FreePort.Next()}/")));
        await using var server = await stage.StartAppAsync(settings);
        await using var serverThen = folder is null ? null : await stage.StartAppAsync(settings, folder);
        using var app = Contestant(server);
        using var then = serverThen is null ? null : Contestant(serverThen);
        var rows = new BareRows(BareRows.Table(stage.TableConnectionString, "Deliveries"), BarePayload);
        return await new BacklogBenchmark(app, then, rows, output).RunAsync();

        Contestant Contestant(HttpServer of) => new(of.ProcessId, new LoadGenerator(of.Url, AppFiles.BridgeName, signed, Expected.Waiting));
    }

    private async Task<bool> RunAsync()
    {
        // Warmed up on a backlog that is small beside the measured ones.
        var waiting = await FillAsync(_app, WarmUp) + (_then is null ? 0 : await FillAsync(_then, WarmUp));
        await WriteBareAsync();
        await _output.WriteLineAsync($"Accepting at {Concurrency} at once while ISC is away; beside it the same rows written by the Tables client alone (medians of {Rounds} rounds, in turn).\n");
        await _output.WriteLineAsync("       waiting   accepts/s   p50 ms   p99 ms   CPU s per 1,000   bare writes/s   ratio" + (_then is null ? "" : "   then/s   ratio"));

        var (ratios, ratiosThen) = (new List<double>(), new List<double>());
        for (var step = 0; step <= Steps; step++)
        {
            waiting += await FillAsync(_app, Math.Max((Backlog * step / Steps) - waiting, 0));
            var rounds = await MeasureAsync();
            await WriteAsync(waiting, rounds);
            waiting += Rounds * Measured * (_then is null ? 1 : 2);
            ratios.Add(rounds.Select(round => round.App.PerSecond / round.Bare).Median());
            ratiosThen.AddRange(_then is null ? [] : [rounds.Select(round => round.Then!.PerSecond / round.Bare).Median()]);
        }

        await _output.WriteLineAsync();
        if (_then is not null)
            await _output.WriteLineAsync(Invariant($"The app as it was then kept {ratiosThen[^1] / ratiosThen[0]:0.00} of its ratio to the bare writes."));
        var requirement = Requirement.AtLeast(LeastShare, Invariant($"of the first ratio at {Backlog:N0} waiting"), ratios[^1] / ratios[0]);
        await _output.WriteLineAsync(requirement.ToString());
        return requirement.IsMet;
    }

    private async Task<IReadOnlyList<Measurement>> MeasureAsync()
    {
        var rounds = new List<Measurement>(Rounds);
        for (var i = 0; i < Rounds; i++)
        {
            // Who goes first changes, for Azurite grows slower with each row.
            var early = i % 2 == 0 ? await AcceptAsync(_app) : null;
            var then = _then is null ? null : await AcceptAsync(_then);
            var bare = await WriteBareAsync();
            rounds.Add(new(early ?? await AcceptAsync(_app), then, bare));
        }

        return rounds;
    }

    private Task WriteAsync(int waiting, IReadOnlyList<Measurement> rounds)
    {
        var line = Invariant($"{waiting,14:N0}{Of(round => round.PerSecond),12:0}{Of(round => round.Milliseconds.Percentile(0.5)),9:0.0}{Of(round => round.Milliseconds.Percentile(0.99)),9:0.0}") +
            Invariant($"{Of(round => round.CpuSecondsPerThousand),18:0.00}{rounds.Select(round => round.Bare).Median(),16:0}{rounds.Select(round => round.App.PerSecond / round.Bare).Median(),8:0.00}");
        return _output.WriteLineAsync(_then is null ? line : line +
            Invariant($"{rounds.Select(round => round.Then!.PerSecond).Median(),9:0}{rounds.Select(round => round.App.PerSecond / round.Then!.PerSecond).Median(),8:0.00}"));

        double Of(Func<Round, double> figure) => rounds.Select(round => figure(round.App)).Median();
    }

    private static Task<Round> AcceptAsync(Contestant app) => app.RunAsync(Measured, Concurrency);

    /// <returns>How many.</returns>
    private static async Task<int> FillAsync(Contestant app, int deliveries)
    {
        if (deliveries > 0)
            await app.RunAsync(deliveries, Concurrency);
        return deliveries;
    }

    /// <returns>How many a second.</returns>
    private async Task<double> WriteBareAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        await Parallel.ForAsync(
            0, BareMeasured, new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (_, _) => await _rows.InsertAsync("bare", Guid.NewGuid().ToString("N")));
        return BareMeasured / TimeProvider.System.GetElapsedTime(started).TotalSeconds;
    }

    /// <param name="Then">The older app's; null: none.</param>
    /// <param name="Bare">Rows of that many deliveries a second.</param>
    private sealed record Measurement(Round App, Round? Then, double Bare);
}
