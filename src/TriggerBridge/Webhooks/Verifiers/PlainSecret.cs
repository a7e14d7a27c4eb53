using System.Text.Json.Nodes;
using TriggerBridge.Credentials;

namespace TriggerBridge.Webhooks.Verifiers;

/// <summary>The sender sends the secret itself, in one of these places.</summary>
internal sealed class PlainSecret(params SecretPlace[] places) : ISecretVerifier
{
    public IEnumerable<string> SensitiveHeaders => places.Select(place => place.HeaderName).OfType<string>();

    public IEnumerable<string> SensitiveQuery => places.Select(place => place.QueryKey?.ToLowerInvariant()).OfType<string>();

    public string Description => "the secret in " + string.Join(" or ", places.Select(place => place.Description));

    public string ReadsOfBody => places.Select(place => place.BodyMember).OfType<string>().FirstOrDefault() is { } member ? $"JSON, as far as `$.{member}`" : "nothing";

    public bool CoversBody => false;

    public VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now)
    {
        SecretValue? holder = null;
        var isClaimed = false;
        foreach (var place in places)
        {
            var claimed = place.TextIn(request);
            isClaimed |= claimed is not null;
            holder = secrets.Holder(claimed ?? "") ?? holder;
        }

        if (holder is not null) return new VerificationResult.Verified(holder);
        return isClaimed ? VerificationResult.Failed.Wrong : VerificationResult.Failed.Missing;
    }

    // Of several places the first: any will do.
    public SigningResult Sign(WebhookRequest request, SecretValue secret, DateTimeOffset now) =>
        secret.Utf8.IsEmpty ? SigningResult.Impossible("the secret is empty")
        : places[0].Put(request, secret.Reveal()) is { } signed ? SigningResult.Signed(signed)
        : SigningResult.Impossible("the body must be a JSON object, each name of it once");
}

internal static class SecretMatch
{
    /// <summary>The secret that has this text; all are compared. An empty secret is nobody's.</summary>
    public static SecretValue? Holder(this IReadOnlyList<SecretValue> secrets, string claimed)
    {
        SecretValue? holder = null;
        foreach (var secret in secrets)
        {
            if (secret.Matches(claimed) && !secret.Utf8.IsEmpty) holder = secret;
        }

        return holder;
    }
}

/// <summary>Where a secret itself stands in a request.</summary>
internal sealed record SecretPlace
{
    private const string BearerPrefix = "Bearer ";

    private SecretPlace(string description) => Description = description;

    public static SecretPlace Bearer { get; } = new("`authorization: Bearer `…") { HeaderName = "authorization", IsBearer = true };

    public string Description { get; }

    public string? HeaderName { get; private init; }

    public string? QueryKey { get; private init; }

    public string? BodyMember { get; private init; }

    private bool IsBearer { get; init; }

    public static SecretPlace Header(string name)
    {
        var lower = name.ToLowerInvariant();
        return new($"`{lower}: `…") { HeaderName = lower };
    }

    public static SecretPlace Query(string key) => new($"`?{key}=`…") { QueryKey = key };

    /// <param name="path">The names that lead to it, with dots between them.</param>
    public static SecretPlace Member(string path) => new($"`$.{path}`") { BodyMember = path };

    /// <summary>The request with a text there.</summary>
    /// <returns>Null where its body cannot hold one.</returns>
    public WebhookRequest? Put(WebhookRequest request, string text)
    {
        if (BodyMember is not null) return JsonMember.Set(request.Body.Span, BodyMember, JsonValue.Create(text)) is { } body ? request with { Body = body } : null;
        return QueryKey is not null ? request.WithQuery(QueryKey, text) : request.WithHeader(HeaderName!, IsBearer ? BearerPrefix + text : text);
    }

    /// <summary>Null where it is missing.</summary>
    public string? TextIn(WebhookRequest request)
    {
        if (BodyMember is not null) return JsonMember.Find(request.Body.Span, BodyMember) is { Length: > 0 } text ? text : null;
        if (QueryKey is not null) return request.Query.GetValueOrDefault(QueryKey) is { Length: > 0 } value ? value : null;
        var header = request.Header(HeaderName!);
        if (!IsBearer) return header;
        return header?.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase) == true ? header[BearerPrefix.Length..].Trim() : null;
    }
}
