using System.Text.Json.Nodes;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Bridges.Files;

/// <summary>Tells the JSON Schema what a key takes, where its type alone does not.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal abstract class ValueShapeAttribute : Attribute
{
    public abstract JsonObject ToSchema();
}

/// <summary>Any JSON object.</summary>
internal sealed class AnyObjectAttribute : ValueShapeAttribute
{
    public override JsonObject ToSchema() => new() { ["type"] = "object" };
}

/// <summary>Any JSON object, or null, which is a value here and not a key that is left out.</summary>
internal sealed class AnyObjectOrNullAttribute : ValueShapeAttribute
{
    public override JsonObject ToSchema() => new() { ["type"] = new JsonArray("object", "null") };
}

/// <summary>Objects of any values, by name.</summary>
internal sealed class ObjectsByNameAttribute : ValueShapeAttribute
{
    public override JsonObject ToSchema() => new() { ["type"] = "object", ["additionalProperties"] = new AnyObjectAttribute().ToSchema() };
}

/// <summary>Texts by name.</summary>
internal sealed class TextsByNameAttribute : ValueShapeAttribute
{
    public override JsonObject ToSchema() => new() { ["type"] = "object", ["additionalProperties"] = Schemas.Text() };
}

/// <summary>A list of texts.</summary>
internal sealed class TextsAttribute : ValueShapeAttribute
{
    public override JsonObject ToSchema() => new() { ["type"] = "array", ["items"] = Schemas.Text() };
}

/// <summary>The name of a sender that is known.</summary>
internal sealed class SchemeNameAttribute : ValueShapeAttribute
{
    public override JsonObject ToSchema() => Schemas.OneOf(WebhookSchemes.Names.Order(StringComparer.Ordinal));
}
