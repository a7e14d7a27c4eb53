using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace TriggerBridge.Mapping;

/// <summary>Reads a string literal of RFC 9535 (2.3.1.1), in single or double quotes.</summary>
internal static class QuotedName
{
    private const int HexDigits = 4;

    /// <param name="at">On the opening quote; afterwards behind the closing one, or where something else was expected.</param>
    public static bool TryRead(string text, ref int at, [NotNullWhen(true)] out string? name, [NotNullWhen(false)] out string? expected)
    {
        var quote = text[at++];
        var read = new StringBuilder();
        name = null;
        while (at < text.Length && text[at] != quote)
        {
            if (text[at] == '\\' && TryUnescape(text, quote, at + 1, out var character, out var end))
            {
                read.Append(character);
                at = end;
                continue;
            }

            expected = text[at] switch
            {
                '\\' => "one of the escapes \\b \\f \\n \\r \\t \\/ \\\\ \\u0000 or the escaped quote",
                < ' ' => "an escape such as \\n instead of a control character",
                _ => null,
            };
            if (expected is not null) return false;
            read.Append(text[at++]);
        }

        expected = at == text.Length ? $"a closing {quote}" : null;
        if (expected is not null) return false;
        at++;
        name = read.ToString();
        return true;
    }

    private static bool TryUnescape(string text, char quote, int at, out char character, out int end)
    {
        var escape = at < text.Length ? text[at] : '\0';
        end = at + 1;
        character = escape switch
        {
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '/' or '\\' => escape,
            _ when escape == quote => escape,
            _ => '\0',
        };
        if (character != '\0') return true;
        if (escape != 'u' || end + HexDigits > text.Length) return false;
        var digits = text.AsSpan(end, HexDigits);
        var isHex = ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code);
        (character, end) = ((char)code, end + HexDigits);
        return isHex;
    }
}
