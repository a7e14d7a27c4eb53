using TriggerBridge.Json;
using TriggerBridge.Mapping.JsonPath.Functions;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>Tables are objects of objects, and each key stands in them once.</summary>
internal sealed class TablesRule : IBridgeRule
{
    public const string At = "$.tables";

    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File.Tables is { } tables) LookupTables.Compile(tables, At, problems);
    }
}
