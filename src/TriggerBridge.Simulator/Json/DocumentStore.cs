using System.Text.Json.Nodes;

namespace TriggerBridge.Simulator.Json;

/// <summary>Documents by their ids, in the order in which they came. What it gives and takes are copies.</summary>
internal sealed class DocumentStore
{
    private readonly Lock _gate = new();
    private readonly OrderedDictionary<string, JsonObject> _documents = new(StringComparer.Ordinal);

    public IReadOnlyList<JsonObject> All()
    {
        lock (_gate)
            return [.. _documents.Values.Select(document => document.DeepClone().AsObject())];
    }

    public JsonObject? Find(string id)
    {
        lock (_gate)
            return _documents.GetValueOrDefault(id)?.DeepClone().AsObject();
    }

    public void Put(string id, JsonObject document)
    {
        lock (_gate)
            _documents[id] = document.DeepClone().AsObject();
    }

    public bool Remove(string id)
    {
        lock (_gate)
            return _documents.Remove(id);
    }
}
