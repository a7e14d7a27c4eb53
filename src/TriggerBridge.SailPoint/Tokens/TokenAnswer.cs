using System.Text.Json;

namespace TriggerBridge.SailPoint.Tokens;

/// <summary>Reads the token endpoint's <c>{access_token, expires_in, …}</c>.</summary>
internal static class TokenAnswer
{
    public static TokenResult Read(ReadOnlyMemory<byte> json, int httpStatus, string clientId, DateTimeOffset requestedAt)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return Unusable("is no JSON object");
            if (!root.TryGetProperty("access_token", out var token) || token.ValueKind != JsonValueKind.String || !IsHeaderSafe(token.GetString()!))
                return Unusable("has no usable access_token");
            if (!root.TryGetProperty("expires_in", out var expiresIn) || !TryGetLifetime(expiresIn, out var lifetime))
                return Unusable("has no usable expires_in");

            return new TokenResult.Issued(new AccessToken(token.GetString()!, clientId, requestedAt + lifetime) { Lifetime = lifetime });
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return Unusable("is not JSON");
        }

        TokenResult.Unavailable Unusable(string why) => new($"The token endpoint's answer {why}", httpStatus, null);
    }

    // Lifetimes differ by client (749 s in the documentation, 30 days seen): without ISC's word there is no safe guess.
    private static bool TryGetLifetime(JsonElement expiresIn, out TimeSpan lifetime)
    {
        var isSeconds = expiresIn.ValueKind == JsonValueKind.Number && expiresIn.TryGetInt32(out _);
        lifetime = isSeconds ? TimeSpan.FromSeconds(expiresIn.GetInt32()) : TimeSpan.Zero;
        return lifetime > TimeSpan.Zero;
    }

    private static bool IsHeaderSafe(string token) => token.Length > 0 && !token.AsSpan().ContainsAnyExceptInRange('!', '~');
}
