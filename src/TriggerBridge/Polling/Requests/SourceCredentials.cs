using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using TriggerBridge.Bridges.Polls;
using TriggerBridge.Credentials;
using TriggerBridge.Http;
using TriggerBridge.SailPoint.Tokens;
using TriggerBridge.Webhooks.Verifiers;

namespace TriggerBridge.Polling.Requests;

/// <summary>What a request needs to authenticate to its source.</summary>
internal abstract record CredentialsResult
{
    private CredentialsResult()
    {
    }

    public sealed record Ready : CredentialsResult
    {
        public KeyValuePair<string, string>? Header { get; init; }

        public KeyValuePair<string, string>? Query { get; init; }

        public override string ToString() => "***";
    }

    public sealed record Missing : CredentialsResult;
}

/// <summary>Makes credentials of secrets; tokens are kept until a tenth of their life is left.</summary>
internal sealed class SourceCredentials(SecretCache secrets, IHttpClientFactory clients, TimeProvider time)
{
    private const string Authorization = "Authorization";

    // Where a token's answer names no life (RFC 6749, 5.1 recommends it only).
    private static readonly TimeSpan UnknownLife = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<PollAuth, KeptToken> _tokens = new();

    public async Task<CredentialsResult> ReadAsync(PollRequest request, CancellationToken cancellationToken)
    {
        if (request.Auth.Secret is not { } name) return new CredentialsResult.Ready();
        if (await secrets.GetAsync(name, cancellationToken) is not SecretLookup.Found { Value: var secret }) return new CredentialsResult.Missing();

        switch (request.Auth)
        {
            case PollAuth.Basic when BasicCredentials.TryRead(secret, out var pair):
                return Header(Authorization, "Basic " + Convert.ToBase64String(pair.Utf8.Span));
            case PollAuth.Bearer:
                return Header(Authorization, "Bearer " + secret.Reveal());
            case PollAuth.HeaderKey key:
                return Header(key.Header, secret.Reveal());
            case PollAuth.QueryKey key:
                return new CredentialsResult.Ready { Query = new(key.Parameter, secret.Reveal()) };
            case PollAuth.ClientCredentials client when ClientCredential.TryParse(secret.Reveal(), out var credential, out _):
                return await TokenAsync(request, client, credential, secret, cancellationToken) is { } token ? Header(Authorization, "Bearer " + token) : new CredentialsResult.Missing();
            default:
                return new CredentialsResult.Missing();
        }
    }

    /// <summary>After a 401: gives up a token, or reads the secret anew.</summary>
    /// <returns>Whether another try may go better.</returns>
    public async Task<bool> RenewAsync(PollAuth auth, CancellationToken cancellationToken)
    {
        if (auth.Secret is not { } name) return false;
        if (_tokens.TryRemove(auth, out _)) return true;
        return await secrets.GetAsync(name, cancellationToken) is SecretLookup.Found { Value: var seen }
            && await secrets.RefreshAsync(name, seen, cancellationToken) is SecretLookup.Found { Value: var read }
            && !read.SameAs(seen);
    }

    private static CredentialsResult.Ready Header(string name, string value) => new() { Header = new(name, value) };

    private async Task<string?> TokenAsync(
        PollRequest request, PollAuth.ClientCredentials auth, ClientCredential credential, SecretValue secret, CancellationToken cancellationToken)
    {
        if (_tokens.TryGetValue(auth, out var kept) && ReferenceEquals(kept.Of, secret) && time.GetElapsedTime(kept.Since) < kept.UsableFor)
            return kept.Text;

        List<KeyValuePair<string, string>> form = [new("grant_type", "client_credentials"), new("client_id", credential.Id), new("client_secret", credential.Secret)];
        if (auth.Scope is { } scope) form.Add(new("scope", scope));
        using var message = new HttpRequestMessage(HttpMethod.Post, auth.TokenUrl) { Content = new FormUrlEncodedContent(form) };
        var since = time.GetTimestamp();
        var http = clients.CreateClient(request.AllowedHosts.Contains(auth.TokenUrl.Host) ? PollClients.Allowed : PollClients.Public);
        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode || await BoundedBody.ReadAsync(response.Content, PollClients.MostBytes, cancellationToken) is not { } body || !TryRead(body, out var text, out var life))
            return null;

        _tokens[auth] = new KeptToken(text, secret, since, life * 0.9);
        return text;
    }

    private static bool TryRead(byte[] body, out string token, out TimeSpan life)
    {
        (token, life) = ("", UnknownLife);
        try
        {
            var root = JsonElement.Parse(body);
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("access_token", out var found) || found.ValueKind != JsonValueKind.String) return false;
            token = found.GetString()!;
            if (root.TryGetProperty("expires_in", out var seconds) && int.TryParse(RawOf(seconds), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
                life = TimeSpan.FromSeconds(number);
            return token.Length > 0 && !token.AsSpan().ContainsAnyExceptInRange('!', '~');
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    // Some write the number in quotes.
    private static ReadOnlySpan<byte> RawOf(JsonElement value) => JsonMarshal.GetRawUtf8Value(value).Trim((byte)'"');

    private sealed record KeptToken(string Text, SecretValue Of, long Since, TimeSpan UsableFor)
    {
        public override string ToString() => "***";
    }
}
