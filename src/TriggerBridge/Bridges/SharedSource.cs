namespace TriggerBridge.Bridges;

/// <summary>A sender whose events go to several bridges: it has one address and proves itself once, and each bridge takes what its filter wants.</summary>
public sealed class SharedSource
{
    /// <summary>More bridges than one request should be written to.</summary>
    public const int MostBridges = 50;

    public required string Name { get; init; }

    /// <summary>Tells its file's text from any other.</summary>
    public required string Version { get; init; }

    /// <summary>False: its sender gets 503.</summary>
    public required bool Enabled { get; init; }

    public required WebhookSource Webhook { get; init; }
}

/// <summary>Where a sender posts its events.</summary>
/// <param name="Kind">What it belongs to: a bridge, or a source.</param>
internal sealed record HookAddress(string Kind, string Name, bool Enabled, WebhookSource Webhook);
