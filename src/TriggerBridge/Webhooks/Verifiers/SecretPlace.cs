namespace TriggerBridge.Webhooks.Verifiers;

/// <summary>Where a secret itself stands in a request.</summary>
internal sealed record SecretPlace
{
    private const string BearerPrefix = "Bearer ";

    private SecretPlace(string description) => Description = description;

    public static SecretPlace Bearer { get; } = new("`authorization: Bearer `…") { HeaderName = "authorization", IsBearer = true };

    public string Description { get; }

    public string? HeaderName { get; private init; }

    public string? QueryKey { get; private init; }

    private bool IsBearer { get; init; }

    public static SecretPlace Header(string name)
    {
        var lower = name.ToLowerInvariant();
        return new($"`{lower}: `…") { HeaderName = lower };
    }

    public static SecretPlace Query(string key) => new($"`?{key}=`…") { QueryKey = key };

    /// <summary>Null where it is missing.</summary>
    public string? TextIn(WebhookRequest request)
    {
        if (QueryKey is not null) return request.Query.GetValueOrDefault(QueryKey) is { Length: > 0 } value ? value : null;
        var header = request.Header(HeaderName!);
        if (!IsBearer) return header;
        return header?.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase) == true ? header[BearerPrefix.Length..].Trim() : null;
    }
}
