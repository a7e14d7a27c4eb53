using System.ComponentModel;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Json;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>The JSON Schema of the files of bridges and sources, made of the very types that they are read into.</summary>
public static class BridgeSchema
{
    // What editors understand best; nothing here needs a newer one.
    private const string Draft = "http://json-schema.org/draft-07/schema#";

    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JsonOutput.Encoder };

    /// <returns>The text of <c>schemas/bridge.schema.json</c>.</returns>
    public static string Write() => Write(BridgeFileJson.Default.BridgeFile, "A bridge of TriggerBridge");

    /// <returns>The text of <c>schemas/source.schema.json</c>.</returns>
    public static string WriteSource() => Write(BridgeFileJson.Default.SourceFile, "A source of TriggerBridge: a sender that several bridges share");

    private static string Write(JsonTypeInfo type, string title)
    {
        var exported = type.GetJsonSchemaAsNode(new JsonSchemaExporterOptions { TransformSchemaNode = Describe }).AsObject();
        var schema = new JsonObject
        {
            ["$schema"] = Draft,
            ["title"] = title,
            // Read by editors that otherwise mark both as errors.
            ["allowComments"] = true,
            ["allowTrailingCommas"] = true,
        };
        foreach (var (key, value) in exported) schema[key] = value?.DeepClone();

        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Readable)) schema.WriteTo(writer);
        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length) + "\n";
    }

    private static JsonObject Describe(JsonSchemaExporterContext context, JsonNode exported)
    {
        var attributes = context.PropertyInfo?.AttributeProvider;
        var shape = Attribute<ValueShapeAttribute>(attributes)?.ToSchema()
            ?? (context.TypeInfo.Converter as IDescribedConverter)?.ToSchema()
            ?? exported as JsonObject
            ?? throw new InvalidOperationException($"{context.TypeInfo.Type} needs a converter or an attribute that tells its shape.");

        // What is left out is null in the types, but null is not written in a file.
        if (shape["type"] is JsonArray types) shape["type"] = types.First(type => type!.GetValue<string>() != "null")!.DeepClone();
        if (context.TypeInfo.Kind == JsonTypeInfoKind.Object) shape["additionalProperties"] = false;
        if (Attribute<DescriptionAttribute>(attributes) is { } description) shape.Insert(0, "description", description.Description);
        return shape;
    }

    private static T? Attribute<T>(System.Reflection.ICustomAttributeProvider? attributes)
        where T : Attribute => attributes?.GetCustomAttributes(typeof(T), inherit: false) is [T attribute] ? attribute : null;
}
