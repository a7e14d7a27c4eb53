using System.Text.Json.Nodes;
using TriggerBridge.Simulator.Configuration;
using TriggerBridge.Simulator.Http;
using TriggerBridge.Simulator.Json;

namespace TriggerBridge.Simulator.Workflows;

/// <summary>The workflows that were created here. Others may be executed nevertheless: a test need not create any.</summary>
internal sealed class WorkflowStore(SeededRandom ids, TimeProvider clock)
{
    private static readonly string[] ReadOnly = ["id", "executionCount", "failureCount", "created", "modified", "modifiedBy", "creator"];

    private readonly DocumentStore _workflows = new();

    public IReadOnlyList<JsonObject> All() => _workflows.All();

    public JsonObject? Find(string id) => _workflows.Find(id);

    public JsonObject Create(JsonObject body) => Create(ids.NextId().ToString(), body);

    public void Restore(JsonObject workflow) => _workflows.Put(workflow.TextOf("id")!, workflow);

    /// <summary>One whose id is known beforehand, as a bridge file names it.</summary>
    public JsonObject Create(string id, JsonObject body)
    {
        var workflow = Writable(body);
        workflow["enabled"] ??= false;
        workflow["id"] = id;
        workflow["executionCount"] = 0;
        workflow["failureCount"] = 0;
        workflow["created"] = clock.NowText();
        return Save(id, workflow);
    }

    /// <summary>Replaces what can be written; what the body leaves out is gone, the client of the external trigger, too.</summary>
    public JsonObject Replace(JsonObject before, JsonObject body)
    {
        var after = Writable(body);
        foreach (var name in ReadOnly)
        {
            if (before[name] is { } value)
                after[name] = value.DeepClone();
        }

        return Save(before.TextOf("id")!, after);
    }

    public bool Remove(string id) => _workflows.Remove(id);

    /// <summary>The client that may start it; null for a workflow that has none or is not known.</summary>
    public string? ClientOf(string id) => (Find(id)?["trigger"]?["attributes"] as JsonObject)?.TextOf("clientId");

    public static string ExecutePath(string id) => $"/beta/workflows/execute/external/{id}";

    private JsonObject Save(string id, JsonObject workflow)
    {
        workflow["modified"] = clock.NowText();
        _workflows.Put(id, workflow);
        return workflow;
    }

    private static JsonObject Writable(JsonObject body)
    {
        var copy = body.DeepClone().AsObject();
        foreach (var name in ReadOnly)
            copy.Remove(name);
        return copy;
    }
}
