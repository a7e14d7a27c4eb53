using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace TriggerBridge.Functions.Describing;

/// <summary>JSON Schemas of the types that the API takes and answers with, each once and under a name.</summary>
internal sealed class SchemaSet
{
    private const string Place = "#/components/schemas/";

    private static readonly string[] Suffixes = ["Answers", "Answer"];

    private readonly SortedDictionary<string, JsonNode?> _schemas = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, string> _names = [];

    public JsonObject Write() => new(_schemas);

    /// <summary>A reference to the schema of what is answered.</summary>
    public JsonObject OfAnswer(JsonTypeInfo type) => Of(type, isWritten: true);

    /// <summary>A reference to the schema of what is taken.</summary>
    public JsonObject OfBody(JsonTypeInfo type) => Of(type, isWritten: false);

    private JsonObject Of(JsonTypeInfo type, bool isWritten)
    {
        if (!_names.TryGetValue(type.Type, out var name))
        {
            name = NameOf(type.Type);
            if (_names.ContainsValue(name))
                throw new InvalidOperationException($"{type.Type} and another type would both be called {name}: rename one.");
            // Before its members: one of them may be of the same type.
            _names.Add(type.Type, name);
            _schemas[name] = type.GetJsonSchemaAsNode(new JsonSchemaExporterOptions
            {
                TreatNullObliviousAsNonNullable = true,
                TransformSchemaNode = (context, node) => Transform(context, node, isWritten),
            });
        }

        return new JsonObject { ["$ref"] = Place + name };
    }

    private JsonNode Transform(JsonSchemaExporterContext context, JsonNode exported, bool isWritten)
    {
        var type = context.TypeInfo;
        if ((Nullable.GetUnderlyingType(type.Type) ?? type.Type) == typeof(DateTimeOffset))
            return Time(IsNullable(context, isWritten), isWritten);
        if (exported is not JsonObject schema)
            return exported;
        if (type.Kind == JsonTypeInfoKind.Object && !context.Path.IsEmpty)
            return IsNullable(context, isWritten) ? new JsonObject { ["anyOf"] = new JsonArray(Of(type, isWritten), new JsonObject { ["type"] = "null" }) } : Of(type, isWritten);

        if (type.Kind == JsonTypeInfoKind.Object)
        {
            // Of what is written, all is there but what is left out on purpose.
            if (isWritten) schema["required"] = new JsonArray([.. type.Properties.Where(IsAlwaysWritten).Select(property => JsonValue.Create(property.Name))]);
            if (context.Path.IsEmpty) schema["type"] = "object";
        }

        // Numbers as text are read, too; nobody has to know.
        if (schema["type"] is JsonArray types && types.Any(each => IsNumber(each)) && types.FirstOrDefault(each => each!.GetValue<string>() == "string") is { } text)
        {
            types.Remove(text);
            schema.Remove("pattern");
            if (types.Count == 1) schema["type"] = types[0]!.DeepClone();
        }

        return schema;
    }

    private static JsonObject Time(bool isNullable, bool isWritten)
    {
        var schema = new JsonObject { ["type"] = isNullable ? new JsonArray("string", "null") : "string", ["format"] = "date-time" };
        if (isWritten) schema["pattern"] = "Z$";
        return schema;
    }

    private static bool IsNumber(JsonNode? type) => type!.GetValue<string>() is "integer" or "number";

    private static bool IsNullable(JsonSchemaExporterContext context, bool isWritten) =>
        Nullable.GetUnderlyingType(context.TypeInfo.Type) is not null || (context.PropertyInfo is { } property && !property.PropertyType.IsValueType && (isWritten ? property.IsGetNullable : property.IsSetNullable));

    private static bool IsAlwaysWritten(JsonPropertyInfo property) =>
        property.Get is not null && property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true) is not { Length: > 0 };

    // Such as DeliverySummary for DeliveryAnswers.Summary, and PauseAnswer for PauseAnswer.Body.
    private static string NameOf(Type type)
    {
        if (type.DeclaringType is not { } outer) return type.Name;
        if (type.Name == "Body") return outer.Name;
        return Suffixes.FirstOrDefault(suffix => outer.Name.EndsWith(suffix, StringComparison.Ordinal)) is { } end ? outer.Name[..^end.Length] + type.Name : type.Name;
    }
}
