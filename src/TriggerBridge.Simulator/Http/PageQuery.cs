using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TriggerBridge.Simulator.Http;

/// <summary>The standard collection parameters, as far as the lists of documents take them: filters compare one field with <c>eq</c>.</summary>
internal sealed partial record PageQuery(int Limit, int Offset, bool WantsCount, string? Field, string? Value)
{
    private const int MaxLimit = 250;

    public bool Matches(JsonObject document) => Field is null || string.Equals(document.TextOf(Field), Value, StringComparison.Ordinal);

    public static bool TryParse(IQueryCollection query, out PageQuery page)
    {
        page = new(MaxLimit, 0, string.Equals(query["count"], "true", StringComparison.OrdinalIgnoreCase), null, null);
        if (!TryNumber(query["limit"], MaxLimit, out var limit) || limit > MaxLimit || !TryNumber(query["offset"], 0, out var offset))
            return false;

        page = page with { Limit = limit, Offset = offset };
        if (query["filters"].ToString() is not { Length: > 0 } filters)
            return true;

        var match = Comparison().Match(filters);
        page = page with { Field = match.Groups["field"].Value, Value = match.Groups["value"].Value };
        return match.Success;
    }

    private static bool TryNumber(string? value, int otherwise, out int number)
    {
        number = otherwise;
        return value is null || int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    [GeneratedRegex("""^(?<field>\w+) eq "(?<value>[^"]*)"$""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comparison();
}
