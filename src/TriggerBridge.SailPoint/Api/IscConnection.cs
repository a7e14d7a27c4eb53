using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly;
using TriggerBridge.SailPoint.Http;

namespace TriggerBridge.SailPoint.Api;

/// <summary>Calls the operations as <see cref="IscApi"/> promises: repeated where that is safe, and with an exception where ISC refuses.</summary>
internal sealed class IscConnection(IscSender sender, IscCaller caller, ResiliencePipeline<IscResponse> repeats)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public IscTenant Tenant => caller.Tenant;

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

    private async Task<IscResponse.Received> SendAsync(IscRequest request, CancellationToken cancellationToken)
    {
        var operation = request.Operation;
        if (operation.LackingIn.Contains(Tenant.ApiVersion, StringComparer.Ordinal))
            throw new NotSupportedException($"{operation} is not part of ISC's API {Tenant.ApiVersion}: use another version, such as v2026.");

        var response = operation.StartsSomething
            ? await sender.SendAsync(caller, request, Timeout, cancellationToken)
            : await RepeatAsync(request, cancellationToken);
        return response switch
        {
            IscResponse.Received { Error: null } received => received,
            IscResponse.Received { Error: { } error } refused => throw IscException.Refused(operation, refused.Status, error, refused.RetryAfter),
            IscResponse.NoToken none => throw IscException.NoToken(operation, none.Message, none.Status, none.RetryAfter),
            IscResponse.NoAnswer none => throw IscException.NoAnswer(operation, none.Reason, none.Fault),
            _ => throw new InvalidOperationException("A response has no such case."),
        };
    }

    private async Task<IscResponse> RepeatAsync(IscRequest request, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(IscRepeats.IsRead, request.Operation.IsRead);
        try
        {
            return await repeats.ExecuteAsync(
                static async (context, state) => await state.sender.SendAsync(state.caller, state.request, Timeout, context.CancellationToken),
                context,
                (sender, caller, request));
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private static T Read<T>(IscOperation operation, IscResponse.Received response, JsonTypeInfo<T> type)
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
