namespace TriggerBridge.Benchmarks.Measures;

/// <summary>
/// The rounds of one load, app and bare in pairs. A ratio is the median of the pairs' ratios: both of a pair saw the same noise.
/// </summary>
/// <param name="Load">In words, such as <c>16 at once</c>.</param>
internal sealed record Comparison(string Load, IReadOnlyList<(Round App, Round Bare)> Pairs)
{
    public IEnumerable<Round> App => Pairs.Select(pair => pair.App);

    public IEnumerable<Round> Bare => Pairs.Select(pair => pair.Bare);

    public double RateRatio => Ratio(round => round.PerSecond);

    public double CpuRatio => Ratio(round => round.CpuSecondsPerThousand);

    public double AllocationRatio => Ratio(round => round.KilobytesAllocatedEach);

    public double P99Ratio => Ratio(round => round.Milliseconds.Percentile(0.99));

    private double Ratio(Func<Round, double> figure) => Pairs.Select(pair => figure(pair.App) / figure(pair.Bare)).Median();
}
