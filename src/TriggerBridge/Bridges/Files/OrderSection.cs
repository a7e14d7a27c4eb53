using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace TriggerBridge.Bridges.Files;

/// <summary>What tells whose events are sent one after another: a text, or an object that also says when the next one may go.</summary>
[JsonConverter(typeof(OrderSectionConverter))]
internal sealed record OrderSection(string Key, bool UntilFinal);

internal sealed class OrderSectionConverter : JsonConverter<OrderSection>, IDescribedConverter
{
    private const string KeyName = "key";
    private const string UntilName = "until";
    private const string Started = "started";
    private const string Final = "final";

    public string Expected => $"a text such as \"{{{{$.user.id}}}}\", or {{\"{KeyName}\": a text, \"{UntilName}\": \"{Started}\" or \"{Final}\"}}";

    public JsonObject ToSchema() => new()
    {
        ["anyOf"] = new JsonArray(Schemas.Text(), new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { [KeyName] = Schemas.Text(), [UntilName] = Schemas.OneOf([Started, Final]) },
            ["required"] = new JsonArray(KeyName),
            ["additionalProperties"] = false,
        }),
    };

    public override OrderSection Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var written = JsonElement.ParseValue(ref reader);
        if (written.ValueKind == JsonValueKind.String)
            return new OrderSection(written.GetString()!, UntilFinal: false);
        if (written.ValueKind != JsonValueKind.Object)
            throw new JsonException();

        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in written.EnumerateObject())
        {
            if (member.Name is not (KeyName or UntilName) || member.Value.ValueKind != JsonValueKind.String || !members.TryAdd(member.Name, member.Value.GetString()!))
                throw new JsonException();
        }

        return members.TryGetValue(KeyName, out var key) && members.GetValueOrDefault(UntilName, Started) is Started or Final
            ? new OrderSection(key!, members.GetValueOrDefault(UntilName) == Final)
            : throw new JsonException();
    }

    public override void Write(Utf8JsonWriter writer, OrderSection value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(KeyName, value.Key);
        writer.WriteString(UntilName, value.UntilFinal ? Final : Started);
        writer.WriteEndObject();
    }
}
