using System.Text.Json;
using System.Text.Unicode;

namespace TriggerBridge.Mapping;

/// <summary>Reads JSON so that no later look into it can fail on its text, as it otherwise does for broken UTF-8 and UTF-16.</summary>
public static class JsonText
{
    // Deep enough to record an event that is too deep to map. The parser has no stack to run out of.
    private static readonly JsonDocumentOptions ForEvents = new() { MaxDepth = 1024 };

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    public static JsonParse ParseEvent(ReadOnlySpan<byte> body) => Parse(body, ForEvents);

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
