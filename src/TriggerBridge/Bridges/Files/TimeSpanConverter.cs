using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TriggerBridge.Bridges.Files;

/// <summary>The "c" format in full: alone it would take "30" for thirty days and "5:00" for five hours.</summary>
internal sealed class TimeSpanConverter : JsonConverter<TimeSpan>
{
    private const int ColonsInFull = 2;

    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
        && reader.GetString() is { } text
        && text.Count(c => c == ':') == ColonsInFull
        && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString("c", CultureInfo.InvariantCulture));
}
