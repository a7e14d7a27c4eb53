using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using TriggerBridge.Json;
using TriggerBridge.Mapping.Schemas;

namespace TriggerBridge.Mapping.Inference;

/// <summary>Learns from events what they look like: a schema that they fit, and a first mapping.</summary>
internal sealed class EventInference
{
    private const string Draft = "https://json-schema.org/draft/2020-12/schema";

    // From so many texts on, and so many for each value, the values are probably all that there are.
    private const int LeastTexts = 20;
    private const int LeastTextsForValue = 4;
    private const int MostWanted = 12;

    private static readonly JsonWriterOptions Readable = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly ValueTypes[] AllTypes = [ValueTypes.Object, ValueTypes.Array, ValueTypes.String, ValueTypes.Number, ValueTypes.Integer, ValueTypes.Boolean, ValueTypes.Null];

    private readonly SeenValue _root = new(depth: 0);

    public int Count { get; private set; }

    public void Add(JsonElement document)
    {
        Count++;
        _root.Add(document);
    }

    /// <returns>The text of a schema's file.</returns>
    public string WriteSchema(string title)
    {
        var schema = new JsonObject { ["$schema"] = Draft, ["title"] = title };
        foreach (var (name, value) in SchemaOf(_root, name: ""))
            schema[name] = value?.DeepClone();
        return Write(schema);
    }

    /// <summary>Fields that tell whom or what an event is about, what happened and when: by name of the input, the path of the event.</summary>
    public IReadOnlyDictionary<string, string> FirstMapping()
    {
        var found = new List<Field>();
        Find(_root, JsonLocation.Root, [], isAlways: true, found);
        // What is always there first, and then what is nearer to the root.
        var wanted = found.OrderBy(field => field.IsAlways ? 0 : 1).ThenBy(field => field.Names.Count).Take(MostWanted).ToList();
        var mapping = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in wanted)
            mapping.TryAdd(NameOf(field, wanted) + (field.IsAlways ? ".$" : ".$?"), field.Path);
        return mapping;
    }

    private static JsonObject SchemaOf(SeenValue value, string name)
    {
        var schema = new JsonObject();
        // Of what was always null, nothing is known.
        if (value.Types is ValueTypes.None or ValueTypes.Null)
            return schema;

        schema["type"] = TypeOf(value.Types);
        if (value.Format is { } format && !value.Types.HasFlag(ValueTypes.Object))
            schema["format"] = format;
        else if (value.Types == ValueTypes.String && CodesOf(value, name) is { } codes)
            schema["enum"] = new JsonArray([.. codes.Order(StringComparer.Ordinal).Select(code => JsonValue.Create(code))]);
        if (value.IsDeepest)
            return schema;
        if (value.Items is { } items)
            schema["items"] = SchemaOf(items, name);
        if (value.Others is { } others)
            schema["additionalProperties"] = SchemaOf(others, name);
        if (value.Members.Any())
            AddMembers(value, schema);
        return schema;
    }

    private static void AddMembers(SeenValue value, JsonObject schema)
    {
        if (value.Members.Where(value.HasAlways).ToList() is { Count: > 0 } always)
            schema["required"] = new JsonArray([.. always.Select(member => JsonValue.Create(member.Name))]);
        var properties = new JsonObject();
        foreach (var member in value.Members)
            properties[member.Name] = SchemaOf(member.Value, member.Name);
        schema["properties"] = properties;
    }

    private static JsonNode TypeOf(ValueTypes types)
    {
        // Every whole number is a number.
        if (types.HasFlag(ValueTypes.Number))
            types &= ~ValueTypes.Integer;
        List<string> names = [.. AllTypes.Where(type => types.HasFlag(type)).Select(ValueTypeNames.NameOf)];
        return names is [var only] ? JsonValue.Create(only) : new JsonArray([.. names.Select(each => JsonValue.Create(each))]);
    }

    // Never of a field that may tell a person: a schema is a file that many read.
    private static IReadOnlyCollection<string>? CodesOf(SeenValue value, string name) =>
        value.Texts is { } texts && value.TextCount >= Math.Max(LeastTexts, LeastTextsForValue * texts.Count) && !FieldMeaning.IsIdentity(name) && texts.All(IsCode) ? texts : null;

    private static bool IsCode(string text) =>
        text.Length is > 0 and < 40 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ':');

    private static void Find(SeenValue value, string path, IReadOnlyList<string> names, bool isAlways, List<Field> found)
    {
        foreach (var member in value.Members)
        {
            var (at, all, always) = (JsonLocation.Member(path, member.Name), (IReadOnlyList<string>)[.. names, member.Name], isAlways && value.HasAlways(member));
            var isOne = (member.Value.Types & (ValueTypes.Object | ValueTypes.Array)) == ValueTypes.None && member.Value.Types is not (ValueTypes.None or ValueTypes.Null);
            if (isOne && (FieldMeaning.IsWanted(member.Name) || member.Value.Format is SeenFormats.Email or SeenFormats.DateTime))
                found.Add(new Field(at, all, always));
            Find(member.Value, at, all, always && member.Value.Types == ValueTypes.Object, found);
        }
    }

    // With as many of the names before it as tell it from the others.
    private static string NameOf(Field field, List<Field> all)
    {
        for (var count = 1; count < field.Names.Count; count++)
        {
            var name = Join(field.Names, count);
            if (all.TrueForAll(other => other == field || !string.Equals(Join(other.Names, count), name, StringComparison.OrdinalIgnoreCase)))
                return name;
        }

        return Join(field.Names, field.Names.Count);
    }

    private static string Join(IReadOnlyList<string> names, int count)
    {
        var words = names.TakeLast(count).SelectMany(FieldMeaning.Words).ToList();
        return words.Count == 0 ? "value" : string.Concat(words.Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
    }

    private static string Write(JsonObject schema)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Readable))
            schema.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length) + "\n";
    }

    private sealed record Field(string Path, IReadOnlyList<string> Names, bool IsAlways);
}
