using System.Text.Json;

namespace TriggerBridge.Drift;

/// <summary>
/// Counts one event after another into a shape. An event that is too large is passed over whole, as what was not looked at must not count as missing.
/// </summary>
internal sealed class ShapeRecorder(EventShape shape)
{
    public const int MostDepth = 24;

    // More than are kept: an instance does not know which paths are.
    private const int MostPaths = 2 * EventShape.MostPaths;
    private const int MostItems = 100;
    private const int MostValues = 50_000;
    private const int MostCharacters = 400;

    private readonly List<(ShapeNode Node, ShapeNode? Owner)> _touched = [];
    private readonly List<Action> _undo = [];
    private long _event;
    private int _values;
    private bool _isTooLarge;

    public EventShape Shape => shape;

    public void Record(JsonElement document, DateTimeOffset at)
    {
        _touched.Clear();
        _undo.Clear();
        _event++;
        _values = 0;
        _isTooLarge = false;
        Visit(shape.Root, owner: null, document, depth: 0, characters: 1);
        if (_isTooLarge)
        {
            foreach (var undo in _undo) undo();
            shape.Paths = shape.Root.CountPaths();
            shape.PassedOver++;
            return;
        }

        foreach (var (node, owner) in _touched) Count(node, owner, at.ToUnixTimeSeconds());
        if (shape.FirstAt == default) shape.FirstAt = at;
        shape.LastAt = at;
        FoldMaps();
    }

    private void Visit(ShapeNode node, ShapeNode? owner, JsonElement value, int depth, int characters)
    {
        if (_isTooLarge || ++_values > MostValues)
        {
            _isTooLarge = true;
            return;
        }

        var now = node.Now;
        if (now.Event != _event)
        {
            (now.Event, now.Times, now.Objects, now.Kinds) = (_event, 0, 0, 0);
            _touched.Add((node, owner));
        }

        now.Times++;
        now.Kinds |= 1 << (int)KindOf(value);
        if (depth == MostDepth) return;
        if (value.ValueKind == JsonValueKind.Object)
        {
            now.Objects++;
            // At once: the names of one that is so large would leave no place for others.
            if (!node.IsMap && value.GetPropertyCount() > ShapeNode.MostMembers) Fold(node);
            foreach (var member in value.EnumerateObject()) VisitMember(node, member, depth, characters);
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray().Take(MostItems))
            {
                if (ItemsOf(node) is { } items) Visit(items, owner: null, item, depth + 1, characters + 3);
            }
        }
    }

    private void VisitMember(ShapeNode node, JsonProperty member, int depth, int characters)
    {
        var name = member.Name;
        var isData = DataNames.IsData(name) || (node.IsMap && node.Members?.ContainsKey(name) is not true);
        // With the brackets and quotes that a name may need.
        var length = characters + (isData ? 2 : name.Length + 4);
        if (length > MostCharacters) return;
        if (isData)
        {
            if (AnyOf(node) is { } any) Visit(any, owner: null, member.Value, depth + 1, length);
        }
        else if (MemberOf(node, name) is { } known)
        {
            Visit(known, node, member.Value, depth + 1, length);
        }
    }

    private static void Count(ShapeNode node, ShapeNode? owner, long at)
    {
        // Those above come first: their counts are those of this event.
        for (var kind = JsonValueKind.Undefined; kind <= JsonValueKind.Null; kind++)
        {
            if ((node.Now.Kinds & (1 << (int)kind)) != 0) node.Count(kind, 1, lastSeen: 1);
        }

        if (node.Seen++ == 0 && owner is not null) node.FirstOwner = owner.Objects - 1;
        node.LastAt = at;
        node.LastOwner = owner?.Objects ?? 0;
        if (owner is null || node.Now.Times >= owner.Now.Objects) node.Complete++;
    }

    private void FoldMaps()
    {
        foreach (var (node, _) in _touched)
        {
            if (node.LooksLikeMap()) Fold(node);
        }
    }

    private void Fold(ShapeNode node)
    {
        node.Fold();
        shape.Paths = shape.Root.CountPaths();
    }

    private ShapeNode? MemberOf(ShapeNode node, string name)
    {
        var members = node.Members ??= new Dictionary<string, ShapeNode>(StringComparer.Ordinal);
        return members.TryGetValue(name, out var known) ? known : Made(new ShapeNode(), made => members.Add(name, made), () => members.Remove(name));
    }

    private ShapeNode? ItemsOf(ShapeNode node) => node.Items ?? Made(new ShapeNode(), made => node.Items = made, () => node.Items = null);

    private ShapeNode? AnyOf(ShapeNode node) => node.AnyMember ?? Made(new ShapeNode(), made => node.AnyMember = made, () => node.AnyMember = null);

    // Null where there are too many.
    private ShapeNode? Made(ShapeNode node, Action<ShapeNode> add, Action remove)
    {
        if (shape.Paths >= MostPaths)
        {
            _isTooLarge = true;
            return null;
        }

        shape.Paths++;
        add(node);
        _undo.Add(remove);
        return node;
    }

    // True and false are one type.
    private static JsonValueKind KindOf(JsonElement value) => value.ValueKind == JsonValueKind.False ? JsonValueKind.True : value.ValueKind;
}
