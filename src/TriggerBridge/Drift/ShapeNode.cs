using System.Text.Json;
using System.Text.Json.Serialization;

namespace TriggerBridge.Drift;

/// <summary>What stands at one path of a bridge's events: how often, and of which types. Never a value.</summary>
internal sealed class ShapeNode
{
    /// <summary>An object that has more is a map.</summary>
    public const int MostMembers = 500;

    private const int LeastOfMap = 30;
    private const int LeastOfName = 3;

    /// <summary>The number of events in which it stood.</summary>
    [JsonPropertyName("n")]
    public long Seen { get; set; }

    /// <summary>Those in which no object that could have it was without it.</summary>
    [JsonPropertyName("c")]
    public long Complete { get; set; }

    /// <summary>When it was seen last; in Unix seconds.</summary>
    [JsonPropertyName("l")]
    public long LastAt { get; set; }

    /// <summary>How many events had the object above it when it was seen last: from then on, it was missing.</summary>
    [JsonPropertyName("o")]
    public long LastOwner { get; set; }

    /// <summary>How many events had the object above it before it was seen first.</summary>
    [JsonPropertyName("f")]
    public long FirstOwner { get; set; }

    [JsonPropertyName("t")]
    public List<KindCount> Kinds { get; set; } = [];

    [JsonPropertyName("m")]
    public Dictionary<string, ShapeNode>? Members { get; set; }

    /// <summary>All items of an array.</summary>
    [JsonPropertyName("i")]
    public ShapeNode? Items { get; set; }

    /// <summary>All members whose names are data.</summary>
    [JsonPropertyName("a")]
    public ShapeNode? AnyMember { get; set; }

    /// <summary>Names that are new in it are data.</summary>
    [JsonPropertyName("d")]
    public bool IsMap { get; set; }

    /// <summary>Of the event that is being recorded.</summary>
    [JsonIgnore]
    public Occurrence Now { get; } = new();

    /// <summary>The number of events in which it was an object: each of its members could have stood in them.</summary>
    [JsonIgnore]
    public long Objects => Find(JsonValueKind.Object)?.Count ?? 0;

    public KindCount? Find(JsonValueKind kind) => Kinds.Find(each => each.Kind == kind);

    /// <summary>Also those below it.</summary>
    public int CountPaths() => (Members?.Values.Sum(member => 1 + member.CountPaths()) ?? 0) + Count(Items) + Count(AnyMember);

    /// <summary>Many members, of which most come rarely: ids and names of people, not of fields.</summary>
    public bool LooksLikeMap() => !IsMap && Members is { Count: >= LeastOfMap } members
        && (members.Count > MostMembers || (Objects >= EventShape.LeastEvents && members.Values.Count(IsRare) * 2 >= members.Count));

    /// <summary>From now on only those members have names that have come often.</summary>
    public void Fold()
    {
        IsMap = true;
        foreach (var (name, member) in (Members ?? []).Where(member => Objects < EventShape.LeastEvents || member.Value.Seen < LeastOfName || IsRare(member.Value)).ToList())
        {
            (AnyMember ??= new ShapeNode()).Add(member);
            Members!.Remove(name);
        }
    }

    private bool IsRare(ShapeNode member) => member.Seen * 10 < Objects - member.FirstOwner;

    /// <summary>Counts what another has counted, of other events.</summary>
    public void Add(ShapeNode other)
    {
        foreach (var kind in other.Kinds) Count(kind.Kind, kind.Count, kind.LastSeen);
        Seen += other.Seen;
        Complete += other.Complete;
        LastAt = Math.Max(LastAt, other.LastAt);
        foreach (var (name, member) in other.Members ?? [])
            Member(name).Add(member);
        if (other.Items is { } items) (Items ??= new ShapeNode()).Add(items);
        if (other.AnyMember is { } any) (AnyMember ??= new ShapeNode()).Add(any);
    }

    /// <summary>Before <see cref="Seen"/> is raised.</summary>
    /// <param name="lastSeen">Of the events that are added, the number of the last one with it.</param>
    public void Count(JsonValueKind kind, long count, long lastSeen)
    {
        var known = Find(kind);
        if (known is null) Kinds.Add(known = new KindCount { Kind = kind });
        known.Count += count;
        known.LastSeen = Seen + lastSeen;
    }

    private ShapeNode Member(string name)
    {
        Members ??= new Dictionary<string, ShapeNode>(StringComparer.Ordinal);
        if (!Members.TryGetValue(name, out var member)) Members[name] = member = new ShapeNode();
        return member;
    }

    private static int Count(ShapeNode? node) => node is null ? 0 : 1 + node.CountPaths();

    /// <summary>How it stands in one event.</summary>
    internal sealed class Occurrence
    {
        public long Event { get; set; }

        public int Times { get; set; }

        /// <summary>Of them, as an object.</summary>
        public int Objects { get; set; }

        /// <summary>A bit for each type.</summary>
        public int Kinds { get; set; }
    }
}

/// <summary>One type that a value had.</summary>
internal sealed class KindCount
{
    [JsonPropertyName("k")]
    public JsonValueKind Kind { get; set; }

    /// <summary>In so many events.</summary>
    [JsonPropertyName("n")]
    public long Count { get; set; }

    /// <summary>In how many events the value had been, when it last had this type.</summary>
    [JsonPropertyName("s")]
    public long LastSeen { get; set; }
}
