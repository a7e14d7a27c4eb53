using System.Buffers;
using System.Globalization;

namespace TriggerBridge.Json;

/// <summary>How many levels of arrays and objects an event may have.</summary>
internal static class JsonDepth
{
    /// <summary>The default limit of .NET's readers and many others.</summary>
    public const int Most = 64;

    public static readonly string TooDeep = string.Create(CultureInfo.InvariantCulture, $"the event is nested deeper than {Most} levels");

    private static readonly SearchValues<byte> Marks = SearchValues.Create("{}[]\""u8);

    /// <summary>Counts by looking at brackets and quotes only.</summary>
    /// <param name="json">Known to be well formed.</param>
    public static bool Exceeds(ReadOnlySpan<byte> json, int limit = Most)
    {
        var depth = 0;
        for (var next = json.IndexOfAny(Marks); next >= 0; next = json.IndexOfAny(Marks))
        {
            var mark = json[next];
            json = json[(next + 1)..];
            if (mark == '"') json = AfterString(json);
            else if (mark is (byte)'}' or (byte)']') depth--;
            else if (++depth > limit) return true;
        }

        return false;
    }

    private static ReadOnlySpan<byte> AfterString(ReadOnlySpan<byte> json)
    {
        int next;
        while (json[next = json.IndexOfAny((byte)'"', (byte)'\\')] == '\\') json = json[(next + 2)..];
        return json[(next + 1)..];
    }
}
