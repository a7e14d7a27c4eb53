using System.Buffers.Text;

namespace TriggerBridge.Json;

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
