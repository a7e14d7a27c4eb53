using System.Security.Cryptography;
using System.Text;

namespace TriggerBridge.Webhooks.Tokens;

/// <summary>
/// Atlassian's hash of method, path and query, as its own library makes it (atlassian-jwt@2.0.3). Its literal <c>context-qsh</c>, for pages in
/// a browser, is the hash of nothing and passes for no webhook.
/// </summary>
internal static class QueryHash
{
    public const string Claim = "qsh";

    /// <param name="baseUrl">What the path is relative to; null: to the host.</param>
    /// <param name="tokenKey">The key of the query that holds the token, which is no part of it.</param>
    /// <returns>Null for an address that does not stand below the base.</returns>
    public static string? Of(WebhookRequest request, Uri? baseUrl, string tokenKey)
    {
        var parts = request.Url.Split('?', 2);
        if (PathOf(parts[0], baseUrl?.AbsolutePath.TrimEnd('/') ?? "") is not { } path) return null;
        var canonical = $"{request.Method.ToUpperInvariant()}&{path}&{(parts is [_, var query] ? Query(query, tokenKey) : "")}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
    }

    private static string? PathOf(string address, string below)
    {
        var host = address.IndexOf(Uri.SchemeDelimiter, StringComparison.Ordinal) is var scheme and >= 0 ? scheme + Uri.SchemeDelimiter.Length : 0;
        var start = address.IndexOf('/', host);
        var path = start < 0 ? "" : address[start..];
        if (path != below && !path.StartsWith(below + "/", StringComparison.Ordinal) && below.Length > 0) return null;

        path = path[below.Length..].Replace("&", "%26", StringComparison.Ordinal);
        if (path.Length > 1 && path[^1] == '/') path = path[..^1];
        return path.Length == 0 ? "/" : path;
    }

    private static string Query(string query, string tokenKey) => string.Join('&', query
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(field => field.Split('=', 2))
        .Select(field => (Name: Decode(field[0]), Value: field is [_, var value] ? Decode(value) : ""))
        .Where(field => field.Name != tokenKey)
        .GroupBy(field => field.Name, field => field.Value, StringComparer.Ordinal)
        .OrderBy(field => field.Key, StringComparer.Ordinal)
        .Select(field => $"{Uri.EscapeDataString(field.Key)}={string.Join(',', field.Order(StringComparer.Ordinal).Select(Uri.EscapeDataString))}"));

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
