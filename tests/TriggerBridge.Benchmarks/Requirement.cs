using System.Globalization;
using TriggerBridge.Benchmarks.Measures;

namespace TriggerBridge.Benchmarks;

/// <summary>One promise about speed, and whether this run kept it.</summary>
internal sealed record Requirement(string Text, string Measured, bool IsMet)
{
    private const int DecisiveConcurrency = 16;
    private const double LeastRateRatio = 0.75;
    private const double MostCpuRatio = 1.5;
    private const double MostMegabytes = 150;
    private const double MostStartMilliseconds = 300;

    public static IReadOnlyList<Requirement> Of(Figures figures)
    {
        var decisive = figures.Comparisons.Single(comparison => comparison.Concurrency == DecisiveConcurrency);
        var start = figures.StartMilliseconds.Median();
        return
        [
            new($"at least {LeastRateRatio} of the bare rate at {DecisiveConcurrency} at once", Format(decisive.RateRatio, "0.00"), decisive.RateRatio >= LeastRateRatio),
            new($"CPU at most {MostCpuRatio} times the bare one's at {DecisiveConcurrency} at once", Format(decisive.CpuRatio, "0.00"), decisive.CpuRatio <= MostCpuRatio),
            new($"resident memory under {MostMegabytes} MB", Format(figures.AppMegabytes, "0"), figures.AppMegabytes < MostMegabytes),
            new($"process start to first answer under {MostStartMilliseconds} ms", Format(start, "0"), start < MostStartMilliseconds),
        ];
    }

    public override string ToString() => $"{Text,-58}{Measured,8}  {(IsMet ? "met" : "NOT met")}";

    private static string Format(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
