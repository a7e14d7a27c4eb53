using System.Text.Json;

namespace TriggerBridge.Mapping.JsonPath;

internal static class ElementChildren
{
    /// <summary>A member's values or an array's items in their order; of anything else nothing.</summary>
    public static Enumerator Children(this JsonElement node) => new(node);

    /// <summary>A struct, as it runs once for each node of a document.</summary>
    public struct Enumerator
    {
        private readonly bool _isObject;
        private JsonElement.ObjectEnumerator _members;
        private JsonElement.ArrayEnumerator _items;

        public Enumerator(JsonElement node)
        {
            _isObject = node.ValueKind == JsonValueKind.Object;
            if (_isObject) _members = node.EnumerateObject();
            else if (node.ValueKind == JsonValueKind.Array) _items = node.EnumerateArray();
        }

        public readonly JsonElement Current => _isObject ? _members.Current.Value : _items.Current;

        public readonly Enumerator GetEnumerator() => this;

        // The default enumerator of nothing is at its end at once.
        public bool MoveNext() => _isObject ? _members.MoveNext() : _items.MoveNext();
    }
}
