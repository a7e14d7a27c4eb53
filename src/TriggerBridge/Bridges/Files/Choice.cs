using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace TriggerBridge.Bridges.Files;

/// <summary>
/// One of a closed set, by its name in camel case. A reference type, as <see cref="Duration"/> is: for each value type in
/// a file's records the runtime compiles some 80 methods of System.Text.Json when the app starts, which takes 4 ms.
/// </summary>
internal sealed record Choice<T>(T Value)
    where T : struct, Enum
{
    public static IEnumerable<string> Names => Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName);
}

internal sealed class ChoiceConverter<T> : JsonConverter<Choice<T>>, IDescribedConverter
    where T : struct, Enum
{
    public string Expected => "one of " + string.Join(", ", Choice<T>.Names.Select(name => $"\"{name}\""));

    public JsonObject ToSchema() => Schemas.OneOf(Choice<T>.Names);

    public override Choice<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException();
        if (!Choice<T>.Names.Contains(text, StringComparer.Ordinal)) throw new JsonException();
        return new Choice<T>(Enum.Parse<T>(text, ignoreCase: true));
    }

    public override void Write(Utf8JsonWriter writer, Choice<T> value, JsonSerializerOptions options) =>
        writer.WriteStringValue(JsonNamingPolicy.CamelCase.ConvertName(value.Value.ToString()));
}
