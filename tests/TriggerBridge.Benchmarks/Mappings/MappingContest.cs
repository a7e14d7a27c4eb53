using BenchmarkDotNet.Attributes;

namespace TriggerBridge.Benchmarks.Mappings;

/// <summary>As BenchmarkDotNet wants it: public, open and with methods of its own.</summary>
public class MappingContest
{
    private TenFields? _work;

    /// <summary>Loaded before the contest: BenchmarkDotNet does not wait for an asynchronous setup in its own process.</summary>
    internal static Dictionary<SampleEvent, TenFields> Works { get; } = [];

    [ParamsAllValues]
    public SampleEvent Sample { get; set; }

    [GlobalSetup]
    public void Choose() => _work = Works[Sample];

    [Benchmark]
    public ReadOnlyMemory<byte> Ours() => _work!.Ours();

    [Benchmark]
    public ReadOnlyMemory<byte> Codes() => _work!.Codes();

    [Benchmark(Baseline = true)]
    public ReadOnlyMemory<byte> Newtonsofts() => _work!.Newtonsofts();
}

/// <summary>The events that are mapped, each of 10 KB.</summary>
public enum SampleEvent
{
    /// <summary>GitHub's deployment_status: some 200 values, many of them long addresses.</summary>
    GitHub,

    /// <summary>A list of small records: some 700 short values.</summary>
    Dense,
}
