namespace TriggerBridge.Bridges;

/// <summary>Reads a folder of bridge files, one bridge each.</summary>
public static class BridgeLoader
{
    /// <param name="tenants">The names of the configured tenants.</param>
    public static BridgeLoadResult Load(string directory, IReadOnlySet<string> tenants) => throw new NotSupportedException();
}
