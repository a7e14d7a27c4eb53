using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace TriggerBridge.Bridges.Files;

/// <summary>A count as it is written. Not an <see cref="int"/> for the reason given at <see cref="Choice{T}"/>.</summary>
internal sealed record WholeNumber(int Value);

internal sealed class WholeNumberConverter : JsonConverter<WholeNumber>, IDescribedConverter
{
    public JsonObject ToSchema() => new() { ["type"] = "integer" };

    public string Expected => "a whole number";

    public override WholeNumber Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value) ? new WholeNumber(value) : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, WholeNumber value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Value.ToString(CultureInfo.InvariantCulture));
}
