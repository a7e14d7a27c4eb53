using System.Collections.Frozen;
using System.Text.Json;
using TriggerBridge.Json;

namespace TriggerBridge.Mapping.JsonPath.Functions;

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
