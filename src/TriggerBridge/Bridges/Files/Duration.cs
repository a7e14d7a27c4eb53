using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace TriggerBridge.Bridges.Files;

/// <summary>A time span as it is written. Not a <see cref="TimeSpan"/> for the reason given at <see cref="Choice{T}"/>.</summary>
internal sealed record Duration(TimeSpan Value);

/// <summary>The "c" format in full: alone it would take "30" for thirty days and "5:00" for five hours.</summary>
internal sealed class DurationConverter : JsonConverter<Duration>, IDescribedConverter
{
    private const int ColonsInFull = 2;

    public string Expected => "a time span such as \"00:00:05\" (hours:minutes:seconds) or \"7.00:00:00\" (days first)";

    // The hours' range is left to the loader.
    public JsonObject ToSchema() => new() { ["type"] = "string", ["pattern"] = @"^-?([0-9]+\.)?[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?$" };

    public override Duration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
        && reader.GetString() is { } text
        && text.Count(c => c == ':') == ColonsInFull
        && TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var value)
            ? new Duration(value)
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, Duration value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value.ToString("c", CultureInfo.InvariantCulture));
}
