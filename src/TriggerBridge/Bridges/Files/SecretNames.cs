using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace TriggerBridge.Bridges.Files;

/// <summary>One name, or a list of names.</summary>
[JsonConverter(typeof(SecretNamesConverter))]
internal sealed record SecretNames(IReadOnlyList<string> Names, bool IsList);

internal sealed class SecretNamesConverter : JsonConverter<SecretNames>, IDescribedConverter
{
    public string Expected => "a secret's name or a list of names";

    public JsonObject ToSchema() => new()
    {
        ["anyOf"] = new JsonArray(Schemas.Text(), new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = Schemas.Text() }),
    };

    public override SecretNames Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return new SecretNames([reader.GetString()!], IsList: false);
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException();

        var names = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.String) names.Add(reader.GetString()!);
        return reader.TokenType == JsonTokenType.EndArray ? new SecretNames(names, IsList: true) : throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, SecretNames value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var name in value.Names) writer.WriteStringValue(name);
        writer.WriteEndArray();
    }
}
