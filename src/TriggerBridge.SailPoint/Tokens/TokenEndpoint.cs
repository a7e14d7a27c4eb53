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
        var message = EchoFilter.Clean(IscProblem.Read(body.Bytes.Span).Text, status, [credential.Secret]);
        return status is 400 or 401
            ? new TokenResult.WrongCredential(status, message)
            : new TokenResult.Unavailable(message, status, response.RetryAfter(time));
    }
}
