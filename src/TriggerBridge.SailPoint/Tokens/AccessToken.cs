namespace TriggerBridge.SailPoint.Tokens;

/// <summary>A bearer token of ISC.</summary>
public sealed class AccessToken(string value, string clientId, DateTimeOffset expiresAt)
{
    public string Value { get; } = value;

    /// <summary>The client it was issued to; ISC's rate limits count by it.</summary>
    public string ClientId { get; } = clientId;

    /// <summary>By the local clock; <see cref="TokenCache"/> itself measures the lifetime monotonically.</summary>
    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    internal TimeSpan Lifetime { get; init; }

    /// <summary>The value of the <c>Authorization</c> header, built once because every call sends it.</summary>
    internal string Authorization { get; } = "Bearer " + value;

    public override string ToString() => "***";
}
