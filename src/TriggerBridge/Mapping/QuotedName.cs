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
        (name, expected) = (null, null);
        while (at < text.Length && text[at] != quote)
        {
            if (text[at] < ' ') expected = "an escape such as \\n instead of a control character";
            else if (text[at] != '\\') read.Append(text[at++]);
            else if (TryUnescape(text, quote, at + 1, out var character, out var end)) (at, _) = (end, read.Append(character));
            else expected = "one of the escapes \\b \\f \\n \\r \\t \\/ \\\\ \\u0000 or the escaped quote";
            if (expected is not null) return false;
        }

        if (at == text.Length)
        {
            expected = $"a closing {quote}";
            return false;
        }

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
        if (!ushort.TryParse(text.AsSpan(end, HexDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)) return false;
        (character, end) = ((char)code, end + HexDigits);
        return true;
    }
}
