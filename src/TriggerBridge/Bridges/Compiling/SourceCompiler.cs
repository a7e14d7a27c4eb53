using TriggerBridge.Bridges.Files;
using TriggerBridge.Json;
using TriggerBridge.Mapping.JsonPath.Functions;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>Makes a source of its file, as <see cref="BridgeCompiler"/> makes a bridge.</summary>
internal static class SourceCompiler
{
    /// <returns>Null where there is any problem.</returns>
    public static SharedSource? Compile(string name, string version, SourceFile file, bool isDevelopment, ICollection<DocumentProblem> problems)
    {
        Names.CheckAddress(name, problems);
        var webhook = file.Webhook is { } section ? new WebhookCompiler(section, isPolled: false, retention: null, LookupTables.None, isDevelopment, problems).Compile() : null;
        return problems.Count > 0 || webhook is null ? null
            : new SharedSource { Name = name, Version = version, Enabled = file.Enabled ?? true, Webhook = webhook };
    }
}
