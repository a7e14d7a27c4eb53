using System.Text.Json;
using TriggerBridge.Json;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Mapping.JsonPath.Functions;

namespace TriggerBridge.Bridges.Polls;

/// <summary>Where the items stand in an answer. An answer without the list is another than an empty list, so the list itself is looked for.</summary>
internal sealed class ItemList
{
    private const string All = "[*]";

    private readonly PathQuery _query;
    private readonly bool _isList;

    private ItemList(PathQuery query, bool isList) => (_query, _isList) = (query, isList);

    /// <param name="text">A path to an array, or to what is in one: <c>$.result</c> and <c>$.result[*]</c> are the same.</param>
    public static ItemList? Compile(string text, string at, ICollection<DocumentProblem> problems)
    {
        var isWildcard = text.EndsWith(All, StringComparison.Ordinal);
        switch (PathParser.Parse(isWildcard ? text[..^All.Length] : text, PathLanguages.Bridge))
        {
            case PathParse.Parsed { Path.Query: { Root: PathRoot.Event } query }:
                return new ItemList(query, isWildcard || query.IsSingular);
            case PathParse.Invalid invalid:
                problems.Add(new(at, invalid.ToString()));
                return null;
            default:
                problems.Add(new(at, "expected the path of a list in the answer, such as $.result[*]"));
                return null;
        }
    }

    /// <returns>False where a list is missing.</returns>
    public bool TryRead(EventContext answer, out IReadOnlyList<JsonElement> items)
    {
        items = [];
        var found = _query.Find(answer, default);
        if (answer.Budget.IsSpent) return false;
        if (!_isList)
        {
            items = found;
            return true;
        }

        if ((found.Count == 0 && _query.IsSingular) || found.Any(list => list.ValueKind != JsonValueKind.Array)) return false;
        items = [.. found.SelectMany(list => list.EnumerateArray())];
        return true;
    }
}
