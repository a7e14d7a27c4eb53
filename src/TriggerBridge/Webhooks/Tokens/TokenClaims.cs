using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TriggerBridge.Webhooks.Tokens;

/// <summary>Compares what a signed token says with what it must say.</summary>
internal static class TokenClaims
{
    private const string TokenKey = "jwt";

    /// <returns>Null where all is right.</returns>
    public static VerificationResult.Failed? Check(JsonElement claims, TokenSpec spec, WebhookRequest request, DateTimeOffset now)
    {
        if (!IsBound(claims, spec, request)) return VerificationResult.Failed.Wrong;
        return spec.Rules.Any(rules => rules.All(rule => Holds(claims, rule))) ? CheckTime(claims, spec, now) : VerificationResult.Failed.WrongSender;
    }

    /// <summary>What ties a token to its request: name and value of claims.</summary>
    public static IEnumerable<(string Name, string? Value)> BindingOf(TokenSpec spec, WebhookRequest request)
    {
        if (spec.BodyHash is { } claim) yield return (claim, Convert.ToHexStringLower(SHA256.HashData(request.Body.Span)));
        if (spec.HasQueryHash) yield return (QueryHash.Claim, QueryHash.Of(request, spec.BaseUrl, TokenKey));
    }

    private static bool IsBound(JsonElement claims, TokenSpec spec, WebhookRequest request)
    {
        var isBound = true;
        foreach (var (name, value) in BindingOf(spec, request))
        {
            var claimed = claims.TryGetProperty(name, out var claim) && claim.ValueKind == JsonValueKind.String ? claim.GetString()! : "";
            isBound &= value is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(claimed.ToLowerInvariant()), Encoding.UTF8.GetBytes(value));
        }

        return isBound;
    }

    private static bool Holds(JsonElement claims, ClaimRule rule) =>
        claims.TryGetProperty(rule.Name, out var claim)
        && (claim.ValueKind == JsonValueKind.Array ? rule.MayBeList && claim.EnumerateArray().Any(item => IsAllowed(item, rule)) : IsAllowed(claim, rule));

    private static bool IsAllowed(JsonElement value, ClaimRule rule)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        return text is not null && rule.Allowed.Contains(text, StringComparer.Ordinal);
    }

    // In seconds, as they are written: a date that no calendar has breaks nothing.
    private static VerificationResult.Failed? CheckTime(JsonElement claims, TokenSpec spec, DateTimeOffset now)
    {
        if (!TryReadTime(claims, "exp", out var expires) || !TryReadTime(claims, "nbf", out var notBefore) || !TryReadTime(claims, "iat", out var issued) || (expires is null && spec.Expires) || (issued is null && spec.AgesFromIssue))
            return VerificationResult.Failed.Malformed;

        var seconds = now.ToUnixTimeMilliseconds() / 1000.0;
        var tolerance = spec.Tolerance.TotalSeconds;
        return expires < seconds - tolerance || notBefore > seconds + tolerance || issued > seconds + tolerance || (spec.AgesFromIssue && issued < seconds - tolerance)
            ? VerificationResult.Failed.Stale
            : null;
    }

    /// <returns>False for what is there and no time.</returns>
    private static bool TryReadTime(JsonElement claims, string name, out double? time)
    {
        time = null;
        if (!claims.TryGetProperty(name, out var written)) return true;
        if (written.ValueKind != JsonValueKind.Number || !written.TryGetDouble(out var seconds) || !double.IsFinite(seconds)) return false;
        time = seconds;
        return true;
    }
}
