using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace TriggerBridge.Mapping;

/// <summary>Reads JSON so that no later look into it can fail on its text, as it otherwise does for broken UTF-8 and UTF-16.</summary>
public static class JsonText
{
    // Deep enough to record an event that is too deep to map. The parser has no stack to run out of.
    private static readonly JsonDocumentOptions ForEvents = new() { MaxDepth = 1024 };

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    // Stands for every event that is deeper still: whatever is mapped of it fails for its depth, as it must.
    private static readonly JsonParse TooDeep =
        Parse(Encoding.UTF8.GetBytes(new string('[', ForEvents.MaxDepth) + new string(']', ForEvents.MaxDepth)), ForEvents);

    /// <summary>An event deeper than can be parsed is no reason to refuse it: it is recorded as a dead letter.</summary>
    public static JsonParse ParseEvent(ReadOnlySpan<byte> body)
    {
        var parse = Parse(body, ForEvents);
        return parse is JsonParse.Unreadable && IsTooDeep(body) ? TooDeep : parse;
    }

    private static bool IsTooDeep(ReadOnlySpan<byte> text)
    {
        if (!Utf8.IsValid(text)) return false;
        var reader = new Utf8JsonReader(
            text.StartsWith(ByteOrderMark) ? text[ByteOrderMark.Length..] : text, new JsonReaderOptions { MaxDepth = int.MaxValue });
        try
        {
            var isDeep = false;
            while (reader.Read()) isDeep |= reader.CurrentDepth >= ForEvents.MaxDepth;
            return isDeep;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    internal static JsonParse Parse(ReadOnlySpan<byte> text, JsonDocumentOptions options)
    {
        if (!Utf8.IsValid(text)) return new JsonParse.Unreadable("not UTF-8");
        if (text.StartsWith(ByteOrderMark)) text = text[ByteOrderMark.Length..];
        try
        {
            return new JsonParse.Parsed(JsonElement.Parse(LoneSurrogates.Replace(text), options));
        }
        catch (JsonException e)
        {
            return new JsonParse.Unreadable($"not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
        }
    }
}
