using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TriggerBridge.Simulator.Http;

/// <summary>Times as ISC writes them: UTC with nine decimals (<c>2022-02-07T20:13:29.356648026Z</c> in its specification).</summary>
internal sealed class IscTimestampConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00Z'", CultureInfo.InvariantCulture));
}
