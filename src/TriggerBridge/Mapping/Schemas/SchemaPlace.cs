using System.Text.Json;
using TriggerBridge.Json;

namespace TriggerBridge.Mapping.Schemas;

/// <summary>A schema as it stands in its file. Whoever reads a keyword that is not what it should be gets nothing, and a problem is reported.</summary>
internal sealed class SchemaPlace(SchemaCompiler compiler, SchemaDocument document, JsonElement element, SchemaNode node)
{
    private const int LongestPattern = 1000;

    public SchemaDocument Document => document;

    public SchemaNode Node => node;

    public string Path => node.Path;

    public bool Has(string keyword) => element.TryGetProperty(keyword, out _);

    public void Problem(string keyword, string problem) => compiler.Problem(document, JsonLocation.Member(Path, keyword), problem);

    public JsonElement? Value(string keyword) => element.TryGetProperty(keyword, out var value) ? value : null;

    public string? Text(string keyword) => Value(keyword) is { } value ? value.ValueKind == JsonValueKind.String ? value.GetString() : Wrong<string>(keyword, "a text") : null;

    /// <summary>A whole number from 0 on.</summary>
    public int? Count(string keyword)
    {
        if (Value(keyword) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number >= 0 && decimal.Truncate(number) == number)
            return (int)Math.Min(number, int.MaxValue);
        Problem(keyword, "expected a whole number from 0 on");
        return null;
    }

    public SchemaNumber? Number(string keyword)
    {
        if (Value(keyword) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number)
            return SchemaNumber.Of(value);
        Problem(keyword, "expected a number");
        return null;
    }

    public bool IsTrue(string keyword)
    {
        if (Value(keyword) is not { } value)
            return false;
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            Problem(keyword, "expected true or false");
        return value.ValueKind == JsonValueKind.True;
    }

    public IReadOnlyList<string>? Names(string keyword) => Value(keyword) is { } value ? NamesOf(keyword, value) : null;

    /// <summary>Lists of names by name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> NamesByName(string keyword) =>
        Members(keyword).ToDictionary(member => member.Name, member => NamesOf(keyword, member.Value) ?? [], StringComparer.Ordinal);

    public SchemaNode? Child(string keyword) => Value(keyword) is { } value ? compiler.NodeAt(document, value, JsonLocation.Member(Path, keyword)) : null;

    public IReadOnlyList<SchemaNode>? Children(string keyword)
    {
        if (Value(keyword) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() == 0)
            return Wrong<IReadOnlyList<SchemaNode>>(keyword, "a list of schemas");
        var at = JsonLocation.Member(Path, keyword);
        return [.. value.EnumerateArray().Select((item, index) => compiler.NodeAt(document, item, JsonLocation.Item(at, index)))];
    }

    public IReadOnlyDictionary<string, SchemaNode> Named(string keyword)
    {
        var at = JsonLocation.Member(Path, keyword);
        return Members(keyword).ToDictionary(member => member.Name, member => compiler.NodeAt(document, member.Value, JsonLocation.Member(at, member.Name)), StringComparer.Ordinal);
    }

    /// <summary>What a reference leads to.</summary>
    public SchemaNode? Reference(string keyword) => Text(keyword) is { } reference ? compiler.Follow(this, reference, keyword) : null;

    public SchemaPattern? Pattern(string keyword, string pattern)
    {
        var problem = !compiler.MayHavePattern() ? "is one pattern too many: a schema may have 500"
            : pattern.Length > LongestPattern ? $"is longer than {LongestPattern} characters, which no pattern may be"
            : null;
        if (problem is null && SchemaPattern.TryCompile(pattern, out var compiled, out problem))
            return compiled;
        Problem(keyword, problem!);
        return null;
    }

    private List<JsonProperty> Members(string keyword)
    {
        if (Value(keyword) is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Object)
        {
            Problem(keyword, "expected an object");
            return [];
        }

        // Of two members of one name the last counts, as everywhere.
        return [.. value.EnumerateObject().Reverse().DistinctBy(member => member.Name, StringComparer.Ordinal).Reverse()];
    }

    private IReadOnlyList<string>? NamesOf(string keyword, JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!).Distinct(StringComparer.Ordinal)]
            : Wrong<IReadOnlyList<string>>(keyword, "a list of names");

    private T? Wrong<T>(string keyword, string expected)
        where T : class
    {
        Problem(keyword, $"expected {expected}");
        return null;
    }
}
