using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly;
using TriggerBridge.SailPoint.Http;
using TriggerBridge.SailPoint.Tokens;

namespace TriggerBridge.SailPoint.Api;

/// <summary>Sends the operations of one tenant with one credential: address, token, repeats, errors.</summary>
internal sealed class IscConnection(HttpClient http, TokenCache tokens, TimeProvider time, IscTenant tenant, ClientCredential credential, ResiliencePipeline<IscResponse> repeats)
{
    // The library of a tenant, and histories, which repeat what each step made of the input.
    private const int MostBytes = 16 * 1024 * 1024;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public IscTenant Tenant => tenant;

    /// <exception cref="IscException">ISC refused, or gave no usable answer.</exception>
    /// <exception cref="NotSupportedException">The version of the API has no such operation.</exception>
    public async Task<T> AskAsync<T>(IscRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var response = await SendAsync(request, cancellationToken);
        return Read(request.Operation, response, type);
    }

    /// <summary>One page of a list; no content is an empty one.</summary>
    public async Task<IscPage<T>> PageAsync<T>(IscRequest request, JsonTypeInfo<List<T>> type, CancellationToken cancellationToken)
    {
        var response = await SendAsync(request, cancellationToken);
        return new IscPage<T>(response.Status == 204 ? [] : Read(request.Operation, response, type), response.TotalCount);
    }

    public Task TellAsync(IscRequest request, CancellationToken cancellationToken) => SendAsync(request, cancellationToken);

    private async Task<IscResponse> SendAsync(IscRequest request, CancellationToken cancellationToken)
    {
        var operation = request.Operation;
        if (operation.LackingIn.Contains(tenant.ApiVersion, StringComparer.Ordinal))
            throw new NotSupportedException($"{operation} is not part of ISC's API {tenant.ApiVersion}: use another version, such as v2026.");

        var response = operation.StartsSomething
            ? await SendOnceAsync(request, cancellationToken)
            : await RepeatAsync(request, cancellationToken);
        return response.IsSuccess ? response : throw IscException.Refused(operation, response.Status, response.Error!, response.RetryAfter);
    }

    private async Task<IscResponse> RepeatAsync(IscRequest request, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(IscRepeats.IsRead, request.Operation.IsRead);
        try
        {
            return await repeats.ExecuteAsync(
                static async (context, state) =>
                {
                    var response = await state.self.SendOnceAsync(state.request, context.CancellationToken);
                    // The token was replaced or taken back since it was cached: one renewal.
                    return response.Status == 401 ? await state.self.SendOnceAsync(state.request, context.CancellationToken) : response;
                },
                context,
                (self: this, request));
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async Task<IscResponse> SendOnceAsync(IscRequest request, CancellationToken cancellationToken)
    {
        var token = await TokenAsync(request.Operation, cancellationToken);
        using var deadline = new CancellationTokenSource(Timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var message = Message(request, token);
        try
        {
            using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            using var body = await ResponseBody.ReadAsync(answer, stop.Token, MostBytes);
            if (answer.StatusCode == HttpStatusCode.Unauthorized)
                tokens.Reject(token);
            return IscResponse.Of(answer, body, time, [token.Value, credential.Secret]);
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw IscException.NoAnswer(request.Operation, deadline.IsCancellationRequested ? "it took too long" : TransportFault.Describe(fault), fault);
        }
    }

    private HttpRequestMessage Message(IscRequest request, AccessToken token)
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

    private async Task<AccessToken> TokenAsync(IscOperation operation, CancellationToken cancellationToken) =>
        await tokens.GetAsync(tenant, credential, cancellationToken) switch
        {
            TokenResult.Issued issued => issued.Token,
            TokenResult.WrongCredential wrong => throw IscException.NoToken(operation, wrong.Message, wrong.HttpStatus),
            TokenResult.Unavailable unavailable => throw IscException.NoToken(operation, unavailable.Message, unavailable.HttpStatus, unavailable.RetryAfter),
            _ => throw new InvalidOperationException("A token's result has no such case."),
        };

    private static T Read<T>(IscOperation operation, IscResponse response, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return (response.IsComplete ? JsonSerializer.Deserialize(response.Body.Span, type) : null)
                ?? throw IscException.NoAnswer(operation, EchoFilter.Unreadable(response.Status));
        }
        catch (JsonException fault)
        {
            // The serializer's own message quotes the text.
            throw IscException.NoAnswer(operation, $"its answer is not as described (at {fault.Path})");
        }
    }
}
