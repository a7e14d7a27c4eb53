using TriggerBridge.Bridges.Files;
using TriggerBridge.Json;
using TriggerBridge.Mapping.Schemas;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>Compiles what a bridge asks of its events.</summary>
internal sealed class CheckCompiler(BridgeFile file, BridgeCompanions companions, ICollection<DocumentProblem> problems)
{
    private const string At = "$.schema";

    /// <returns>Null where it asks nothing, or there is any problem with it.</returns>
    public EventCheck? Compile()
    {
        if (file.EventSchema is not { } written)
        {
            if (file.SchemaMismatch is not null)
                problems.Add(new("$.schemaMismatch", $"belongs to {At}: add one, or leave this out"));
            return null;
        }

        if (companions.Find(written, At, problems) is not { Name: var name, Text: var text })
            return null;
        if (!name.StartsWith(SchemaFiles.Folder, StringComparison.Ordinal))
        {
            problems.Add(new(At, $"expected a file of {SchemaFiles.Folder}, such as {SchemaFiles.Folder}leaver.json"));
            return null;
        }

        return EventSchema.Compile(name, Find, At, problems) is { } schema
            ? new EventCheck(schema, file.SchemaMismatch?.Value ?? BridgeDefaults.SchemaMismatch) { Reads = SchemaReads.Of(text) }
            : null;
    }

    private SchemaText? Find(string name) => companions.Find(name) is { } found ? new SchemaText(found.Location, found.Text) { Problem = found.Problem } : null;
}
