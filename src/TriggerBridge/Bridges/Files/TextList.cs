using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace TriggerBridge.Bridges.Files;

/// <summary>One text, or a list of texts.</summary>
[JsonConverter(typeof(TextListConverter))]
internal sealed record TextList(IReadOnlyList<string> All);

internal sealed class TextListConverter : JsonConverter<TextList>, IDescribedConverter
{
    public string Expected => "a text or a list of texts";

    public JsonObject ToSchema() => Schema();

    internal static JsonObject Schema() => new()
    {
        ["anyOf"] = new JsonArray(Schemas.Text(), new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = Schemas.Text() }),
    };

    public override TextList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(ReadTexts(ref reader));

    public override void Write(Utf8JsonWriter writer, TextList value, JsonSerializerOptions options) => WriteTexts(writer, value.All);

    internal static List<string> ReadTexts(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String) return [reader.GetString()!];
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException();

        var texts = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.String) texts.Add(reader.GetString()!);
        return reader.TokenType == JsonTokenType.EndArray ? texts : throw new JsonException();
    }

    internal static void WriteTexts(Utf8JsonWriter writer, IEnumerable<string> texts)
    {
        writer.WriteStartArray();
        foreach (var text in texts) writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}

/// <summary>Claims by name, each with the texts that it may have.</summary>
[JsonConverter(typeof(ClaimTextsConverter))]
internal sealed record ClaimTexts(IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> All);

internal sealed class ClaimTextsConverter : JsonConverter<ClaimTexts>, IDescribedConverter
{
    public string Expected => "an object of claims, each with a text or a list of texts";

    public JsonObject ToSchema() => new() { ["type"] = "object", ["additionalProperties"] = TextListConverter.Schema() };

    public override ClaimTexts Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        var claims = new List<KeyValuePair<string, IReadOnlyList<string>>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (claims.Exists(claim => claim.Key == name)) throw new JsonException();
            claims.Add(new(name, TextListConverter.ReadTexts(ref reader)));
        }

        return new ClaimTexts(claims);
    }

    public override void Write(Utf8JsonWriter writer, ClaimTexts value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, texts) in value.All)
        {
            writer.WritePropertyName(name);
            TextListConverter.WriteTexts(writer, texts);
        }

        writer.WriteEndObject();
    }
}
