using TriggerBridge.SailPoint.Tokens;

namespace TriggerBridge.SailPoint.Execute;

/// <summary>Starts workflows by their external trigger.</summary>
public sealed class ExternalWorkflowClient
{
    /// <summary>
    /// Sends once, never again by itself. Expected failures, a time-out and a cancellation are outcomes, not exceptions:
    /// what is cancelled before the request left is <see cref="ExecuteOutcome.NotStarted"/>, after that <see cref="ExecuteOutcome.InDoubt"/>.
    /// </summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1822", Justification = "Signature first.")]
    public Task<ExecuteOutcome> ExecuteExternalAsync(
        Uri executeUrl, AccessToken token, ReadOnlyMemory<byte> jsonBody, TimeSpan timeout, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Not written yet.");

    /// <summary>The credential's own URL, absolute or relative to the tenant's base; without one, the tenant's API version decides.</summary>
    public static Uri ResolveExecuteUrl(IscTenant tenant, string workflowId, string? credentialUrl) =>
        throw new NotSupportedException("Not written yet.");
}
