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
/// <param name="Source">Null: it is a bridge's own.</param>
/// <param name="Bridges">Those that the events are for, by name: all of the source, or the one.</param>
internal sealed record HookAddress(string Name, bool Enabled, WebhookSource Webhook, SharedSource? Source, IReadOnlyList<Bridge> Bridges)
{
    /// <summary>What it belongs to, for people.</summary>
    public string Kind => Source is null ? "bridge" : "source";
}
