using static System.FormattableString;

namespace TriggerBridge.Benchmarks;

/// <summary>One promise about speed, and whether this run kept it.</summary>
internal sealed record Requirement(string Text, string Measured, bool IsMet)
{
    /// <param name="most">What is promised.</param>
    /// <param name="what">In words, such as <c>MB of memory</c>.</param>
    /// <param name="measured">What was measured.</param>
    /// <param name="format">How many digits say something.</param>
    public static Requirement AtMost(double most, string what, double measured, string format) =>
        new(Invariant($"at most {most} {what}"), measured.ToString(format, System.Globalization.CultureInfo.InvariantCulture), measured <= most);

    /// <param name="least">What is promised.</param>
    /// <param name="what">In words, such as <c>of the bare rate</c>.</param>
    /// <param name="measured">What was measured.</param>
    public static Requirement AtLeast(double least, string what, double measured) =>
        new(Invariant($"at least {least:0.00} {what}"), Invariant($"{measured:0.00}"), measured >= least);

    public override string ToString() => $"{Text,-60}{Measured,8}  {(IsMet ? "met" : "NOT met")}";
}
