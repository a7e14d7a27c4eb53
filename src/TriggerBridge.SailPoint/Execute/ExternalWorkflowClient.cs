using System.Diagnostics.CodeAnalysis;
using TriggerBridge.SailPoint.Api;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.SailPoint.Http;
using TriggerBridge.SailPoint.Tokens;

namespace TriggerBridge.SailPoint.Execute;

/// <summary>Starts workflows by their external trigger, and tests what they receive.</summary>
public sealed class ExternalWorkflowClient(HttpClient http, TimeProvider time)
{
    // The answer repeats the input.
    private const int MostTestBytes = 16 * 1024 * 1024;

    /// <summary>
    /// Sends once, never again by itself. Expected failures, the time-out and a cancellation are outcomes, not exceptions:
    /// what ends before the body left is <see cref="ExecuteOutcome.NotStarted"/>, after that <see cref="ExecuteOutcome.InDoubt"/>.
    /// </summary>
    /// <param name="jsonBody">The whole body in UTF-8, not empty.</param>
    /// <param name="timeout">For everything from connecting to the last byte; zero or less sends nothing.</param>
    public async Task<ExecuteOutcome> ExecuteExternalAsync(
        Uri executeUrl, AccessToken token, ReadOnlyMemory<byte> jsonBody, TimeSpan timeout, CancellationToken cancellationToken)
    {
        // Not below zero: -1 ms would mean "for ever".
        using var deadline = new CancellationTokenSource(timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero, time);
        await using var cancellation = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), deadline);
        using var body = new OnceOnlyContent(jsonBody, timeout, time);
        using var request = new HttpRequestMessage(HttpMethod.Post, executeUrl) { Content = body };
        request.Headers.TryAddWithoutValidation("Authorization", token.Authorization);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            using var answer = await ResponseBody.ReadAsync(response, deadline.Token);
            return new ExecuteAnswer(response, answer, time).ToOutcome(token, jsonBody);
        }
        // Of faults that nobody expects, only those before the body left are the caller's to see: after that the doubt matters more.
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or TimeoutException || !body.TryWithhold())
        {
            var why = TransportFault.Describe(fault, deadline, cancellationToken);
            return body.TryWithhold()
                ? new ExecuteOutcome.NotStarted { Message = $"The request did not leave: {why}" }
                : new ExecuteOutcome.InDoubt { Message = $"The request left and was not answered: {why}" };
        }
    }

    /// <summary>
    /// Asks what the workflow would receive; no execution of its steps comes of it. One request; failures, the time-out and a
    /// cancellation are answers, not exceptions.
    /// </summary>
    /// <param name="executeUrl">As for <see cref="ExecuteExternalAsync"/>; the test's address lies below it.</param>
    /// <param name="jsonBody">The whole body in UTF-8, not empty.</param>
    internal async Task<IscAnswer<WorkflowTestReply>> TestExternalAsync(
        Uri executeUrl, AccessToken token, ReadOnlyMemory<byte> jsonBody, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        using var body = new OnceOnlyContent(jsonBody, timeout, time);
        using var request = new HttpRequestMessage(HttpMethod.Post, TestUrl(executeUrl)) { Content = body };
        request.Headers.TryAddWithoutValidation("Authorization", token.Authorization);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            using var answer = await ResponseBody.ReadAsync(response, stop.Token, MostTestBytes);
            return IscAnswer<WorkflowTestReply>.Of(
                IscResponse.Received.Of(response, answer, time, [token.Value], jsonBody), static body => WorkflowTestReply.Read(body.Span));
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or TimeoutException)
        {
            var why = TransportFault.Describe(fault, deadline, cancellationToken);
            return new IscAnswer<WorkflowTestReply>.Unreachable($"ISC did not answer: {why}");
        }
    }

    /// <summary>
    /// The credential's own URL, relative to the tenant's base or at a host that the tenant allows; without one, the tenant's API version decides.
    /// </summary>
    /// <param name="tenant">Whose workflow it is.</param>
    /// <param name="workflowId">The workflow.</param>
    /// <param name="credentialUrl">What its credential says.</param>
    /// <param name="url">Where to send token and input.</param>
    /// <param name="problem">Why they must not go where the credential says, to be read after "its 'url'".</param>
    public static bool TryResolveExecuteUrl(
        IscTenant tenant, string workflowId, string? credentialUrl, [NotNullWhen(true)] out Uri? url, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (string.IsNullOrWhiteSpace(credentialUrl))
            url = tenant.Under($"{IscVersion.Prefix(tenant.ApiVersion, "workflows")}/execute/external/{Uri.EscapeDataString(workflowId)}");
        // The scheme is checked because on Unix "/beta/…" is an absolute file URI.
        else if (!Uri.TryCreate(credentialUrl, UriKind.Absolute, out url) || url.Scheme is not ("https" or "http"))
            url = tenant.Under(credentialUrl);
        else if ((problem = tenant.ObjectionTo(url)) is not null)
            url = null;
        return url is not null;
    }

    // Below the path, and before a query where a gateway's address has one.
    private static Uri TestUrl(Uri executeUrl)
    {
        var address = new UriBuilder(executeUrl);
        address.Path = address.Path.TrimEnd('/') + "/test";
        return address.Uri;
    }
}
