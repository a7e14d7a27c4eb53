using TriggerBridge.Mapping;

namespace TriggerBridge.Bridges.Polls;

/// <summary>What a source is asked.</summary>
internal sealed record PollRequest
{
    public required Uri Url { get; init; }

    /// <summary>A key whose text is missing something, such as a cursor where there is none yet, is left out.</summary>
    public required IReadOnlyList<KeyValuePair<string, TextTemplate>> Query { get; init; }

    /// <summary>Null: a GET.</summary>
    public InputTemplate? Body { get; init; }

    public required PollAuth Auth { get; init; }

    public required TimeSpan Timeout { get; init; }

    /// <summary>The hosts that may stand in a private network.</summary>
    public required IReadOnlySet<string> AllowedHosts { get; init; }

    /// <summary>Whether an address may be called with this source's credentials: nothing that an answer says leads elsewhere.</summary>
    public bool IsOwn(Uri url) =>
        url.IsAbsoluteUri
        && url.Scheme == Url.Scheme
        && url.Port == Url.Port
        && url.Host.Equals(Url.Host, StringComparison.OrdinalIgnoreCase)
        && url.UserInfo.Length == 0;
}

/// <summary>How a request authenticates to a source.</summary>
internal abstract record PollAuth
{
    private PollAuth(string? secret) => Secret = secret;

    /// <summary>The secret's name.</summary>
    public string? Secret { get; }

    public sealed record None() : PollAuth((string?)null);

    /// <summary>The secret is <c>{"user","password"}</c>.</summary>
    public sealed record Basic(string SecretName) : PollAuth(SecretName);

    public sealed record Bearer(string SecretName) : PollAuth(SecretName);

    public sealed record HeaderKey(string SecretName, string Header) : PollAuth(SecretName);

    public sealed record QueryKey(string SecretName, string Parameter) : PollAuth(SecretName);

    /// <summary>The secret is <c>{"id","secret"}</c>.</summary>
    public sealed record ClientCredentials(string SecretName, Uri TokenUrl, string? Scope) : PollAuth(SecretName);
}
