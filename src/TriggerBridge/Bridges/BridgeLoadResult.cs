namespace TriggerBridge.Bridges;

/// <summary>All bridges, or every error of every file.</summary>
public abstract record BridgeLoadResult
{
    private BridgeLoadResult()
    {
    }

    public sealed record Loaded(BridgeCatalog Catalog) : BridgeLoadResult;

    public sealed record Invalid(IReadOnlyList<BridgeError> Errors) : BridgeLoadResult;
}
