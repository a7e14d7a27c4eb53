using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace TriggerBridge.Json;

/// <summary>Reads JSON so that no later look into it can fail on its text, as it otherwise does for broken UTF-8 and UTF-16.</summary>
public static class JsonText
{
    private static readonly JsonDocumentOptions ForEvents = new() { MaxDepth = JsonDepth.Most };

    // Deep enough to find the id of an event that is too deep to map. The parser has no stack to run out of.
    private static readonly JsonDocumentOptions ForDeepEvents = new() { MaxDepth = 1024 };

    // The parser's time for nested arrays grows with their depth times their length; so much takes about 100 ms in a process that has
    // just begun, and the attempt to parse it as an ordinary event may have taken as long before.
    private const long MostDeepWork = 50_000_000;

    internal static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    // Stands for every event that is deeper still: whatever is mapped of it fails for its depth, as it must.
    private static readonly JsonParse TooDeep =
        Parse(Encoding.UTF8.GetBytes(new string('[', ForDeepEvents.MaxDepth) + new string(']', ForDeepEvents.MaxDepth)), ForDeepEvents);

    /// <summary>An event deeper than can be parsed is no reason to refuse it: it is recorded as a dead letter.</summary>
    public static JsonParse ParseEvent(ReadOnlySpan<byte> body)
    {
        var parse = Parse(body, ForEvents);
        if (parse is JsonParse.Parsed || !Utf8.IsValid(body)) return parse;
        try
        {
            var depth = DepthOf(body);
            return depth > ForDeepEvents.MaxDepth || (long)depth * body.Length > MostDeepWork ? TooDeep : Parse(body, ForDeepEvents);
        }
        catch (JsonException e)
        {
            return NotJson(e);
        }
    }

    private static int DepthOf(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith(ByteOrderMark)) text = text[ByteOrderMark.Length..];
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = int.MaxValue });
        var depth = 0;
        while (reader.Read())
        {
            // An opening bracket stands at the depth of what holds it.
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) depth = Math.Max(depth, reader.CurrentDepth + 1);
        }

        return depth;
    }

    /// <param name="quotes">Whether the reason may quote the text: not that of an event.</param>
    internal static JsonParse Parse(ReadOnlySpan<byte> text, JsonDocumentOptions options, bool quotes = false)
    {
        if (!Utf8.IsValid(text)) return new JsonParse.Unreadable("not UTF-8");
        if (text.StartsWith(ByteOrderMark)) text = text[ByteOrderMark.Length..];
        try
        {
            return new JsonParse.Parsed(JsonElement.Parse(LoneSurrogates.Replace(text), options)) { IsShallow = options.MaxDepth == JsonDepth.Most };
        }
        catch (JsonException e)
        {
            return quotes ? new JsonParse.Unreadable(Describe(e)) : NotJson(e);
        }
    }

    private static JsonParse.Unreadable NotJson(JsonException e) =>
        new($"not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");

    /// <summary>For a file of whoever reads it: quotes a character of it.</summary>
    internal static string Describe(JsonException e) =>
        // The reader ends its sentence with the place, counted from 0; of an empty text it tells of its own parameters, too.
        e.Message.StartsWith("The input does not contain any JSON tokens", StringComparison.Ordinal) ? "not JSON: it is empty"
        : $"{NotJson(e).Reason}: {e.Message.Split(" LineNumber:", 2)[0].TrimEnd('.').ReplaceLineEndings(" ")}. Look just before it, too: often a comma, a quote or a bracket is missing there";
}

/// <summary>
/// Senders cut texts in the middle of an emoji and write the remaining half as <c>\ud83d</c>. That is JSON, but no
/// text: reading it throws. Such a half becomes U+FFFD, as in every decoder.
/// </summary>
internal static class LoneSurrogates
{
    private const int EscapeLength = 6;

    public static ReadOnlySpan<byte> Replace(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf(@"\ud"u8) < 0 && json.IndexOf(@"\uD"u8) < 0) return json;

        var replaced = json.ToArray();
        var rest = replaced.AsSpan();
        for (var next = rest.IndexOf((byte)'\\'); next >= 0; next = rest.IndexOf((byte)'\\'))
        {
            rest = rest[next..];
            rest = rest[Math.Min(ReplaceAt(rest), rest.Length)..];
        }

        return replaced;
    }

    /// <returns>The length of what was looked at.</returns>
    private static int ReplaceAt(Span<byte> escape)
    {
        if (!TryReadUnit(escape, out var unit)) return 2;
        if (!char.IsSurrogate(unit)) return EscapeLength;
        if (char.IsHighSurrogate(unit) && TryReadUnit(escape[EscapeLength..], out var second) && char.IsLowSurrogate(second))
            return 2 * EscapeLength;
        "fffd"u8.CopyTo(escape[2..]);
        return EscapeLength;
    }

    private static bool TryReadUnit(ReadOnlySpan<byte> escape, out char unit)
    {
        unit = '\0';
        if (escape.Length < EscapeLength || !escape.StartsWith(@"\u"u8)) return false;
        var read = Utf8Parser.TryParse(escape[2..EscapeLength], out ushort code, out var length, 'x') && length == EscapeLength - 2;
        unit = (char)code;
        return read;
    }
}

/// <summary>What reading JSON gave.</summary>
public abstract record JsonParse
{
    private JsonParse()
    {
    }

    public sealed record Parsed(JsonElement Document) : JsonParse
    {
        /// <summary>It is known to have no more levels than <see cref="JsonDepth.Most"/>.</summary>
        public bool IsShallow { get; init; }
    }

    /// <summary>The reason says where, and quotes nothing of the text.</summary>
    public sealed record Unreadable(string Reason) : JsonParse;
}
