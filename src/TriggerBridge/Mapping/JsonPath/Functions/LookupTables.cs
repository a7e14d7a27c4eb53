using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using TriggerBridge.Json;

namespace TriggerBridge.Mapping.JsonPath.Functions;

/// <summary>A bridge's <c>tables</c>: named lists of keys and the values that take their place.</summary>
public sealed class LookupTables
{
    private readonly FrozenDictionary<string, LookupTable> _tables;

    private LookupTables(IReadOnlyDictionary<string, LookupTable> tables) => _tables = tables.ToFrozenDictionary(StringComparer.Ordinal);

    public static LookupTables None { get; } = new(new Dictionary<string, LookupTable>(StringComparer.Ordinal));

    internal IEnumerable<string> Names => _tables.Keys.Order(StringComparer.Ordinal);

    /// <summary>Adds to <paramref name="problems"/> all that is wrong; the tables are of use only where nothing was added.</summary>
    /// <param name="at">The JSON path of the tables in their document, such as <c>$.tables</c>.</param>
    public static LookupTables Compile(JsonElement tables, string at, ICollection<DocumentProblem> problems)
    {
        var compiled = new Dictionary<string, LookupTable>(StringComparer.Ordinal);
        if (tables.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new DocumentProblem(at, "an object of tables is expected: {\"departments\": {\"ENG\": \"Engineering\", \"*\": \"Other\"}}"));
            return None;
        }

        foreach (var table in tables.EnumerateObject())
        {
            var here = JsonLocation.Member(at, table.Name);
            if (table.Value.ValueKind != JsonValueKind.Object)
                problems.Add(new DocumentProblem(here, "an object of keys and values is expected: {\"ENG\": \"Engineering\", \"*\": \"Other\"}"));
            else if (!compiled.TryAdd(table.Name, LookupTable.Compile(table.Value, here, problems)))
                problems.Add(new DocumentProblem(here, "is written twice: keep one"));
        }

        return new LookupTables(compiled);
    }

    internal bool TryFind(string name, [MaybeNullWhen(false)] out LookupTable table) => _tables.TryGetValue(name, out table);
}

/// <summary>One table; the key <c>*</c> stands for all that are not in it.</summary>
internal sealed class LookupTable
{
    private const string AnyOther = "*";

    private readonly FrozenDictionary<string, JsonElement> _values;

    private LookupTable(IReadOnlyDictionary<string, JsonElement> values) => _values = values.ToFrozenDictionary(StringComparer.Ordinal);

    public static LookupTable Compile(JsonElement table, string at, ICollection<DocumentProblem> problems)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var entry in table.EnumerateObject())
        {
            if (!values.TryAdd(entry.Name, entry.Value))
                problems.Add(new DocumentProblem(JsonLocation.Member(at, entry.Name), "is written twice: keep one"));
        }

        return new LookupTable(values);
    }

    public bool TryFind(string key, out JsonElement value) => _values.TryGetValue(key, out value) || _values.TryGetValue(AnyOther, out value);
}
