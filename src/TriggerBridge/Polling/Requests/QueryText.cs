namespace TriggerBridge.Polling.Requests;

/// <summary>Puts keys into an address's query and takes them out, leaving the rest byte for byte.</summary>
internal static class QueryText
{
    /// <summary>In place of the key's value, if it is there.</summary>
    public static Uri With(Uri url, string key, string value)
    {
        var query = Without(url, key).Query;
        var pair = $"{Uri.EscapeDataString(key)}={Uri.EscapeDataString(value)}";
        return Replace(url, query.Length > 1 ? $"{query}&{pair}" : $"?{pair}");
    }

    public static Uri Without(Uri url, string key)
    {
        var kept = url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(pair => NameOf(pair) != key).ToList();
        return Replace(url, kept.Count == 0 ? "" : "?" + string.Join('&', kept));
    }

    private static string NameOf(string pair) => Uri.UnescapeDataString(pair.Split('=', 2)[0].Replace('+', ' '));

    private static Uri Replace(Uri url, string query) => new(url.GetLeftPart(UriPartial.Path) + query);
}
