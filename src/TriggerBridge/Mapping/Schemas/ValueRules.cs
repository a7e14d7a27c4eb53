using System.Globalization;
using System.Text.Json;

namespace TriggerBridge.Mapping.Schemas;

/// <summary><c>type</c>, <c>enum</c> and <c>const</c>.</summary>
internal static class ValueRules
{
    public static IEnumerable<SchemaRule> Read(SchemaPlace place)
    {
        if (place.Value("type") is { } type && TypesOf(place, type) is { } types)
            yield return new TypeRule(types);
        if (place.Value("enum") is { } values)
        {
            if (values.ValueKind == JsonValueKind.Array)
                yield return new OneOfValuesRule([.. values.EnumerateArray()]);
            else
                place.Problem("enum", "expected a list of values");
        }

        if (place.Value("const") is { } only)
            yield return new OneOfValuesRule([only]);
    }

    private static ValueTypes? TypesOf(SchemaPlace place, JsonElement type)
    {
        var names = type.ValueKind == JsonValueKind.String ? [type.GetString()!] : place.Names("type");
        if (names is null)
            return null;
        var types = names.Aggregate(ValueTypes.None, (all, name) => all | ValueTypeNames.Parse(name));
        if (names.Count > 0 && names.All(name => ValueTypeNames.Parse(name) != ValueTypes.None))
            return types;
        place.Problem("type", "expected one or more of \"string\", \"number\", \"integer\", \"boolean\", \"object\", \"array\", \"null\"");
        return null;
    }

    private sealed class TypeRule(ValueTypes types) : SchemaRule
    {
        public override bool Test(JsonElement value, SchemaRun run) =>
            (types & ValueTypeNames.Of(value)) != ValueTypes.None
            || (types.HasFlag(ValueTypes.Integer) && value.ValueKind == JsonValueKind.Number && SchemaNumber.IsWhole(value))
            || run.Fail($"expected {ValueTypeNames.Words(types)}, got {ValueTypeNames.Words(ValueTypeNames.Of(value))}");
    }

    private sealed class OneOfValuesRule(JsonElement[] values) : SchemaRule
    {
        // The usual case, and the only one with many values.
        private readonly HashSet<string> _texts = values.Where(value => value.ValueKind == JsonValueKind.String).Select(value => value.GetString()!).ToHashSet(StringComparer.Ordinal);
        private readonly JsonElement[] _others = [.. values.Where(value => value.ValueKind != JsonValueKind.String)];

        public override bool Test(JsonElement value, SchemaRun run)
        {
            var isOne = value.ValueKind == JsonValueKind.String
                ? _texts.Contains(value.GetString()!)
                : run.Spend(_others.Length) && Array.Exists(_others, other => other.ValueKind == value.ValueKind && JsonElement.DeepEquals(other, value));
            return isOne || run.Fail(values.Length == 1
                ? "is not the one value that is allowed"
                : string.Create(CultureInfo.InvariantCulture, $"is none of the {values.Length} values that are allowed"));
        }
    }
}

/// <summary>The types of JSON Schema.</summary>
[Flags]
internal enum ValueTypes
{
    None = 0,
    String = 1,
    Number = 2,
    Integer = 4,
    Boolean = 8,
    Object = 16,
    Array = 32,
    Null = 64,
}

/// <summary>How types are called, in schemas and in plain words.</summary>
internal static class ValueTypeNames
{
    private static readonly (ValueTypes Type, string Name, string Words)[] All =
    [
        (ValueTypes.String, "string", "text"),
        (ValueTypes.Number, "number", "a number"),
        (ValueTypes.Integer, "integer", "a whole number"),
        (ValueTypes.Boolean, "boolean", "true or false"),
        (ValueTypes.Object, "object", "an object"),
        (ValueTypes.Array, "array", "a list"),
        (ValueTypes.Null, "null", "null"),
    ];

    public static string NameOf(ValueTypes type) => Array.Find(All, each => each.Type == type).Name;

    public static ValueTypes Parse(string name) => Array.Find(All, each => each.Name == name).Type;

    public static ValueTypes Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => ValueTypes.String,
        JsonValueKind.Number => ValueTypes.Number,
        JsonValueKind.True or JsonValueKind.False => ValueTypes.Boolean,
        JsonValueKind.Object => ValueTypes.Object,
        JsonValueKind.Array => ValueTypes.Array,
        _ => ValueTypes.Null,
    };

    public static string Words(ValueTypes types) => string.Join(" or ", All.Where(each => (types & each.Type) != ValueTypes.None).Select(each => each.Words));
}
