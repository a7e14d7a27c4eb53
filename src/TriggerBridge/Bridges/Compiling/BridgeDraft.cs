using TriggerBridge.Bridges.Files;
using TriggerBridge.Mapping.JsonPath.Functions;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>A bridge on its way from the file: what could be read, for the rules to judge.</summary>
/// <param name="Name">From the file's name.</param>
/// <param name="Tenants">The names of the configured tenants; null where they are not known.</param>
/// <param name="IsDevelopment">Polls may read from this machine without TLS.</param>
internal sealed record BridgeDraft(string Name, BridgeFile File, IReadOnlySet<string>? Tenants, bool IsDevelopment = false)
{
    /// <summary>With the defaults for what the file leaves out.</summary>
    public RetryPolicy Retry { get; } = new(
        File.Retry?.First?.Value ?? BridgeDefaults.Retry.First,
        File.Retry?.Max?.Value ?? BridgeDefaults.Retry.Max,
        File.Retry?.GiveUpAfter?.Value ?? BridgeDefaults.Retry.GiveUpAfter);

    /// <summary>As far as they are sound; a rule reports the rest.</summary>
    public LookupTables Tables { get; } = File.Tables is { } tables ? LookupTables.Compile(tables, TablesRule.At, []) : LookupTables.None;
}
