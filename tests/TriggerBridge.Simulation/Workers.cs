using System.Diagnostics;
using System.Globalization;
using TriggerBridge.Simulation.Coverage;
using TriggerBridge.Simulation.Scheduling;

namespace TriggerBridge.Simulation;

/// <summary>
/// Starts this program again, once for each processor, with what one thread needs: the thread pool's size is settled when a process starts.
/// Each takes its part of the seeds; what they say is put together.
/// </summary>
internal sealed class Workers(CommandLine asked)
{
    private const int FewSeeds = 1000;

    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(10);

    private readonly Tally _coverage = new();
    private readonly Lock _lock = new();
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private TimeSpan _progressAt;

    private TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_began);

    private long Runs => Counted(Worker.Runs);

    private double Rate => Runs / Elapsed.TotalMinutes;

    public static Task<int> RunAsync(CommandLine asked) => new Workers(asked).RunAsync();

    private async Task<int> RunAsync()
    {
        var count = Math.Min(Environment.ProcessorCount, asked.Seeds);
        var workers = Enumerable.Range(0, count).Select(number => Start(number, count)).ToList();
        while (workers.Count > 0)
        {
            using var ended = await await Task.WhenAny(workers.Select(EndAsync));
            workers.Remove(ended);
            if (ended.ExitCode == 0)
                continue;
            // The first failure ends it all.
            foreach (var other in workers)
                other.Kill();
            return ended.ExitCode;
        }

        Report();
        return 0;
    }

    private static async Task<Process> EndAsync(Process worker)
    {
        await worker.WaitForExitAsync();
        return worker;
    }

    private Process Start(int number, int all)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath!,
            [
                .. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Workers).Assembly.Location] : Array.Empty<string>(),
                "--from", Text(asked.From), "--seeds", Text(asked.Seeds), "--worker", Text(number), "--workers", Text(all), .. asked.IsTraced ? ["--trace"] : Array.Empty<string>(), .. asked.IsBroken ? ["--broken"] : Array.Empty<string>(),
            ])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment[Pump.Variable.Name] = Pump.Variable.Value;
        // Code that is compiled well at once is ready sooner; code that is compiled again, as it is used, is quicker in the end.
        if (asked.Seeds <= FewSeeds)
            start.Environment["DOTNET_TieredCompilation"] = "0";
        var worker = Process.Start(start)!;
        worker.OutputDataReceived += (_, line) => Read(line.Data);
        worker.BeginOutputReadLine();
        return worker;
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        lock (_lock)
        {
            if (!line.StartsWith(Worker.Mark, StringComparison.Ordinal))
            {
                Console.WriteLine(line);
                return;
            }

            var parts = line[Worker.Mark.Length..].Split(' ', 2);
            _coverage.Count(parts[1], long.Parse(parts[0], CultureInfo.InvariantCulture));
            if (parts[1] != Worker.Runs || Elapsed - _progressAt < ProgressEvery)
                return;
            _progressAt = Elapsed;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Runs,8:N0} of {asked.Seeds:N0} seeds, {Rate:N0} a minute"));
        }
    }

    private void Report()
    {
        if (asked.IsTraced)
            return;
        if (asked.WantsCoverage)
        {
            foreach (var (what, count) in _coverage.Counts)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,12:N0}  {what}"));
        }

        var never = Aims.All.Where(aim => Counted(aim) == 0).ToList();
        foreach (var aim in never.Where(aim => asked.WantsCoverage || !Aims.OutOfReach.ContainsKey(aim)))
            Console.WriteLine($"       never  {aim}{(Aims.OutOfReach.TryGetValue(aim, out var why) ? $" ({why})" : "")}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Runs:N0} seeds, {Counted(Worker.SimulatedHours):N0} simulated hours, {Sum("ended: "):N0} deliveries, {Sum("crash "):N0} crashes, {Sum("pause "):N0} pauses, {Sum("doubt: "):N0} doubts; {Rate:N0} seeds a minute: every promise held"));
    }

    private long Counted(string what) => _coverage.Counts.GetValueOrDefault(what);

    private long Sum(string kind) => _coverage.Counts.Where(each => each.Key.StartsWith(kind, StringComparison.Ordinal)).Sum(each => each.Value);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
