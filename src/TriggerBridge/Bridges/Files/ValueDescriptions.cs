using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TriggerBridge.Bridges.Files;

/// <summary>Says to a person what is expected and what was found.</summary>
internal static class ValueDescriptions
{
    public static string Of(JsonTypeInfo shape)
    {
        if (shape.Kind == JsonTypeInfoKind.Object)
            return "an object with the keys " + string.Join(", ", shape.Properties.Select(key => key.Name));
        if (shape.Converter is IDescribedConverter converter) return converter.Expected;
        return shape.Type == typeof(bool?) ? "true or false" : "a text in quotes";
    }

    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ => value.GetRawText(),
    };
}
