using System.Text.Json.Nodes;
using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Triggers;

/// <summary>The tenant's event triggers, as ISC shows them. The table is the one that the client of ISC has, too.</summary>
internal static class EventTriggers
{
    private static readonly JsonObject[] All = Read();

    public static IResult List(HttpContext context) => JsonAnswer.Page(All, context);

    public static JsonObject? Find(string? id) => Array.Find(All, trigger => string.Equals(trigger.TextOf("id"), id, StringComparison.Ordinal));

    private static JsonObject[] Read()
    {
        using var resource = typeof(EventTriggers).Assembly.GetManifestResourceStream("event-triggers.json")!;
        var table = JsonNode.Parse(resource)!;
        var definitions = table["definitions"]!;
        return [.. table["triggers"]!.AsArray().Select(trigger => Shown(trigger!.AsObject(), definitions))];
    }

    private static JsonObject Shown(JsonObject trigger, JsonNode definitions) => new()
    {
        ["id"] = trigger.TextOf("id"),
        ["name"] = trigger.TextOf("name"),
        ["type"] = trigger.TextOf("type"),
        ["description"] = trigger.TextOf("name"),
        ["inputSchema"] = SchemaText(trigger["input"], definitions),
        ["exampleInput"] = trigger["exampleInput"]!.DeepClone(),
        ["outputSchema"] = SchemaText(trigger["output"], definitions),
        ["exampleOutput"] = trigger["exampleOutput"]?.DeepClone(),
    };

    // A text, as in ISC.
    private static string? SchemaText(JsonNode? schema, JsonNode definitions)
    {
        if (schema is null)
            return null;
        var whole = schema.DeepClone().AsObject();
        whole["definitions"] = definitions.DeepClone();
        return whole.ToJsonString();
    }
}
