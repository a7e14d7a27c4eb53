using System.Globalization;
using System.Text;

namespace TriggerBridge.Mapping.JsonPath;

/// <summary>Reads a string literal of RFC 9535 (2.3.1.1), in single or double quotes.</summary>
internal static class StringLiteral
{
    private const int HexDigits = 4;
    private const string Escapes = "one of the escapes \\b \\f \\n \\r \\t \\/ \\\\ \\u0000 or the escaped quote";

    /// <summary>With the cursor on the opening quote; it ends behind the closing one, or has failed.</summary>
    public static string Read(PathCursor cursor)
    {
        var quote = cursor.Next;
        var read = new StringBuilder();
        cursor.At++;
        while (!cursor.IsAtEnd && cursor.Next != quote)
        {
            if (cursor.Next == '\\') ReadEscape(cursor, quote, read);
            else if (cursor.Next < ' ') cursor.Expected("an escape such as \\n instead of a control character");
            else read.Append(cursor.Take());
        }

        if (!cursor.TryTake(quote)) cursor.Expected($"a closing {quote}");
        return read.ToString();
    }

    private static void ReadEscape(PathCursor cursor, char quote, StringBuilder read)
    {
        var start = cursor.At++;
        var escape = cursor.Next;
        cursor.At++;
        var character = escape switch
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
        if (character != '\0') read.Append(character);
        else if (escape != 'u' || !TryReadUnits(cursor, read)) cursor.ExpectedAt(start, Escapes);
    }

    // One escape, or the two of a character beyond U+FFFF; half a character is an error.
    private static bool TryReadUnits(PathCursor cursor, StringBuilder read)
    {
        if (!TryReadHex(cursor, out var unit)) return false;
        read.Append(unit);
        if (!char.IsSurrogate(unit)) return true;
        if (!char.IsHighSurrogate(unit) || !cursor.TryTake("\\u") || !TryReadHex(cursor, out var low)) return false;
        read.Append(low);
        return char.IsLowSurrogate(low);
    }

    private static bool TryReadHex(PathCursor cursor, out char unit)
    {
        var isHex = ushort.TryParse(cursor.Ahead(HexDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code);
        unit = (char)code;
        if (!isHex || cursor.Ahead(HexDigits).Length < HexDigits) return false;
        cursor.At += HexDigits;
        return true;
    }
}
