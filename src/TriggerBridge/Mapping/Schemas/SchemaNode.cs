using System.Text.Json;

namespace TriggerBridge.Mapping.Schemas;

/// <summary>One schema, at any depth of its file. What refers to it may be compiled before it is.</summary>
/// <param name="document">The file that it stands in.</param>
/// <param name="path">Its JSON path there.</param>
internal sealed class SchemaNode(SchemaDocument document, string path)
{
    private SchemaRule[] _rules = [];

    public SchemaDocument Document => document;

    public string Path => path;

    /// <summary>For the schema <c>false</c>.</summary>
    public bool IsNever { get; set; }

    public IReadOnlyList<SchemaRule> Rules
    {
        get => _rules;
        set => _rules = [.. value];
    }

    /// <summary>The schemas that test the same value as this one.</summary>
    public IEnumerable<SchemaNode> InPlace => _rules.SelectMany(rule => rule.InPlace);

    public bool Test(JsonElement value, SchemaRun run)
    {
        if (IsNever)
            return run.Fail("is not expected");
        if (_rules.Length == 0)
            return true;

        var fits = run.Enter();
        for (var i = 0; i < _rules.Length && (fits || run.WantsMore); i++)
        {
            if (!_rules[i].Test(value, run))
                fits = false;
        }

        run.Leave();
        return fits;
    }

    /// <summary>Notes which members and items of a value it looked at; the value is known to fit.</summary>
    public void Note(JsonElement value, SchemaRun run, SeenParts seen)
    {
        if (run.Enter())
        {
            foreach (var rule in _rules)
                rule.Note(value, run, seen);
        }

        run.Leave();
    }
}

/// <summary>What some keywords of a schema ask of a value.</summary>
internal abstract class SchemaRule
{
    public virtual IEnumerable<SchemaNode> InPlace => [];

    public abstract bool Test(JsonElement value, SchemaRun run);

    /// <inheritdoc cref="SchemaNode.Note"/>
    public virtual void Note(JsonElement value, SchemaRun run, SeenParts seen)
    {
    }
}

/// <summary>The parts of one value that a schema looked at: the others are left to <c>unevaluatedProperties</c> and <c>unevaluatedItems</c>.</summary>
internal sealed class SeenParts
{
    private readonly HashSet<string> _members = new(StringComparer.Ordinal);
    private readonly HashSet<int> _items = [];
    private bool _isWhole;

    public void AddAll() => _isWhole = true;

    public void Add(string member) => _members.Add(member);

    public void Add(int item) => _items.Add(item);

    public bool Has(string member) => _isWhole || _members.Contains(member);

    public bool Has(int item) => _isWhole || _items.Contains(item);
}
