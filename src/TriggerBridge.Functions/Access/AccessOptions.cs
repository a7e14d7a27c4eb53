namespace TriggerBridge.Functions.Access;

/// <summary>How operators prove who they are; section <c>TriggerBridge</c>.</summary>
internal sealed class AccessOptions
{
    /// <summary>The name of the secret with the API keys. Without it, no key is known.</summary>
    public string? ApiKeysSecret { get; set; }
}
