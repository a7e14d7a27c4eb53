using System.Text.Json;
using TriggerBridge.SailPoint.Http;

namespace TriggerBridge.SailPoint.Tokens;

/// <summary>Asks <c>{base}/oauth/token</c> for a token with the client-credentials grant.</summary>
internal sealed class TokenEndpoint(HttpClient http, TimeProvider time)
{
    /// <summary>Its own, because one request serves many callers.</summary>
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    public async Task<TokenResult> RequestAsync(IscTenant tenant, ClientCredential credential)
    {
        using var deadline = new CancellationTokenSource(RequestTimeout, time);
        using var request = new HttpRequestMessage(HttpMethod.Post, tenant.TokenEndpoint)
        {
            Content = new FormUrlEncodedContent(
            [
                new("grant_type", "client_credentials"),
                new("client_id", credential.Id),
                new("client_secret", credential.Secret),
            ]),
        };
        var requestedAt = time.GetUtcNow();
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            using var body = await ResponseBody.ReadAsync(response, deadline.Token);
            return response.IsSuccessStatusCode
                ? TokenAnswer.Read(body.Bytes, (int)response.StatusCode, credential.Id, requestedAt)
                : Refused(response, body, credential);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            var why = deadline.IsCancellationRequested ? "timed out" : TransportFault.Describe(fault);
            return new TokenResult.Unavailable($"The token endpoint did not answer: {why}", null, null);
        }
    }

    private TokenResult Refused(HttpResponseMessage response, ResponseBody body, ClientCredential credential)
    {
        var status = (int)response.StatusCode;
        var message = IscError.Read(body.Bytes.Span, status, [credential.Secret]).Messages[0];
        return status is 400 or 401
            ? new TokenResult.WrongCredential(status, message)
            : new TokenResult.Unavailable(message, status, response.RetryAfter(time));
    }
}

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

/// <summary>What asking for a token came to.</summary>
public abstract record TokenResult
{
    private TokenResult()
    {
    }

    public sealed record Issued(AccessToken Token) : TokenResult;

    /// <summary>ISC refused the client (400 or 401): asking again will not help until the credential is replaced.</summary>
    public sealed record WrongCredential(int HttpStatus, string Message) : TokenResult;

    /// <summary>No usable answer: worth asking again, at the earliest after <paramref name="RetryAfter"/> if ISC named a time.</summary>
    public sealed record Unavailable(string Message, int? HttpStatus, TimeSpan? RetryAfter) : TokenResult
    {
        internal bool IsRateLimited => RateLimit.IsExceeded(HttpStatus);

        internal bool IsOutOfService => RateLimit.IsOutOfService(HttpStatus, RetryAfter);
    }
}
