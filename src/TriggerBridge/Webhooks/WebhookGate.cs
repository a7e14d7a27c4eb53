using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Credentials;
using TriggerBridge.Ledger;

namespace TriggerBridge.Webhooks;

/// <summary>Lets a request in only when its bridge is ready and its sender is proven. Without a secret there is no entry.</summary>
internal sealed partial class WebhookGate(SecretCache secrets, LedgerReadiness ledger, TimeProvider time, ILogger<WebhookGate> logger)
{
    /// <returns>Null for a verified event; otherwise what to answer.</returns>
    public async ValueTask<ReceiveResult?> AdmitAsync(Bridge bridge, WebhookRequest request, CancellationToken cancellationToken)
    {
        if (!bridge.Enabled)
            return new ReceiveResult.NotReady("The bridge is disabled.") { RetryAfter = TimeSpan.FromMinutes(1) };

        var webhook = bridge.Webhook;
        var known = new List<SecretValue>(webhook.SecretNames.Count);
        foreach (var name in webhook.SecretNames)
        {
            if (await secrets.GetAsync(name, cancellationToken) is SecretLookup.Found found)
                known.Add(found.Value);
            else
                LogSecretMissing(bridge.Name, name);
        }

        // While a secret is rotated one of its two names may not exist yet; with none of them nobody can be verified.
        if (known.Count == 0)
            return new ReceiveResult.NotReady("The bridge has no secret.");
        if (!await ledger.IsReadyAsync(cancellationToken))
            return new ReceiveResult.NotReady("The ledger does not answer.");

        if (webhook.Verify(request, known, time.GetUtcNow()) is VerificationResult.Failed failed)
        {
            LogRejected(bridge.Name, failed.Reason);
            return new ReceiveResult.NotVerified();
        }

        return webhook.Handshake(request) is { } answer ? new ReceiveResult.Handshake(answer) : null;
    }

    [LoggerMessage(LogLevel.Error, "Bridge {Bridge} cannot verify its sender: the secret '{Secret}' is missing or cannot be read")]
    private partial void LogSecretMissing(string bridge, string secret);

    [LoggerMessage(LogLevel.Warning, "Bridge {Bridge} rejected a request: {Failure}")]
    private partial void LogRejected(string bridge, VerificationFailure failure);
}
