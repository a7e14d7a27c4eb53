using System.Globalization;
using System.Text.Json;
using TriggerBridge.Json;

namespace TriggerBridge.Mapping.Schemas;

/// <summary>
/// Makes a schema of its files. What a file refers to is compiled once, however often and from wherever it is referred to, and one after the
/// other: neither a circle of references nor a long chain of them needs a deep stack.
/// </summary>
/// <param name="at">The JSON path, in the bridge's file, of the schema's name.</param>
internal sealed class SchemaCompiler(SchemaFiles files, string at, ICollection<DocumentProblem> problems)
{
    private const string Draft = "https://json-schema.org/draft/2020-12/schema";
    private const int MostSchemas = 20_000;
    private const int MostPatterns = 500;
    private const int MostProblems = 10;

    private readonly Dictionary<(string File, string Path), SchemaNode> _nodes = [];
    private readonly Queue<SchemaPlace> _unread = [];
    private int _found;
    private int _patterns;

    /// <returns>Null where there is any problem.</returns>
    public EventSchema? Compile(string name)
    {
        if (files.Open(name, out var unreadable) is not { } document)
        {
            problems.Add(new DocumentProblem(at, $"{name}: {unreadable}"));
            return null;
        }

        var root = NodeAt(document, document.Root, JsonLocation.Root);
        while (_unread.TryDequeue(out var place))
        {
            if (_nodes.Count > MostSchemas)
            {
                Problem(document, JsonLocation.Root, string.Create(CultureInfo.InvariantCulture, $"consists of more than {MostSchemas:N0} schemas: make it smaller"));
                return null;
            }

            place.Node.Rules = Read(place);
        }

        if (_found == 0 && SchemaCost.Objection(_nodes.Values) is var (node, problem))
            Problem(node.Document, node.Path, problem);
        return _found == 0 ? new EventSchema(name, root) : null;
    }

    public SchemaNode NodeAt(SchemaDocument document, JsonElement element, string path)
    {
        if (_nodes.TryGetValue((document.Name, path), out var known))
            return known;

        var node = new SchemaNode(document, path) { IsNever = element.ValueKind == JsonValueKind.False };
        _nodes.Add((document.Name, path), node);
        if (element.ValueKind == JsonValueKind.Object)
            _unread.Enqueue(new SchemaPlace(this, document, element, node));
        else if (element.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            Problem(document, path, "expected a schema: an object, or true or false");
        return node;
    }

    /// <returns>What a reference leads to; null where that is nothing, and then it has been reported.</returns>
    public SchemaNode? Follow(SchemaPlace place, string reference, string keyword)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        var (file, fragment) = hash < 0 ? (reference, "") : (reference[..hash], Uri.UnescapeDataString(reference[(hash + 1)..]));
        if (SchemaFiles.Resolve(file, place.Document.Name) is not { } name)
        {
            place.Problem(keyword, $"leads out of the folder {SchemaFiles.Folder}: put what it refers to into a file there, and write its name, such as \"address.json#/$defs/street\"");
            return null;
        }

        if (files.Open(name, out var unreadable) is not { } document)
            place.Problem(keyword, $"{name}: {unreadable}");
        else if (!document.TryFind(fragment, out var element, out var path))
            place.Problem(keyword, $"nothing is at #{fragment} in {name}");
        else
            return NodeAt(document, element, path);
        return null;
    }

    public bool MayHavePattern() => ++_patterns <= MostPatterns;

    public void Problem(SchemaDocument document, string path, string problem)
    {
        if (++_found <= MostProblems)
            problems.Add(new DocumentProblem(path, problem) { File = document.Location });
    }

    private static List<SchemaRule> Read(SchemaPlace place)
    {
        CheckDraft(place);
        CheckKeywords(place);
        // It is read for its errors, and where something refers to it.
        place.Named("$defs");
        List<SchemaRule> rules =
        [
            .. ValueRules.Read(place),
            .. NumberRule.Read(place),
            .. TextRule.Read(place),
            .. ListRules.Read(place),
            .. ObjectRules.Read(place),
            .. CombinedRules.Read(place),
        ];
        // Last, for they need to know what the others looked at.
        return [.. rules, .. UnevaluatedRules.Read(place, rules)];
    }

    private static void CheckDraft(SchemaPlace place)
    {
        if (place.Text("$schema") is { } draft && draft.TrimEnd('#') != Draft)
            place.Problem("$schema", $"only {Draft} is supported");
        if (place.Path != JsonLocation.Root && place.Has("$id"))
            place.Problem("$id", "is supported at the root only: references go by the names of files and by #/…");
    }

    private static void CheckKeywords(SchemaPlace place)
    {
        foreach (var (keyword, problem) in Unsupported)
        {
            if (place.Has(keyword))
                place.Problem(keyword, problem);
        }
    }

    // Whoever ignored them would let events pass that the schema's author did not mean to pass.
    private static readonly (string Keyword, string Problem)[] Unsupported =
    [
        ("$dynamicRef", "is not supported: use $ref"),
        ("$dynamicAnchor", "is not supported: use $anchor"),
        ("$recursiveRef", "is of an older draft: use $ref"),
        ("$vocabulary", "is not supported"),
        ("dependencies", "is of an older draft: write dependentRequired or dependentSchemas"),
        ("additionalItems", "is of an older draft: write prefixItems for the first items, and items for the others"),
    ];
}
