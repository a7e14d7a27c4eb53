namespace TriggerBridge.Webhooks.Tokens;

/// <summary>What a bridge file may say of its sender's tokens. Null: nothing.</summary>
internal sealed record TokenOptions
{
    /// <summary>What stands before the token in its header.</summary>
    public string? Prefix { get; init; }

    public IReadOnlyList<string>? Algorithms { get; init; }

    /// <summary>The sender's keys, or its OpenID discovery document.</summary>
    public Uri? Keys { get; init; }

    public IReadOnlyList<string>? Issuers { get; init; }

    public IReadOnlyList<string>? Audiences { get; init; }

    public IReadOnlyList<ClaimRule> Claims { get; init; } = [];

    /// <summary>The claim that names the caller.</summary>
    public string? CallerClaim { get; init; }

    public IReadOnlyList<string>? Callers { get; init; }

    /// <summary>The claim with the body's hash.</summary>
    public string? BodyHash { get; init; }

    /// <summary>The id of an Entra tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>Of the sender's app, as it is registered there.</summary>
    public Uri? BaseUrl { get; init; }
}
