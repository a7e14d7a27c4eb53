using System.Text.Json;

namespace TriggerBridge.SailPoint.Http;

/// <summary>Steps of reading a JSON object by its properties without building a document.</summary>
internal static class JsonReading
{
    public static void ReadObjectStart(ref this Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("Not a JSON object.");
    }

    /// <summary>The text after a property's name; null for a value of another kind, which is passed over.</summary>
    public static string? ReadText(ref this Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
            return reader.GetString();
        reader.Skip();
        return null;
    }

    public static void SkipValue(ref this Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
