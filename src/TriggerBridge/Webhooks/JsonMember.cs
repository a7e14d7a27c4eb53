using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TriggerBridge.Json;

namespace TriggerBridge.Webhooks;

/// <summary>Reads texts and numbers of a JSON object without making a document of it. A member is named by the names that lead to it, with dots between them.</summary>
internal static class JsonMember
{
    private static readonly Dictionary<string, string> None = new(StringComparer.Ordinal);
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 1024 };
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JsonOutput.Encoder, MaxDepth = 1024 };

    /// <returns>Null where there is none, or the body is no JSON object.</returns>
    public static string? Find(ReadOnlySpan<byte> body, string path)
    {
        var search = new Search([null], [false], Visited: null);
        // Where it is found before what is wrong, it counts.
        TryRead(body, [path], search);
        return search.Texts[0];
    }

    /// <summary>Whether there is one of this name, whatever it is.</summary>
    public static bool Has(ReadOnlySpan<byte> body, string name)
    {
        try
        {
            var reader = new Utf8JsonReader(body, Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals(name)) return true;
                reader.Read();
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // Is no object, so it has nothing.
        }

        return false;
    }

    /// <summary>By their paths, those that are there, and once: whoever reads the body after this may take another one of the same name.</summary>
    public static IReadOnlyDictionary<string, string> FindOnce(ReadOnlySpan<byte> body, string[] paths)
    {
        if (paths.Length == 0) return None;
        var texts = new string?[paths.Length];
        if (!TryRead(body, paths, new Search(texts, new bool[paths.Length], new HashSet<string>(StringComparer.Ordinal)))) return None;
        var found = new Dictionary<string, string>(paths.Length, StringComparer.Ordinal);
        for (var i = 0; i < paths.Length; i++)
        {
            if (texts[i] is { } text) found[paths[i]] = text;
        }

        return found;
    }

    /// <summary>The same object with a member in place of the one of this name, or at its end.</summary>
    /// <returns>Null where the body is no JSON object.</returns>
    public static byte[]? Set(ReadOnlySpan<byte> body, string path, JsonNode value)
    {
        try
        {
            if (JsonNode.Parse(body, documentOptions: new JsonDocumentOptions { MaxDepth = Options.MaxDepth }) is not JsonObject root) return null;
            var names = path.Split('.');
            var members = root;
            foreach (var name in names[..^1])
            {
                if (members[name] is not JsonObject inner) members[name] = inner = [];
                members = inner;
            }

            members[names[^1]] = value;
            return Encoding.UTF8.GetBytes(root.ToJsonString(Relaxed));
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            // The latter: a name that comes twice.
            return null;
        }
    }

    private static bool TryRead(ReadOnlySpan<byte> body, ReadOnlySpan<string> paths, Search search)
    {
        try
        {
            var reader = new Utf8JsonReader(body, Options);
            if (reader.Read() && reader.TokenType == JsonTokenType.StartObject) ReadObject(ref reader, paths, "", search);
            return true;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The latter: text that is not UTF-8.
            return false;
        }
    }

    /// <param name="at">The names that led here, each with its dot.</param>
    private static void ReadObject(ref Utf8JsonReader reader, scoped ReadOnlySpan<string> paths, string at, Search search)
    {
        var (texts, seen, visited) = search;
        while ((visited is not null || seen.Contains(false)) && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (path, length) = Match(ref reader, paths, at);
            reader.Read();
            if (path >= 0 && visited?.Add(paths[path][..length]) == false)
            {
                Forget(paths, paths[path][..length], search);
                reader.Skip();
                continue;
            }

            if (path >= 0 && length < paths[path].Length)
            {
                if (reader.TokenType == JsonTokenType.StartObject) ReadObject(ref reader, paths, paths[path][..(length + 1)], search);
                else reader.Skip();
                continue;
            }

            if (path >= 0 && !seen[path]) texts[path] = Text(ref reader);
            if (path >= 0) seen[path] = true;
            reader.Skip();
        }
    }

    // What comes twice is not there, nor anything in it.
    private static void Forget(scoped ReadOnlySpan<string> paths, string name, Search search)
    {
        for (var i = 0; i < paths.Length; i++)
        {
            if (paths[i] != name && !paths[i].StartsWith(name + ".", StringComparison.Ordinal)) continue;
            search.Texts[i] = null;
            search.Seen[i] = true;
        }
    }

    /// <returns>A path that leads to this name or on from it, and how much of it is behind then; -1 where none does.</returns>
    private static (int Path, int Length) Match(ref Utf8JsonReader reader, scoped ReadOnlySpan<string> paths, string at)
    {
        for (var i = 0; i < paths.Length; i++)
        {
            if (!paths[i].StartsWith(at, StringComparison.Ordinal)) continue;
            var end = paths[i].IndexOf('.', at.Length);
            if (end < 0) end = paths[i].Length;
            if (reader.ValueTextEquals(paths[i].AsSpan(at.Length, end - at.Length))) return (i, end);
        }

        return (-1, 0);
    }

    /// <param name="Visited">The members that were there already; null: the first of each counts.</param>
    private readonly record struct Search(string?[] Texts, bool[] Seen, HashSet<string>? Visited);

    private static string? Text(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => null,
    };
}
