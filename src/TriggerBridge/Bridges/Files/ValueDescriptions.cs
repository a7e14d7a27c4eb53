using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TriggerBridge.Bridges.Files;

/// <summary>Says to a person what is expected and what was found.</summary>
internal static class ValueDescriptions
{
    public static string Of(JsonTypeInfo shape)
    {
        var type = Nullable.GetUnderlyingType(shape.Type) ?? shape.Type;
        if (type.IsEnum) return "one of " + string.Join(", ", Enum.GetNames(type).Select(name => $"\"{JsonNamingPolicy.CamelCase.ConvertName(name)}\""));
        if (shape.Kind == JsonTypeInfoKind.Object) return "an object with the keys " + string.Join(", ", shape.Properties.Select(key => key.Name));
        if (type == typeof(bool)) return "true or false";
        if (type == typeof(TimeSpan)) return "a time span such as \"00:00:05\" (hours:minutes:seconds) or \"7.00:00:00\" (days first)";
        if (type == typeof(SecretNames)) return "a secret's name or a list of names";
        return "a text in quotes";
    }

    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ => value.GetRawText(),
    };
}
