using System.Net;
using System.Net.Sockets;
using TriggerBridge.Bridges.Polls;
using TriggerBridge.Http;
using TriggerBridge.SailPoint.Http;
using TriggerBridge.Timing;

namespace TriggerBridge.Polling.Requests;

/// <summary>Sends one request to a source: with its credentials, within its time, and never to another host.</summary>
internal sealed class SourceClient(IHttpClientFactory clients, SourceCredentials credentials, TimeProvider time)
{
    private const int MostRedirects = 5;

    /// <summary>Asks once more where the credentials were refused and newer ones are to be had.</summary>
    public async Task<SourceAnswer> SendAsync(PollRequest request, PageRequest page, CancellationToken cancellationToken)
    {
        var answer = await SendOnceAsync(request, page, cancellationToken);
        return answer is SourceAnswer.Failed { IsUnauthorized: true } && await credentials.RenewAsync(request.Auth, cancellationToken)
            ? await SendOnceAsync(request, page, cancellationToken)
            : answer;
    }

    private async Task<SourceAnswer> SendOnceAsync(PollRequest request, PageRequest page, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(request.Timeout, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            if (await credentials.ReadAsync(request, deadline.Token) is not CredentialsResult.Ready ready)
                return new SourceAnswer.Failed("The credentials cannot be had: the secret is missing, not as this kind needs it, or its token was refused.");
            return await FollowAsync(request, page, ready, deadline.Token);
        }
        // A socket's own exception comes from a connection that is reset while it opens.
        catch (Exception fault) when (fault is HttpRequestException or IOException or SocketException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return new SourceAnswer.Failed(Describe(fault, timeout.IsCancellationRequested, request.Timeout));
        }
    }

    private async Task<SourceAnswer> FollowAsync(PollRequest request, PageRequest page, CredentialsResult.Ready ready, CancellationToken cancellationToken)
    {
        var http = clients.CreateClient(request.AllowedHosts.Contains(request.Url.Host) ? PollClients.Allowed : PollClients.Public);
        var url = page.Url;
        for (var redirects = 0; redirects <= MostRedirects; redirects++)
        {
            using var message = Message(url, page, ready);
            var (startedAt, start) = (time.GetUtcNow(), time.GetTimestamp());
            using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!IsRedirect(response.StatusCode, page.Body is not null) || response.Headers.Location is not { } location)
                return await ReadAsync(response, response.Headers.Date is { } date ? date - time.GetElapsedTime(start) : startedAt, cancellationToken);

            url = new Uri(url, location);
            if (!request.IsOwn(url))
                return new SourceAnswer.Failed("The source redirects to another host, which is not followed.", IsRefused: true);
        }

        return new SourceAnswer.Failed("The source redirects in circles.");
    }

    private static HttpRequestMessage Message(Uri url, PageRequest page, CredentialsResult.Ready ready)
    {
        var message = new HttpRequestMessage(page.Body is null ? HttpMethod.Get : HttpMethod.Post, ready.Query is { } key ? QueryText.With(url, key.Key, key.Value) : url);
        if (page.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        }

        if (ready.Header is { } header) message.Headers.TryAddWithoutValidation(header.Key, header.Value);
        if (page.KnownTag is { } tag) message.Headers.TryAddWithoutValidation("If-None-Match", tag);
        return message;
    }

    // After a POST, 301 to 303 ask for a GET of something else.
    private static bool IsRedirect(HttpStatusCode status, bool isPost) => status switch
    {
        HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect => true,
        HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther => !isPost,
        _ => false,
    };

    private async Task<SourceAnswer> ReadAsync(HttpResponseMessage response, DateTimeOffset askedAt, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.NotModified) return new SourceAnswer.NotModified();
        if (!response.IsSuccessStatusCode)
        {
            var status = (int)response.StatusCode;
            var isRefused = status is >= 400 and < 500 and not (401 or 403 or 408) && !RateLimit.IsExceeded(status);
            return new SourceAnswer.Failed(Inv($"The source answered {status}."), response.RetryAfter(time), isRefused)
            {
                IsUnauthorized = status == 401,
            };
        }

        var body = await BoundedBody.ReadAsync(response.Content, PollClients.MostBytes, cancellationToken);
        var links = response.Headers.TryGetValues("Link", out var values) ? values.ToList() : [];
        return body is null
            ? new SourceAnswer.Failed(Inv($"The answer is larger than {PollClients.MostBytes} bytes: ask for smaller pages."))
            : new SourceAnswer.Ok(body, links, response.Headers.ETag?.ToString(), askedAt);
    }

    private static string Describe(Exception fault, bool isTimeout, TimeSpan timeout)
    {
        if (isTimeout) return $"The source did not answer in full within {ReadableTime.Of(timeout)}.";
        for (var inner = fault; inner is not null; inner = inner.InnerException)
        {
            if (inner is PrivateAddressException) return "The source's host stands in a private network: if that is meant, name it in $.poll.request.allowHosts.";
        }

        return fault switch
        {
            SocketException => $"The source cannot be reached: {HttpRequestError.ConnectionError}.",
            HttpRequestException { HttpRequestError: not (HttpRequestError.Unknown or HttpRequestError.ResponseEnded) and var error } =>
                $"The source cannot be reached: {error}.",
            _ => "The answer broke off.",
        };
    }

    private static string Inv(FormattableString text) => FormattableString.Invariant(text);
}

/// <summary>What a source answered.</summary>
internal abstract record SourceAnswer
{
    private SourceAnswer()
    {
    }

    /// <param name="Body">As it came, unpacked.</param>
    /// <param name="Links">The values of its <c>Link</c> headers.</param>
    /// <param name="AskedAt">When it was asked, by the source's clock.</param>
    public sealed record Ok(ReadOnlyMemory<byte> Body, IReadOnlyList<string> Links, string? Tag, DateTimeOffset AskedAt) : SourceAnswer;

    /// <summary>304.</summary>
    public sealed record NotModified : SourceAnswer;

    /// <param name="Reason">In plain words, without anything of the answer or the address.</param>
    /// <param name="RetryAfter">As the source asked.</param>
    /// <param name="IsRefused">The source does not like this very request: asking for the same page again will not help.</param>
    public sealed record Failed(string Reason, TimeSpan? RetryAfter = null, bool IsRefused = false) : SourceAnswer
    {
        public bool IsUnauthorized { get; init; }
    }
}
