using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Credentials;
using TriggerBridge.Ledger;
using TriggerBridge.Telemetry;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Flows.Receiving;

/// <summary>Lets a request in only when its bridge is ready and its sender is proven. While its secret is missing, every request is refused.</summary>
internal sealed partial class WebhookAuthenticator(
    SecretCache secrets, LedgerReadiness ledger, Rejections rejections, TimeProvider time, ILogger<WebhookAuthenticator> logger)
{
    private readonly LogThrottle _missing = new(time, TimeSpan.FromSeconds(1));

    /// <returns>Null for a verified event; otherwise what to answer.</returns>
    public async ValueTask<ReceiveResult?> AdmitAsync(Bridge bridge, WebhookRequest request, CancellationToken cancellationToken)
    {
        if (!bridge.Enabled)
            return new ReceiveResult.NotReady("The bridge is disabled.") { RetryAfter = TimeSpan.FromMinutes(1) };

        var webhook = bridge.Webhook ?? throw new InvalidOperationException("A bridge without a webhook has no gate.");
        var known = new List<SecretValue>(webhook.SecretNames.Count);
        foreach (var name in webhook.SecretNames)
        {
            if (await ReadAsync(bridge, name, cancellationToken) is { } secret)
                known.Add(secret);
        }

        // While a secret is rotated one of its two names may not exist yet; with none of them nobody can be verified.
        if (known.Count == 0)
            return new ReceiveResult.NotReady("The bridge has no secret.");

        var isEvent = webhook.TakesEventsBy(request.Method);
        var verifyToken = isEvent || webhook.VerifyTokenName is not { } token ? null : await ReadAsync(bridge, token, cancellationToken);
        if (webhook.OpenHandshake(request, verifyToken) is { } open)
            return new ReceiveResult.Handshake(open);
        if (!isEvent)
            return webhook.HasOpenHandshake ? Refuse(bridge, VerificationFailure.FailedHandshake) : new ReceiveResult.WrongMethod();
        if (!await ledger.IsReadyAsync(cancellationToken))
            return new ReceiveResult.NotReady("The ledger does not answer.");

        switch (webhook.Verify(request, known, time.GetUtcNow()))
        {
            case VerificationResult.Verified verified:
                return webhook.SignedHandshake(request, verified.By) is { } answer ? new ReceiveResult.Handshake(answer) : null;
            case VerificationResult.Failed failed:
                return Refuse(bridge, failed.Reason);
            default:
                throw new InvalidOperationException("Verification has no such result.");
        }
    }

    private async ValueTask<SecretValue?> ReadAsync(Bridge bridge, string name, CancellationToken cancellationToken)
    {
        if (await secrets.GetAsync(name, cancellationToken) is SecretLookup.Found found)
            return found.Value;

        if (_missing.Allows($"{bridge.Name} {name}"))
            LogSecretMissing(bridge.Name, name);
        return null;
    }

    private ReceiveResult.NotVerified Refuse(Bridge bridge, VerificationFailure reason)
    {
        rejections.Add(bridge.Name, reason);
        return new ReceiveResult.NotVerified();
    }

    [LoggerMessage(LogLevel.Error, "Bridge {Bridge} cannot verify its sender: the secret '{Secret}' is missing or cannot be read")]
    private partial void LogSecretMissing(string bridge, string secret);
}
