using System.Text;
using System.Text.Json;

namespace TriggerBridge.Webhooks;

/// <summary>Reads one text or number of a JSON object without making a document of it.</summary>
internal static class TopLevelMember
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 1024 };

    /// <returns>Null where there is none, or the body is no JSON object.</returns>
    public static string? Find(ReadOnlySpan<byte> body, string name)
    {
        try
        {
            var reader = new Utf8JsonReader(body, Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isIt = reader.ValueTextEquals(name);
                reader.Read();
                if (isIt) return Text(ref reader);
                reader.Skip();
            }

            return null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The latter: text that is not UTF-8.
            return null;
        }
    }

    private static string? Text(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => null,
    };
}
