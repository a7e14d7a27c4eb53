using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TriggerBridge.Simulator.Http;

/// <summary>The standard collection parameters, as far as the lists of documents take them: filters compare one field with <c>eq</c>.</summary>
internal sealed partial record PageQuery(PageWindow Window, string? Field, string? Value)
{
    public bool Matches(JsonObject document) => Field is null || string.Equals(document.TextOf(Field), Value, StringComparison.Ordinal);

    /// <param name="problem">Why it is none.</param>
    /// <returns>Null if it is none.</returns>
    public static PageQuery? Parse(IQueryCollection query, out string? problem)
    {
        if (!PageWindow.TryParse(query, out var window, out problem))
            return null;
        if (query["filters"].ToString() is not { Length: > 0 } filters)
            return new(window, null, null);

        var match = Comparison().Match(filters);
        problem = match.Success ? null : $"The filters are not understood: {filters}";
        return match.Success ? new(window, match.Groups["field"].Value, match.Groups["value"].Value) : null;
    }

    [GeneratedRegex("""^(?<field>\w+) eq "(?<value>[^"]*)"$""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comparison();
}
