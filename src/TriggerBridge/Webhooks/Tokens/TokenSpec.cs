namespace TriggerBridge.Webhooks.Tokens;

/// <summary>How one sender proves itself by a JSON Web Token: where it stands, who may sign it, and what it must say.</summary>
internal sealed record TokenSpec
{
    public static readonly TimeSpan UsualTolerance = TimeSpan.FromMinutes(5);

    /// <summary>The first that is there counts.</summary>
    public IReadOnlyList<TokenPlace> Places { get; init; } = [TokenPlace.Authorization("Bearer")];

    /// <summary>What the token may be signed with, whatever it says of itself.</summary>
    public required IReadOnlyList<string> Algorithms { get; init; }

    /// <summary>The sender's keys, or its OpenID discovery document; null: it signs with the bridge's secret.</summary>
    public Uri? Keys { get; init; }

    /// <summary>Where a discovery document may lead besides its own host.</summary>
    public IReadOnlyCollection<string> KeyHosts { get; init; } = [];

    /// <summary>What the token must say: all of one of these sets.</summary>
    public IReadOnlyList<IReadOnlyList<ClaimRule>> Rules { get; init; } = [[]];

    /// <summary>Some senders write no <c>exp</c>: their tokens are good for ever.</summary>
    public bool Expires { get; init; } = true;

    /// <summary>The token says when it was issued, and is good for <see cref="Tolerance"/> from then.</summary>
    public bool AgesFromIssue { get; init; }

    /// <summary>How far the sender's clock may be off.</summary>
    public TimeSpan Tolerance { get; init; } = UsualTolerance;

    /// <summary>The claim that holds the hex SHA-256 of the body; null: the token says nothing of the body.</summary>
    public string? BodyHash { get; init; }

    /// <summary>The token holds the hash of method, path and query: see <see cref="QueryHash"/>.</summary>
    public bool HasQueryHash { get; init; }

    /// <summary>What that path is relative to; null: to the host.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>What the bridge file can change, for the documentation.</summary>
    public string? Choices { get; init; }
}

/// <summary>What a claim must say.</summary>
/// <param name="Allowed">One of these, compared letter by letter; none: no token passes.</param>
internal sealed record ClaimRule(string Name, IReadOnlyList<string> Allowed)
{
    /// <summary>A list passes by one of its items; otherwise it is no answer.</summary>
    public bool MayBeList { get; private init; }

    /// <summary>It names who had the token made for this bridge; who signs it does so for all of its customers.</summary>
    public bool IsCaller { get; private init; }

    public static ClaimRule Of(string name, params IReadOnlyList<string> allowed) => new(name, allowed) { MayBeList = true };

    public static ClaimRule Issuer(params IReadOnlyList<string> allowed) => new("iss", allowed);

    public static ClaimRule Audience(params IReadOnlyList<string> allowed) => Of("aud", allowed);

    public static ClaimRule Caller(string name, params IReadOnlyList<string> allowed) => new(name, allowed) { IsCaller = true };
}

/// <summary>Where the token stands in a request.</summary>
internal sealed record TokenPlace
{
    private TokenPlace()
    {
    }

    /// <summary>In lower case.</summary>
    public string? HeaderName { get; private init; }

    public string? QueryKey { get; private init; }

    private string Prefix { get; init; } = "";

    public string Description => QueryKey is not null ? $"`?{QueryKey}=`" : $"`{HeaderName}: {Prefix}`";

    /// <param name="word">What stands before the token; null: nothing.</param>
    public static TokenPlace Authorization(string? word) => Header("authorization", word is null ? "" : word + " ");

    /// <param name="prefix">In either case; a word is followed by a space.</param>
    public static TokenPlace Header(string name, string prefix = "") => new()
    {
        HeaderName = name.ToLowerInvariant(),
        Prefix = prefix.Length > 0 && char.IsAsciiLetterOrDigit(prefix[^1]) ? prefix + " " : prefix,
    };

    public static TokenPlace Query(string key) => new() { QueryKey = key };

    public WebhookRequest Put(WebhookRequest request, string token) =>
        QueryKey is not null ? request.WithQuery(QueryKey, token) : request.WithHeader(HeaderName!, Prefix + token);

    /// <returns>Null where nothing is there; of what does not begin as it must, nothing is a token.</returns>
    public string? TextIn(WebhookRequest request)
    {
        if (QueryKey is not null) return request.Query.GetValueOrDefault(QueryKey) is { Length: > 0 } value ? value : null;
        if (request.Header(HeaderName!) is not { } header) return null;
        return header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header[Prefix.Length..].Trim() : "";
    }
}
