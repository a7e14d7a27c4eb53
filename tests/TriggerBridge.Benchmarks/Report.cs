using TriggerBridge.Benchmarks.Measures;
using static System.FormattableString;

namespace TriggerBridge.Benchmarks;

/// <summary>The figures as a person reads them.</summary>
internal static class Report
{
    public static async Task WriteAsync(TextWriter output, Figures figures, IReadOnlyList<Requirement> requirements, string other)
    {
        foreach (var line in (string[])[.. Head(figures, other), "", .. Table(figures, other), "", .. Rest(figures, other), "", .. requirements.Select(requirement => requirement.ToString())])
            await output.WriteLineAsync(line);
    }

    private static IEnumerable<string> Head(Figures figures, string other) =>
    [
        Invariant($"organization/member_removed, {figures.EventBytes} bytes, {figures.PayloadBytes} of them kept; per delivery 3 rows, one call, 2 rows."),
        Invariant($"{figures.Accounted} deliveries, one execution each. Medians of {figures.OpenLoop.Pairs.Count} rounds, app and {other} in turn; ratios are of pairs."),
    ];

    private static IEnumerable<string> Table(Figures figures, string other) =>
    [
        "            deliveries per second      p50 ms            p99 ms          CPU s per 1,000    KB allocated each",
        $"               app   {other}  ratio     app   {other}     app   {other} ratio     app  {other} ratio     app  {other} ratio",
        .. figures.ClosedLoops.Append(figures.Spread).Append(figures.OpenLoop).Select(Row),
    ];

    private static string Row(Comparison each) => Invariant($"{each.Load,10}{Of(each.App, Rate),8:0}{Of(each.Bare, Rate),7:0}{each.RateRatio,7:0.00}") +
        Invariant($"{Of(each.App, P50),8:0.0}{Of(each.Bare, P50),7:0.0}{Of(each.App, P99),8:0.0}{Of(each.Bare, P99),7:0.0}{each.P99Ratio,6:0.00}") +
        Invariant($"{Of(each.App, Cpu),8:0.00}{Of(each.Bare, Cpu),6:0.00}{each.CpuRatio,6:0.00}") +
        Invariant($"{Of(each.App, Allocated),8:0.0}{Of(each.Bare, Allocated),6:0.0}{each.AllocationRatio,6:0.00}");

    private static IEnumerable<string> Rest(Figures figures, string other) =>
    [
        Invariant($"Resident memory at the end: app {figures.AppMegabytes:0} MB, {other} {figures.BareMegabytes:0} MB."),
    ];

    private static double Of(IEnumerable<Round> rounds, Func<Round, double> figure) => rounds.Select(figure).Median();

    private static double Rate(Round round) => round.PerSecond;

    private static double P50(Round round) => round.Milliseconds.Percentile(0.5);

    private static double P99(Round round) => round.Milliseconds.Percentile(0.99);

    private static double Allocated(Round round) => round.KilobytesAllocatedEach;

    private static double Cpu(Round round) => round.CpuSecondsPerThousand;
}
