using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Mapping.Schemas;

namespace TriggerBridge.Bridges;

/// <summary>What events of a bridge must look like, and what becomes of those that do not.</summary>
internal sealed record EventCheck(EventSchema Schema, MismatchHandling Handling)
{
    /// <summary>The paths that the schema names.</summary>
    public IReadOnlyList<EventRead> Reads { get; init; } = [];

    /// <summary>Maps an event that the bridge wants, if it fits.</summary>
    public MappingResult Map(EventContext context, Func<EventContext, MappingResult> map)
    {
        if (Schema.Objection(context) is not { } objection)
            return map(context);
        var mismatch = new SchemaMismatch(objection, Handling);
        return Handling == MismatchHandling.Note ? map(context) with { Mismatch = mismatch } : new MappingResult.Failed(objection) { Mismatch = mismatch };
    }
}
