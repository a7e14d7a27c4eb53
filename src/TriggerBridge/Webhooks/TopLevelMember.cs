using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TriggerBridge.Json;

namespace TriggerBridge.Webhooks;

/// <summary>Reads texts and numbers of a JSON object without making a document of it.</summary>
internal static class TopLevelMember
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 1024 };
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JsonOutput.Encoder, MaxDepth = 1024 };

    /// <returns>Null where there is none, or the body is no JSON object.</returns>
    public static string? Find(ReadOnlySpan<byte> body, string name) => FindAll(body, name)[0];

    /// <summary>Whether there is one, whatever it is.</summary>
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

    /// <summary>As <see cref="Find"/>, of several members in one go: the first of each.</summary>
    public static string?[] FindAll(ReadOnlySpan<byte> body, params ReadOnlySpan<string> names)
    {
        var texts = new string?[names.Length];
        try
        {
            var reader = new Utf8JsonReader(body, Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return texts;
            var seen = new bool[names.Length];
            while (seen.Contains(false) && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = IndexOf(ref reader, names);
                reader.Read();
                if (name >= 0 && !seen[name]) texts[name] = Text(ref reader);
                if (name >= 0) seen[name] = true;
                reader.Skip();
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The latter: text that is not UTF-8.
        }

        return texts;
    }

    /// <summary>The same object with a member in place of the one of this name, or at its end.</summary>
    /// <returns>Null where the body is no JSON object.</returns>
    public static byte[]? Set(ReadOnlySpan<byte> body, string name, JsonNode value)
    {
        try
        {
            if (JsonNode.Parse(body, documentOptions: new JsonDocumentOptions { MaxDepth = Options.MaxDepth }) is not JsonObject members) return null;
            members[name] = value;
            return Encoding.UTF8.GetBytes(members.ToJsonString(Relaxed));
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            // The latter: a name that comes twice.
            return null;
        }
    }

    private static int IndexOf(ref Utf8JsonReader reader, scoped ReadOnlySpan<string> names)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (reader.ValueTextEquals(names[i])) return i;
        }

        return -1;
    }

    private static string? Text(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => null,
    };
}
