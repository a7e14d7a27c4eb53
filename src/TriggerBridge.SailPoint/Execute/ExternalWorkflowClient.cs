using TriggerBridge.SailPoint.Http;
using TriggerBridge.SailPoint.Tokens;

namespace TriggerBridge.SailPoint.Execute;

/// <summary>Starts workflows by their external trigger.</summary>
public sealed class ExternalWorkflowClient(HttpClient http, TimeProvider time)
{
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
        using var body = new OnceOnlyContent(jsonBody);
        using var request = new HttpRequestMessage(HttpMethod.Post, executeUrl) { Content = body };
        request.Headers.TryAddWithoutValidation("Authorization", token.Authorization);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            using var answer = await ResponseBody.ReadAsync(response, deadline.Token);
            return new ExecuteAnswer(response, answer, time).ToOutcome(token, jsonBody);
        }
        // Of faults that nobody expects, only those before the body left are the caller's to see: after that the doubt matters more.
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException || !body.TryWithhold())
        {
            var why = cancellationToken.IsCancellationRequested ? "cancelled"
                : deadline.IsCancellationRequested ? "timed out"
                : TransportFault.Describe(fault);
            return body.TryWithhold()
                ? new ExecuteOutcome.NotStarted { Message = $"The request did not leave: {why}" }
                : new ExecuteOutcome.InDoubt { Message = $"The request left and was not answered: {why}" };
        }
    }

    /// <summary>
    /// The credential's own URL, absolute or relative to the tenant's base; without one, the tenant's API version decides.
    /// </summary>
    public static Uri ResolveExecuteUrl(IscTenant tenant, string workflowId, string? credentialUrl)
    {
        if (string.IsNullOrWhiteSpace(credentialUrl))
            return tenant.Under($"{IscVersion.Prefix(tenant.ApiVersion, "workflows")}/execute/external/{Uri.EscapeDataString(workflowId)}");

        // The scheme is checked because on Unix "/beta/…" is an absolute file URI.
        return Uri.TryCreate(credentialUrl, UriKind.Absolute, out var absolute) && absolute.Scheme is "https" or "http"
            ? absolute
            : tenant.Under(credentialUrl);
    }
}
