using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using TriggerBridge.Benchmarks.Measures;
using static System.FormattableString;

namespace TriggerBridge.Benchmarks.Mappings;

/// <summary>What mapping costs: beside Newtonsoft.Json on the same work.</summary>
internal static class MappingBenchmark
{
    private const double MostMicroseconds = 60;
    private const double MostMicrosecondsForSchema = 200;
    private const double MostMicrosecondsOfCode = 300;
    private const double LeastSpeedRatio = 3;
    private const double MostAllocationRatio = 0.25;

    /// <returns>Whether every requirement is met.</returns>
    public static async Task<bool> RunAsync(TextWriter output)
    {
        foreach (var sample in Enum.GetValues<SampleEvent>())
            MappingContest.Works[sample] = await TenFields.LoadAsync(sample);
        List<Requirement> requirements = [.. MeasureContest(output), .. MeasureSchemas(output)];
        await output.WriteLineAsync();
        foreach (var requirement in requirements)
            await output.WriteLineAsync(requirement.ToString());
        return requirements.TrueForAll(requirement => requirement.IsMet);
    }

    private static IEnumerable<Requirement> MeasureContest(TextWriter output)
    {
        var summary = InProcessRun.Of<MappingContest>(Job.Default.WithWarmupCount(6).WithIterationCount(15));
        var pairs = Enum.GetValues<SampleEvent>().Select(sample => new Pair(
            sample, Contestant(summary, nameof(MappingContest.Ours), sample), Contestant(summary, nameof(MappingContest.Codes), sample), Contestant(summary, nameof(MappingContest.Newtonsofts), sample))).ToList();

        output.WriteLine();
        output.WriteLine("Ten fields of an event of 10 KB, from bytes to bytes (medians):");
        output.WriteLine("                         µs                      bytes allocated");
        output.WriteLine("event       template     code  Newtonsoft  template     code  Newtonsoft");
        foreach (var pair in pairs)
            output.WriteLine(Invariant($"{pair.Sample,-11}{pair.Ours.Microseconds,9:0.0}{pair.Codes.Microseconds,9:0.0}{pair.Newtonsofts.Microseconds,12:0.0}{pair.Ours.Bytes,10}{pair.Codes.Bytes,9}{pair.Newtonsofts.Bytes,12}"));

        var slowest = pairs.Max(pair => pair.Ours.Microseconds);
        var speed = pairs.Min(pair => pair.Newtonsofts.Microseconds / pair.Ours.Microseconds);
        var allocation = pairs.Max(pair => (double)pair.Ours.Bytes / pair.Newtonsofts.Bytes);
        return
        [
            new("ten fields of 10 KB under 60 µs", Invariant($"{slowest:0.0} µs"), slowest < MostMicroseconds),
            new("code for ten fields of 10 KB under 0.3 ms", Invariant($"{pairs.Max(pair => pair.Codes.Microseconds):0} µs"), pairs.TrueForAll(pair => pair.Codes.Microseconds < MostMicrosecondsOfCode)),
            new("at least 3 times as fast as Newtonsoft.Json", Invariant($"{speed:0.00}"), speed >= LeastSpeedRatio),
            new("at most a quarter of its allocation", Invariant($"{allocation:0.00}"), allocation <= MostAllocationRatio),
        ];
    }

    private static IEnumerable<Requirement> MeasureSchemas(TextWriter output)
    {
        var summary = InProcessRun.Of<SchemaContest>(Job.Default.WithWarmupCount(6).WithIterationCount(15));
        output.WriteLine();
        output.WriteLine("Check of an event of 10 KB against a schema of all its values (medians):");
        output.WriteLine("                        µs                  bytes allocated");
        output.WriteLine("event           ours  JsonSchema.Net     ours  JsonSchema.Net");
        var slowest = 0.0;
        foreach (var sample in Enum.GetValues<SampleEvent>())
        {
            var (ours, theirs) = (Contestant(summary, nameof(SchemaContest.Ours), sample), Contestant(summary, nameof(SchemaContest.Theirs), sample));
            output.WriteLine(Invariant($"{sample,-11}{ours.Microseconds,9:0.0}{theirs.Microseconds,16:0.0}{ours.Bytes,9}{theirs.Bytes,16}"));
            slowest = Math.Max(slowest, ours.Microseconds);
        }

        return [new("a schema check of 10 KB under 200 µs", Invariant($"{slowest:0.0} µs"), slowest < MostMicrosecondsForSchema)];
    }

    private static Cost Contestant(Summary summary, string method, SampleEvent sample)
    {
        var report = summary.Reports.FirstOrDefault(report =>
            report.BenchmarkCase.Descriptor.WorkloadMethod.Name == method && Equals(report.BenchmarkCase.Parameters[nameof(MappingContest.Sample)], sample));
        return report?.ResultStatistics is { } statistics
            ? new(statistics.Median / 1000, report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0)
            : throw new InvalidOperationException($"BenchmarkDotNet measured nothing for {method}; its log is in artifacts/benchmarks.");
    }

    private sealed record Cost(double Microseconds, long Bytes);

    private sealed record Pair(SampleEvent Sample, Cost Ours, Cost Codes, Cost Newtonsofts);
}
