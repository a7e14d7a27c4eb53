using System.Text.Json;
using TriggerBridge.SailPoint.Api;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.SailPoint.Http;
using TriggerBridge.SailPoint.Tokens;

namespace TriggerBridge.SailPoint.Triggers;

/// <summary>Answers events that wait for it, at the address that came with them, and looks up what became of an answer. Each method is one request.</summary>
internal sealed class InvocationClient(HttpClient http, IscSender isc, TokenCache tokens, TimeProvider time)
{
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Sends once, never again by itself, and without a token: the secret in the answer is what ISC goes by. Failures, the time-out and a
    /// cancellation are outcomes, not exceptions.
    /// </summary>
    /// <param name="callback">The event's <c>_metadata.callbackURL</c>; the caller has seen that it is the tenant's.</param>
    /// <param name="timeout">For everything from connecting to the last byte.</param>
    public Task<CompleteOutcome> CompleteAsync(Uri callback, CompleteInvocation answer, TimeSpan timeout, CancellationToken cancellationToken) =>
        CompleteAsync(callback, answer, token: null, timeout, cancellationToken);

    /// <summary>As the other one, with the caller's token: ISC's descriptions do not agree on whether one is needed.</summary>
    public async Task<CompleteOutcome> CompleteAsync(IscCaller caller, Uri callback, CompleteInvocation answer, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (await tokens.GetAsync(caller.Tenant, caller.Credential, cancellationToken) is not TokenResult.Issued { Token: var token })
            return new CompleteOutcome.NotTaken("There is no token", RetryAfter: null);
        if (caller.MaySend is { } maySend && !await maySend())
            return new CompleteOutcome.NotTaken("It had no permit when there was a token", RetryAfter: null);

        var outcome = await CompleteAsync(callback, answer, token, timeout, cancellationToken);
        if (outcome is not CompleteOutcome.Refused { HttpStatus: 401, Message: var message })
            return outcome;
        // It was replaced or taken back since it was cached: the next try has another.
        tokens.Reject(token);
        return new CompleteOutcome.NotTaken(message, RetryAfter: null);
    }

    private async Task<CompleteOutcome> CompleteAsync(Uri callback, CompleteInvocation answer, AccessToken? token, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(answer, IscJson.Default.CompleteInvocation);
        using var deadline = new CancellationTokenSource(timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var body = new OnceOnlyContent(json, timeout, time);
        using var request = new HttpRequestMessage(HttpMethod.Post, callback) { Content = body };
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", token.Authorization);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            using var read = await ResponseBody.ReadAsync(response, stop.Token);
            return OutcomeOf(IscResponse.Received.Of(response, read, time, token is null ? [answer.Secret] : [answer.Secret, token.Value], json));
        }
        // Of faults that nobody expects, only those before the body left are the caller's to see.
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or TimeoutException || !body.TryWithhold())
        {
            var why = TransportFault.Describe(fault, deadline, cancellationToken);
            return body.TryWithhold()
                ? new CompleteOutcome.NotTaken($"The request did not leave: {why}", RetryAfter: null)
                : new CompleteOutcome.Unclear($"The request left and was not answered: {why}");
        }
    }

    /// <summary>One page of a trigger's invocations, the newest first. Only an empty page is the end.</summary>
    public async Task<IscAnswer<IReadOnlyList<InvocationStatus>>> ListAsync(IscCaller caller, string triggerId, int offset, CancellationToken cancellationToken)
    {
        var options = new IscListOptions { Filters = IscFilter.Eq("triggerId", triggerId), Sorters = "-created", Offset = offset };
        var request = new IscRequest(IscOperation.ListTriggerInvocationStatus) { Query = ListQuery.Of(options, ListParameters.All, IscOperation.ListTriggerInvocationStatus) };
        return IscAnswer<IReadOnlyList<InvocationStatus>>.Of(await isc.SendAsync(caller, request, ReadTimeout, cancellationToken), Read);
    }

    private static CompleteOutcome OutcomeOf(IscResponse.Received answer)
    {
        var message = answer.Error?.Messages[0] ?? "";
        return answer.Status switch
        {
            >= 200 and < 300 => new CompleteOutcome.Accepted(),
            _ when RateLimit.IsExceeded(answer.Status) => new CompleteOutcome.NotTaken(message, answer.RetryAfter),
            // These say that somebody on the way lost patience, not what ISC did.
            408 or 499 or >= 500 => new CompleteOutcome.Unclear($"HTTP {answer.Status}: {message}"),
            _ => new CompleteOutcome.Refused(answer.Status, $"HTTP {answer.Status}: {message}"),
        };
    }

    private static IReadOnlyList<InvocationStatus>? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, IscJson.Default.ListInvocationStatus);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What sending an answer came to.</summary>
internal abstract record CompleteOutcome
{
    private CompleteOutcome()
    {
    }

    /// <summary>ISC goes by it.</summary>
    public sealed record Accepted : CompleteOutcome;

    /// <summary>ISC does not want it: the invocation is unknown or over, or the answer is none.</summary>
    public sealed record Refused(int HttpStatus, string Message) : CompleteOutcome;

    /// <summary>ISC has not seen it, or put it off: it can be sent again.</summary>
    /// <param name="RetryAfter">Null if ISC named no time.</param>
    public sealed record NotTaken(string Message, TimeSpan? RetryAfter) : CompleteOutcome;

    /// <summary>It left, and nobody knows whether ISC goes by it.</summary>
    public sealed record Unclear(string Message) : CompleteOutcome;
}
