namespace TriggerBridge.Polling.Requests;

/// <summary>Reads <c>Link</c> headers (RFC 8288, 3).</summary>
internal static class LinkHeader
{
    /// <returns>The target of the first link whose relation is <c>next</c>; null where there is none.</returns>
    public static string? Next(IEnumerable<string> values) => values.SelectMany(Links).FirstOrDefault(link => link.IsNext).Target;

    private static IEnumerable<(string Target, bool IsNext)> Links(string value)
    {
        for (var at = value.IndexOf('<', StringComparison.Ordinal); at >= 0;)
        {
            var close = value.IndexOf('>', at);
            if (close < 0) yield break;
            var end = EndOf(value, close + 1);
            yield return (value[(at + 1)..close], IsNext(value[(close + 1)..end]));
            at = end < value.Length ? value.IndexOf('<', end) : -1;
        }
    }

    // A comma ends a link, but not inside quotes.
    private static int EndOf(string value, int start)
    {
        var isQuoted = false;
        for (var i = start; i < value.Length; i++)
        {
            if (value[i] == '\\' && isQuoted) i++;
            else if (value[i] == '"') isQuoted = !isQuoted;
            else if (value[i] == ',' && !isQuoted) return i;
        }

        return value.Length;
    }

    // A relation may be several, with blanks between them; only the first rel of a link counts.
    private static bool IsNext(string parameters)
    {
        foreach (var parameter in parameters.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = parameter.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts is ["rel" or "Rel" or "REL", var relations])
                return relations.Trim('"').Split(' ', StringSplitOptions.RemoveEmptyEntries).Contains("next", StringComparer.OrdinalIgnoreCase);
        }

        return false;
    }
}
