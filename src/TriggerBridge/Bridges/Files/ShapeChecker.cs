using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TriggerBridge.Json;

namespace TriggerBridge.Bridges.Files;

/// <summary>
/// Compares a document with the types it will be read into (they are the only source), reports every difference, and
/// copies what fits to <paramref name="sound"/>.
/// </summary>
internal sealed class ShapeChecker(ICollection<DocumentProblem> problems, Utf8JsonWriter sound)
{
    public void CheckObject(JsonElement element, JsonTypeInfo shape, string at)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        sound.WriteStartObject();
        foreach (var member in element.EnumerateObject())
        {
            var here = JsonLocation.Member(at, member.Name);
            var key = shape.Properties.FirstOrDefault(property => property.Name == member.Name);
            if (!seen.Add(member.Name)) problems.Add(new(here, "is written twice: keep one"));
            else if (key is null) problems.Add(new(here, UnknownKey(member.Name, shape)));
            else CheckMember(member, key, here);
        }

        foreach (var key in shape.Properties.Where(key => key.IsRequired && !seen.Contains(key.Name)))
            problems.Add(new(JsonLocation.Member(at, key.Name), $"is missing; expected: {Description(key)}"));
        sound.WriteEndObject();
    }

    private void CheckMember(JsonProperty member, JsonPropertyInfo key, string at)
    {
        var shape = key.Options.GetTypeInfo(key.PropertyType);
        var isNull = member.Value.ValueKind == JsonValueKind.Null && key.AttributeProvider?.IsDefined(typeof(AnyObjectOrNullAttribute), inherit: false) == true;
        if (!isNull && !Fits(member.Value, shape))
        {
            problems.Add(new(at, Misfit(member.Value, shape)));
            return;
        }

        sound.WritePropertyName(member.Name);
        if (shape.Kind == JsonTypeInfoKind.Object) CheckObject(member.Value, shape, at);
        else member.Value.WriteTo(sound);
    }

    private static bool Fits(JsonElement value, JsonTypeInfo shape)
    {
        if (value.ValueKind == JsonValueKind.Null) return false;
        if (shape.Kind == JsonTypeInfoKind.Object) return value.ValueKind == JsonValueKind.Object;
        try
        {
            value.Deserialize(shape);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Misfit(JsonElement value, JsonTypeInfo shape) =>
        value.ValueKind == JsonValueKind.Null
            ? "is null: leave the key out, or give it a value"
            : $"expected {ValueDescriptions.Of(shape)}, found {ValueDescriptions.Of(value)}";

    private static string UnknownKey(string name, JsonTypeInfo shape)
    {
        var known = shape.Properties.Select(property => property.Name).ToList();
        return ClosestName.TryFind(name, known, out var closest)
            ? $"is not a key; did you mean '{closest}'?"
            : $"is not a key; the keys are {string.Join(", ", known)}";
    }

    private static string Description(JsonPropertyInfo key) =>
        key.AttributeProvider?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: false) is [DescriptionAttribute description]
            ? description.Description
            : ValueDescriptions.Of(key.Options.GetTypeInfo(key.PropertyType));
}
