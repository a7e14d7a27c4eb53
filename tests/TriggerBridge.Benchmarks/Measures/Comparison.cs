namespace TriggerBridge.Benchmarks.Measures;

/// <summary>
/// The rounds at one concurrency, app and bare in pairs. A ratio is the median of the pairs' ratios: both of a pair saw the same noise.
/// </summary>
internal sealed record Comparison(int Concurrency, IReadOnlyList<(Round App, Round Bare)> Pairs)
{
    public IEnumerable<Round> App => Pairs.Select(pair => pair.App);

    public IEnumerable<Round> Bare => Pairs.Select(pair => pair.Bare);

    public double RateRatio => Pairs.Select(pair => pair.App.PerSecond / pair.Bare.PerSecond).Median();

    public double CpuRatio => Pairs.Select(pair => pair.App.CpuSecondsPerThousand / pair.Bare.CpuSecondsPerThousand).Median();
}
