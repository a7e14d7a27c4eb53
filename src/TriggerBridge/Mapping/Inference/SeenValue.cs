using System.Text.Json;
using TriggerBridge.Mapping.Schemas;

namespace TriggerBridge.Mapping.Inference;

/// <summary>What was seen at one path of some events: types, how often each member was there, and a few short texts.</summary>
internal sealed class SeenValue(int depth)
{
    /// <summary>A schema has up to two levels for one of the event, and must not be deeper than events may be.</summary>
    private const int Deepest = 20;

    // With more names than these, an object is a table of somebody's keys.
    private const int MostMembers = 100;
    private const int MostTexts = 12;
    private const int LongestText = 40;

    private readonly Dictionary<string, SeenMember> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _formats = [.. SeenFormats.All];
    private int _objects;

    public ValueTypes Types { get; private set; }

    public int TextCount { get; private set; }

    /// <summary>Some of the texts; null where there were too many, or long ones.</summary>
    public IReadOnlyCollection<string>? Texts => _texts.Count is > 0 and <= MostTexts ? _texts : null;

    /// <summary>The one that all texts have; null: none.</summary>
    public string? Format => TextCount > 0 ? SeenFormats.All.FirstOrDefault(_formats.Contains) : null;

    /// <summary>All items of all lists, as one.</summary>
    public SeenValue? Items { get; private set; }

    /// <summary>In the order in which they came; none where <see cref="Others"/> has them all.</summary>
    public IEnumerable<SeenMember> Members => Others is null ? _members.Values : [];

    /// <summary>The values of an object whose names are somebody's keys, as one.</summary>
    public SeenValue? Others { get; private set; }

    /// <summary>Whether each object had it.</summary>
    public bool HasAlways(SeenMember member) => member.Count == _objects;

    /// <summary>Its parts are not looked at.</summary>
    public bool IsDeepest => depth == Deepest;

    public void Add(JsonElement value)
    {
        Types |= value.ValueKind == JsonValueKind.Number && SchemaNumber.IsWhole(value) ? ValueTypes.Integer : ValueTypeNames.Of(value);
        if (value.ValueKind == JsonValueKind.String)
            Add(value.GetString()!);
        if (IsDeepest)
            return;
        if (value.ValueKind == JsonValueKind.Object)
            AddMembers(value);
        else if (value.ValueKind == JsonValueKind.Array)
            AddItems(value);
    }

    private void Add(string text)
    {
        TextCount++;
        _formats.RemoveWhere(format => !SeenFormats.Is(format, text));
        // One more than are of use tells that there are too many.
        if (_texts.Count <= MostTexts)
            _texts.Add(text.Length <= LongestText ? text : text[..LongestText]);
    }

    private void AddItems(JsonElement list)
    {
        foreach (var item in list.EnumerateArray())
            (Items ??= new SeenValue(depth + 1)).Add(item);
    }

    // What was seen by name until now: the types are enough for a table.
    private SeenValue Merged()
    {
        var all = new SeenValue(Deepest);
        foreach (var member in _members.Values)
            all.Types |= member.Value.Types;
        all._formats.Clear();
        return all;
    }

    private void AddMembers(JsonElement value)
    {
        _objects++;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (Others is null && !_members.ContainsKey(member.Name) && (_members.Count == MostMembers || FieldMeaning.IsValue(member.Name)))
                Others = Merged();
            if (Others is { } others)
            {
                others.Add(member.Value);
                continue;
            }

            if (!_members.TryGetValue(member.Name, out var seen))
                _members.Add(member.Name, seen = new SeenMember(member.Name, new SeenValue(depth + 1)));
            seen.Value.Add(member.Value);
            // Of two members of one name, too, there is one.
            if (names.Add(member.Name))
                seen.Count++;
        }
    }
}

/// <summary>A member of the objects at one path.</summary>
internal sealed class SeenMember(string name, SeenValue value)
{
    public string Name => name;

    public SeenValue Value => value;

    public int Count { get; set; }
}

/// <summary>The formats that are looked for.</summary>
internal static class SeenFormats
{
    public const string DateTime = "date-time";
    public const string Email = "email";
    public const string Uuid = "uuid";

    private const string Uri = "uri";

    public static IReadOnlyList<string> All { get; } = [DateTime, Email, Uuid, Uri];

    // Nearly any text with a colon is some URI.
    public static bool Is(string format, string text) =>
        TextFormat.Find(format)!.Value.Test(text) && (format != Uri || text.Contains("://", StringComparison.Ordinal));
}
