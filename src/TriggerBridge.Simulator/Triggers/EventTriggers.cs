using System.Text.Json.Nodes;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Triggers;

/// <summary>Three of the tenant's event triggers; the examples are the specification's.</summary>
internal static class EventTriggers
{
    private const string Identity = """{"type":"IDENTITY","id":"ee769173319b41d19ccec6cea52f237b","name":"john.doe"}""";

    private static readonly JsonObject[] All =
    [
        Trigger("idn:identity-created", "Identity Created", "FIRE_AND_FORGET", $$"""{ "identity": {{Identity}}, "attributes": { "firstname": "John" } }"""),
        Trigger("idn:identity-deleted", "Identity Deleted", "FIRE_AND_FORGET", $$"""{ "identity": {{Identity}}, "attributes": { "firstname": "John" } }"""),
        Trigger(
            "idn:access-request-dynamic-approver",
            "Access Request Dynamic Approver",
            "REQUEST_RESPONSE",
            $$"""
            {"accessRequestId":"4b4d982dddff4267ab12f0f1e72b5a6d","requestedFor":[{{Identity}}],"requestedItems":[],"requestedBy":{{Identity}}}
            """),
    ];

    public static IResult List(HttpContext context) => JsonAnswer.Page(All, context);

    public static JsonObject? Find(string? id) => Array.Find(All, trigger => string.Equals(trigger.TextOf("id"), id, StringComparison.Ordinal));

    private static JsonObject Trigger(string id, string name, string type, string example) => new()
    {
        ["id"] = id,
        ["name"] = name,
        ["type"] = type,
        ["description"] = name,
        ["inputSchema"] = """{"type":"object"}""",
        ["exampleInput"] = JsonNode.Parse(example),
    };
}
