using System.Text.Json;
using System.Text.Json.Serialization;

namespace TriggerBridge.Functions.Answers;

/// <summary>Writes each time as ISO 8601 in UTC, with a Z: <c>2026-06-01T12:00:00Z</c>.</summary>
internal sealed class UtcTime : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value.UtcDateTime);
}
