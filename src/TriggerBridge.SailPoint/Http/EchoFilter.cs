using System.Text;
using System.Text.Json;

namespace TriggerBridge.SailPoint.Http;

/// <summary>
/// Makes a text of ISC fit for the ledger and the logs: one short line in which what we sent is blotted out,
/// because an error message may quote the request.
/// </summary>
internal static class EchoFilter
{
    private const int MaxLength = 300;
    /// <summary>Of a longer text nothing is taken.</summary>
    public const int MaxSourceLength = 4096;

    // Shorter values tell nothing, and blotting them out would leave no text.
    private const int MinValueLength = 4;

    public static string Clean(string? text, int httpStatus, params IEnumerable<string> sent)
    {
        // A longer text is a page, not a message; cutting it first could leave half of a value that was sent.
        if (string.IsNullOrWhiteSpace(text) || text.Length > MaxSourceLength)
            return Unreadable(httpStatus);

        // Longest first: a value may contain another one.
        foreach (var value in sent.Where(v => v.Length >= MinValueLength).OrderByDescending(v => v.Length))
            text = text.Replace(value, "***", StringComparison.OrdinalIgnoreCase);
        return OneLine(text);
    }

    public static string Unreadable(int httpStatus) => $"HTTP {httpStatus} without a readable body";

    /// <summary>The texts and numbers of a JSON body, as they mean and as they are written. Names are the configuration's own.</summary>
    public static IEnumerable<string> ValuesOf(ReadOnlySpan<byte> json)
    {
        var values = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
                    values.Add(Encoding.UTF8.GetString(reader.ValueSpan));
                if (reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped)
                    values.Add(reader.GetString()!);
            }
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Not JSON: then the whole of it is one value.
            values.Add(Encoding.UTF8.GetString(json));
        }

        return values;
    }

    private static string OneLine(string text)
    {
        var line = new StringBuilder(MaxLength);
        foreach (var character in text)
        {
            if (line.Length == MaxLength)
                break;
            if (!char.IsWhiteSpace(character) && !char.IsControl(character))
                line.Append(character);
            else if (line.Length > 0 && line[^1] != ' ')
                line.Append(' ');
        }

        // Half of a surrogate pair is no text for a store.
        if (line.Length > 0 && char.IsHighSurrogate(line[^1]))
            line.Length--;
        return line.ToString().TrimEnd();
    }
}
