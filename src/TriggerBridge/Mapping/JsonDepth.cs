using System.Buffers;

namespace TriggerBridge.Mapping;

/// <summary>Counts levels by looking at brackets and quotes only.</summary>
internal static class JsonDepth
{
    private static readonly SearchValues<byte> Marks = SearchValues.Create("{}[]\""u8);

    /// <param name="json">Known to be well formed.</param>
    public static bool Exceeds(ReadOnlySpan<byte> json, int limit)
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
