using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace TriggerBridge.Tests.Testing.Tables;

/// <summary>
/// As much of OData's filters as the product asks with: comparisons of a property with a text, joined by <c>and</c>.
/// Anything else is refused as the service refuses nonsense, with 400 InvalidInput; it is never passed over.
/// </summary>
internal sealed partial class RowFilter
{
    private readonly List<Func<TableEntity, bool>> _comparisons = [];
    private string? _partition;
    private string _firstRow = "";
    private string? _lastRow;

    /// <summary>Where rows that match may begin.</summary>
    public RowKey First => _partition is null ? new("", "") : new(_partition, _firstRow);

    /// <summary>Whether neither this row nor any behind it matches.</summary>
    public bool IsPast(RowKey key) => _partition is not null
        && (string.CompareOrdinal(key.Partition, _partition) > 0 || (_lastRow is not null && string.CompareOrdinal(key.Row, _lastRow) > 0));

    /// <param name="text">Null or empty lets every row pass.</param>
    public static RowFilter Parse(string? text)
    {
        var filter = new RowFilter();
        var rest = text ?? "";
        while (rest.Length > 0)
        {
            var match = Comparison().Match(rest);
            // An "and" without a comparison behind it joins nothing.
            if (!match.Success || match.Groups["and"].Success != match.Length < rest.Length)
                throw InMemoryResponse.Refusal(400, TableErrorCode.InvalidInput);

            var (name, holds) = (match.Groups["name"].Value, Holds(match.Groups["operator"].Value));
            var literal = match.Groups["text"].Value.Replace("''", "'", StringComparison.Ordinal);
            filter.Narrow(name, match.Groups["operator"].Value, literal);
            filter._comparisons.Add(row => row[name] is string value && holds(string.CompareOrdinal(value, literal)));
            rest = rest[match.Length..];
        }

        return filter;
    }

    public bool Matches(TableEntity row) => _comparisons.TrueForAll(holds => holds(row));

    // A range of keys, as the service uses it; what it leaves in is compared all the same.
    private void Narrow(string name, string comparison, string literal)
    {
        if (name == nameof(TableEntity.PartitionKey) && comparison == "eq")
            _partition = literal;
        if (name != nameof(TableEntity.RowKey))
            return;
        if (comparison is "eq" or "ge" or "gt")
            _firstRow = literal;
        if (comparison is "eq" or "le" or "lt")
            _lastRow = literal;
    }

    private static Func<int, bool> Holds(string comparison) => comparison switch
    {
        "eq" => order => order == 0,
        "gt" => order => order > 0,
        "ge" => order => order >= 0,
        "lt" => order => order < 0,
        _ => order => order <= 0,
    };

    [GeneratedRegex(
        @"^\s*(?<name>[A-Za-z_][A-Za-z0-9_]*)\s+(?<operator>eq|gt|ge|lt|le)\s+'(?<text>(?:[^']|'')*)'\s*(?:(?<and>\band\b)\s*|$)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comparison();
}
