using TriggerBridge.Bridges.Files;
using TriggerBridge.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.Schemas;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>Compiles what a bridge asks of its events.</summary>
/// <param name="companions">The files that it may name, by name.</param>
internal sealed class CheckCompiler(BridgeFile file, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> companions, ICollection<DocumentProblem> problems)
{
    private const string At = "$.schema";

    /// <returns>Null where it asks nothing, or there is any problem with it.</returns>
    public EventCheck? Compile()
    {
        if (file.EventSchema is not { } name)
        {
            if (file.SchemaMismatch is not null)
                problems.Add(new("$.schemaMismatch", $"belongs to {At}: add one, or leave this out"));
            return null;
        }

        if (!SchemaFiles.IsName(name))
        {
            problems.Add(new(At, "expected the name of a file in the folder schemas beside the bridges, such as schemas/leaver.json"));
            return null;
        }

        return EventSchema.Compile(name, companions, At, problems) is { } schema ? new EventCheck(schema, file.SchemaMismatch?.Value ?? BridgeDefaults.SchemaMismatch) : null;
    }
}
