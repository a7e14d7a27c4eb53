using System.Globalization;
using System.Text.Json;

namespace TriggerBridge.Operators;

/// <summary>
/// Reads a list of API keys entry by entry: one that is wrong opens nothing, and does not stop the others. What is said of it names its place, and
/// never what stands there.
/// </summary>
internal static class ApiKeyListReader
{
    /// <summary>A vault's secret has room for far fewer.</summary>
    public const int MostKeys = 1000;

    private const int HashDigits = 64;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <param name="json">The secret's text.</param>
    /// <param name="problems">What is wrong in it, for people.</param>
    /// <returns>Null where it is no list at all.</returns>
    public static ApiKeyList? Read(string json, out IReadOnlyList<string> problems)
    {
        var found = new List<string>();
        problems = found;
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            if (document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("keys", out var keys) && keys.ValueKind == JsonValueKind.Array && root.EnumerateObject().Count() == 1)
                return new ApiKeyList { Keys = ReadAll(keys, found) };
            found.Add("it must be an object with \"keys\", a list, and nothing else");
            return null;
        }
        catch (JsonException)
        {
            found.Add("it is not valid JSON, or has a name twice");
            return null;
        }
    }

    private static List<ApiKeyEntry> ReadAll(JsonElement keys, List<string> problems)
    {
        var entries = new List<ApiKeyEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var index = -1;
        foreach (var written in keys.EnumerateArray().Take(MostKeys))
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"keys[{++index}]");
            if (ReadOne(written, place, problems) is not { } entry) continue;
            if (names.Add(entry.Name)) entries.Add(entry);
            else problems.Add($"{place} has a name that stands there before: it is not used");
        }

        if (keys.GetArrayLength() > MostKeys) problems.Add(string.Create(CultureInfo.InvariantCulture, $"it has more than {MostKeys} keys: those after them are not used"));
        return entries;
    }

    private static ApiKeyEntry? ReadOne(JsonElement written, string place, List<string> problems)
    {
        if (Problem(written) is { } problem)
        {
            problems.Add($"{place} {problem}: it is not used");
            return null;
        }

        var roles = new List<OperatorRole>();
        foreach (var name in written.GetProperty("roles").EnumerateArray())
        {
            if (name.ValueKind == JsonValueKind.String && OperatorRoles.Find(name.GetString()!) is { } role) roles.Add(role);
            else problems.Add($"{place} has a role that there is not: the key is used without it");
        }

        return new ApiKeyEntry
        {
            Name = written.GetProperty("name").GetString()!,
            Sha256 = written.GetProperty("sha256").GetString()!.ToLowerInvariant(),
            Roles = roles,
            Created = TimeOf(written, "created"),
            Expires = TimeOf(written, "expires"),
        };
    }

    // A misspelt "expires" must not make a key that never ends: an entry with anything unknown is none.
    private static string? Problem(JsonElement written)
    {
        if (written.ValueKind != JsonValueKind.Object) return "is no object";
        if (written.EnumerateObject().Any(member => member.Name is not ("name" or "sha256" or "roles" or "created" or "expires"))) return "has an unknown member";
        if (TextOf(written, "name") is not { Length: > 0 and <= ApiKeyEntry.LongestName } name || name.Any(char.IsControl))
            return string.Create(CultureInfo.InvariantCulture, $"needs \"name\", a text of 1 to {ApiKeyEntry.LongestName} characters");
        if (TextOf(written, "sha256") is not { Length: HashDigits } hash || !hash.All(char.IsAsciiHexDigit)) return "needs \"sha256\", 64 hex digits";
        if (!written.TryGetProperty("roles", out var roles) || roles.ValueKind != JsonValueKind.Array) return "needs \"roles\", a list";
        return IsTime(written, "created") && IsTime(written, "expires") ? null : "has a \"created\" or \"expires\" that is no time such as 2027-01-01T00:00:00Z";
    }

    private static string? TextOf(JsonElement written, string name) => written.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsTime(JsonElement written, string name) =>
        !written.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out _));

    private static DateTimeOffset? TimeOf(JsonElement written, string name) =>
        written.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetDateTimeOffset() : null;
}
