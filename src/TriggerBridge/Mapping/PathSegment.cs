using System.Text;
using System.Text.Json;

namespace TriggerBridge.Mapping;

/// <summary>One step down: a member's name, or an item's index (from the end where negative).</summary>
internal sealed class PathSegment
{
    private readonly byte[] _utf8Name = [];
    private readonly int _index;

    public PathSegment(string name)
    {
        Name = name;
        _utf8Name = Encoding.UTF8.GetBytes(name);
    }

    public PathSegment(int index) => _index = index;

    /// <summary>Null for an index.</summary>
    public string? Name { get; }

    public bool TryStep(JsonElement from, out JsonElement to)
    {
        to = default;
        if (Name is not null) return from.ValueKind == JsonValueKind.Object && from.TryGetProperty(_utf8Name, out to);
        if (from.ValueKind != JsonValueKind.Array) return false;
        var length = from.GetArrayLength();
        var index = _index < 0 ? length + _index : _index;
        if (index < 0 || index >= length) return false;
        to = from[index];
        return true;
    }
}
