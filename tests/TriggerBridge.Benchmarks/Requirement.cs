using TriggerBridge.Benchmarks.Measures;
using static System.FormattableString;

namespace TriggerBridge.Benchmarks;

/// <summary>One promise about speed, and whether this run kept it.</summary>
internal sealed record Requirement(string Text, string Measured, bool IsMet)
{
    private const double LeastRateRatio = 0.90;
    private const double LeastRateRatioOfMany = 1;
    private const double MostCpuRatio = 1.3;
    private const double MostP99Ratio = 1.3;
    private const double MostLedgerCalls = 2;
    private const double MostLedgerCallsOfMany = 0.4;

    public static IReadOnlyList<Requirement> Of(Figures figures) =>
    [
        .. figures.ClosedLoops.Select((each, i) => AtLeast(i == 0 ? LeastRateRatio : LeastRateRatioOfMany, $"of the bare rate with {each.Load}", each.RateRatio)),
        .. figures.ClosedLoops.Select(each => AtMost(MostCpuRatio, $"times the bare one's CPU with {each.Load}", each.CpuRatio, "0.00")),
        AtMost(MostP99Ratio, $"times the bare one's p99 with {figures.OpenLoop.Load}", figures.OpenLoop.P99Ratio, "0.00"),
        AtMost(MostLedgerCalls, "calls of Table Storage per delivery with 1 at once", figures.LedgerCalls.One, "0.00"),
        AtMost(MostLedgerCallsOfMany, "calls of Table Storage per delivery with 64 at once", figures.LedgerCalls.Many, "0.00"),
    ];

    /// <param name="most">What is promised.</param>
    /// <param name="what">In words, such as <c>MB of memory</c>.</param>
    /// <param name="measured">What was measured.</param>
    /// <param name="format">How many digits say something.</param>
    public static Requirement AtMost(double most, string what, double measured, string format) =>
        new(Invariant($"at most {most} {what}"), measured.ToString(format, System.Globalization.CultureInfo.InvariantCulture), measured <= most);

    public static Requirement AtLeast(double least, string what, double measured) =>
        new(Invariant($"at least {least:0.00} {what}"), Invariant($"{measured:0.00}"), measured >= least);

    public override string ToString() => $"{Text,-60}{Measured,8}  {(IsMet ? "met" : "NOT met")}";
}
