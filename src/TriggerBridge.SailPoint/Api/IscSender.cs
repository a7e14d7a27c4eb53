using System.Net;
using System.Net.Http.Headers;
using TriggerBridge.SailPoint.Http;
using TriggerBridge.SailPoint.Tokens;

namespace TriggerBridge.SailPoint.Api;

/// <summary>Who calls where: a tenant and a client there.</summary>
internal sealed record IscCaller(IscTenant Tenant, ClientCredential Credential)
{
    /// <summary>Asked just before each request leaves, when the token is there: false sends nothing. A call may take two requests.</summary>
    public Func<ValueTask<bool>>? MaySend { get; init; }
}

/// <summary>
/// The one place that sends an operation of ISC: with its token, which is renewed once if ISC refuses it, and within a time. Nothing is
/// repeated for any other reason: see <see cref="IscRepeats"/> for who wants that.
/// </summary>
internal sealed class IscSender(HttpClient http, TokenCache tokens, TimeProvider time)
{
    // The library of a tenant, and histories, which repeat what each step made of the input.
    private const int MostBytes = 16 * 1024 * 1024;

    /// <summary>Expected failures are answers, not exceptions. What starts something is sent once even if the token is refused.</summary>
    /// <param name="caller">Whose token it takes, and whose tenant is called.</param>
    /// <param name="request">What to ask.</param>
    /// <param name="timeout">For everything from the token to the last byte, renewal and all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IscResponse> SendAsync(IscCaller caller, IscRequest request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var response = await SendOnceAsync(caller, request, stop.Token);
            // The token was replaced or taken back since it was cached.
            return response is IscResponse.Received { Status: 401 } && !request.Operation.StartsSomething
                ? await SendOnceAsync(caller, request, stop.Token)
                : response;
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new IscResponse.NoAnswer(deadline.IsCancellationRequested ? "timed out" : TransportFault.Describe(fault), fault);
        }
    }

    private async Task<IscResponse> SendOnceAsync(IscCaller caller, IscRequest request, CancellationToken cancellationToken) =>
        await tokens.GetAsync(caller.Tenant, caller.Credential, cancellationToken) switch
        {
            TokenResult.Issued when caller.MaySend is { } maySend && !await maySend() => new IscResponse.NotSent(),
            TokenResult.Issued issued => await SendAsync(caller, request, issued.Token, cancellationToken),
            TokenResult.WrongCredential wrong => new IscResponse.NoToken(wrong.Message, wrong.HttpStatus),
            TokenResult.Unavailable unavailable => new IscResponse.NoToken(unavailable.Message, unavailable.HttpStatus) { RetryAfter = unavailable.RetryAfter },
            _ => throw new InvalidOperationException("A token's result has no such case."),
        };

    private async Task<IscResponse> SendAsync(IscCaller caller, IscRequest request, AccessToken token, CancellationToken cancellationToken)
    {
        using var message = Message(caller.Tenant, request, token);
        using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using var body = await ResponseBody.ReadAsync(answer, cancellationToken, MostBytes);
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
            tokens.Reject(token);
        return IscResponse.Received.Of(answer, body, time, [token.Value, caller.Credential.Secret]);
    }

    private static HttpRequestMessage Message(IscTenant tenant, IscRequest request, AccessToken token)
    {
        var path = request.Operation.PathIn(tenant.ApiVersion).Replace("{id}", Uri.EscapeDataString(request.Id ?? ""), StringComparison.Ordinal);
        var message = new HttpRequestMessage(request.Operation.Method, request.Query.Length > 0 ? tenant.Under(path).With(request.Query) : tenant.Under(path));
        message.Headers.TryAddWithoutValidation("Authorization", token.Authorization);
        if (!request.Body.IsEmpty)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.MediaType);
        }

        return message;
    }
}
