using System.Text.RegularExpressions;

namespace TriggerBridge.Mapping.JsonPath.Functions;

/// <summary>
/// <c>match</c> and <c>search</c> (RFC 9535, 2.4.6 and 2.4.7). Patterns may come from an event: the engine without backtracking takes
/// time in proportion to the text, and the time-out is for what is left.
/// </summary>
internal sealed class RegexFunction(string name, bool wholeText, bool refuseBadPatterns) : PathFunction
{
    private const int CharactersPerVisit = 8;

    // To make a regular expression takes about as long as to look at so many nodes.
    private const int PatternCost = 20_000;
    private const int LongestEventPattern = 256;

    // By the clock, so it must hold on a machine that is busy with other things, too.
    private static readonly TimeSpan TimeOut = TimeSpan.FromSeconds(1);
    private static readonly Regex Unmatched = new(@"\z\A.", RegexOptions.NonBacktracking, TimeOut);

    public override string Name => name;

    public override ResultType Result => ResultType.Logical;

    public override IReadOnlyList<ParameterType> Parameters { get; } = [ParameterType.Value, ParameterType.Value];

    public override FunctionBinding Bind(IReadOnlyList<ValueExpression> arguments)
    {
        if (!IsLiteralText(arguments[1], out var pattern))
            return Bound(MatchPatternOfEvent, arguments);
        if (TryCompile(pattern, out var regex, out var problem))
            return Bound(call => IsMatch(call, regex), arguments);
        return refuseBadPatterns ? new FunctionBinding.Refused(problem) : Bound(static _ => PathValue.Of(false), arguments);
    }

    private PathValue MatchPatternOfEvent(FunctionArguments arguments)
    {
        if (!arguments[1].TryGetText(out var pattern)) return PathValue.Of(false);
        if (pattern.Length > LongestEventPattern || !arguments.Budget.TrySpend(PatternCost)) return PathValue.Of(false);
        return TryCompile(pattern, out var regex, out _) ? IsMatch(arguments, regex) : PathValue.Of(false);
    }

    private static PathValue IsMatch(FunctionArguments arguments, Regex regex)
    {
        if (!arguments[0].TryGetText(out var text) || !arguments.Budget.TrySpend(1 + (text.Length / CharactersPerVisit)))
            return PathValue.Of(false);

        try
        {
            return PathValue.Of(regex.IsMatch(text));
        }
        catch (RegexMatchTimeoutException)
        {
            arguments.Budget.Stop("a regular expression took longer than a second");
            return PathValue.Of(false);
        }
    }

    private bool TryCompile(string pattern, out Regex regex, out string problem)
    {
        regex = Unmatched;
        if (!IRegexp.TryTranslate(pattern, out var translated, out problem)) return false;
        try
        {
            var anchored = wholeText ? $@"\A(?:{translated})\z" : translated;
            regex = new Regex(anchored, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeOut);
            return true;
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            // Larger than the engine takes, such as a{1000}{1000}, or upside down, such as [z-a].
            problem = "the regular expression is too large, or has a range or a repetition that ends before it begins";
            return false;
        }
    }
}
