using System.Globalization;
using System.Text.RegularExpressions;
using Azure.Data.Tables;

namespace TriggerBridge.Tests.Testing.Tables;

/// <summary>
/// As much of OData's filters as rows are asked for with: comparisons of a property with a literal, joined by <c>and</c>.
/// Anything else is refused as the service refuses nonsense, with 400 InvalidInput; it is never passed over.
/// </summary>
internal sealed partial class RowFilter
{
    private readonly List<Func<TableEntity, bool>> _comparisons = [];

    /// <param name="text">Null or empty lets every row pass.</param>
    /// <param name="service">Whose time the refusal carries.</param>
    public static RowFilter Parse(string? text, InMemoryTableServiceClient service)
    {
        var filter = new RowFilter();
        var rest = text ?? "";
        while (rest.Length > 0)
        {
            var match = Comparison().Match(rest);
            if (!match.Success || Literal(match) is not { } literal || !IsJoined(match, rest))
            {
                throw InMemoryResponse.Failure(
                    InMemoryResponse.Refusal(400, "InvalidInput", "The filter cannot be understood.", service.Time.GetUtcNow()));
            }

            var (name, holds) = (match.Groups["name"].Value, Holds(match.Groups["operator"].Value));
            filter._comparisons.Add(row => Compare(row[name], literal) is { } order && holds(order));
            rest = rest[match.Length..];
        }

        return filter;
    }

    public bool Matches(TableEntity row) => _comparisons.TrueForAll(holds => holds(row));

    // An "and" without a comparison behind it joins nothing.
    private static bool IsJoined(Match match, string rest) => match.Groups["and"].Success == match.Length < rest.Length;

    private static object? Literal(Match match) => match.Groups switch
    {
        var group when group["string"].Success => group["string"].Value.Replace("''", "'", StringComparison.Ordinal),
        var group when group["bool"].Success => group["bool"].Value is "true",
        var group when group["number"].Success => double.Parse(group["number"].Value, CultureInfo.InvariantCulture),
        var group when group["integer"].Success => long.Parse(group["integer"].Value, CultureInfo.InvariantCulture),
        var group when Guid.TryParse(group["guid"].Value, out var guid) => guid,
        var group when DateTimeOffset.TryParse(
            group["time"].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        _ => null,
    };

    private static Func<int, bool> Holds(string comparison) => comparison switch
    {
        "eq" => order => order == 0,
        "ne" => order => order != 0,
        "gt" => order => order > 0,
        "ge" => order => order >= 0,
        "lt" => order => order < 0,
        _ => order => order <= 0,
    };

    /// <summary>Null for a property that is missing or of another type: then no comparison holds.</summary>
    private static int? Compare(object? value, object literal) => (value, literal) switch
    {
        (string left, string right) => string.CompareOrdinal(left, right),
        (int left, double right) => ((double)left).CompareTo(right),
        (int left, long right) => ((long)left).CompareTo(right),
        (long left, long right) => left.CompareTo(right),
        (double left, long right) => left.CompareTo(right),
        (double left, double right) => left.CompareTo(right),
        (bool left, bool right) => left.CompareTo(right),
        (DateTimeOffset left, DateTimeOffset right) => left.CompareTo(right),
        (Guid left, Guid right) => left.CompareTo(right),
        _ => null,
    };

    [GeneratedRegex("""
        ^\s*(?<name>[A-Za-z_][A-Za-z0-9_]*)\s+(?<operator>eq|ne|gt|ge|lt|le)\s+
        (?:'(?<string>(?:[^']|'')*)'|(?<bool>true|false)\b|datetime'(?<time>[^']+)'|guid'(?<guid>[^']+)'
        |(?<number>-?\d+(?:\.\d+(?:[eE][-+]?\d+)?|[eE][-+]?\d+))|(?<integer>-?\d+)L?\b)
        \s*(?:(?<and>\band\b)\s*|$)
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comparison();
}
