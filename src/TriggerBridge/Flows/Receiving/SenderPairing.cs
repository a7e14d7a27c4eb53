using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Credentials;
using TriggerBridge.Ledger;
using TriggerBridge.Pairing;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Flows.Receiving;

/// <summary>
/// Takes the secret that a sender brings by itself, in a request that nobody can verify: only while an operator waits for it, only where there is none,
/// and the first one.
/// </summary>
internal sealed partial class SenderPairing(BridgePairings pairings, NewSecrets secrets, Rejections rejections, ILogger<SenderPairing> logger)
{
    /// <returns>Null for a request that brings no secret.</returns>
    public async ValueTask<ReceiveResult?> TakeAsync(HookAddress address, WebhookRequest request, CancellationToken cancellationToken)
    {
        if (address.Webhook.Pairing is not { } pairing || pairing.Find(request) is not { } brought) return null;
        try
        {
            if (!PairingRequest.IsFit(brought) || !await pairings.IsWaitingAsync(address.Name)) return Refuse(address);
            return await TakeAsync(address, new SecretValue(brought), cancellationToken) ?? new ReceiveResult.Handshake(pairing.AnswerTo(brought));
        }
        catch (LedgerUnavailableException)
        {
            return new ReceiveResult.NotReady("The ledger does not answer.");
        }
    }

    /// <returns>Null where it was taken.</returns>
    private async Task<ReceiveResult?> TakeAsync(HookAddress address, SecretValue secret, CancellationToken cancellationToken)
    {
        if (await secrets.AnyExistsAsync(address.Webhook.SecretNames, cancellationToken) is var exists and not false)
            return exists is true ? Refuse(address) : new ReceiveResult.NotReady("It cannot be known whether there is a secret.");

        // Kept first, and by one instance alone: whatever happens after this, it is not lost, and no other is taken.
        switch (await pairings.TryKeepAsync(address.Name, secret))
        {
            case null:
                LogNoKey(address.Name, SecretSeal.KeyName);
                return new ReceiveResult.NotReady("There is no key to keep the secret with.");
            case false:
                return Refuse(address);
        }

        var name = address.Webhook.SecretNames[0];
        if (await secrets.TryAddAsync(name, secret) is { } problem)
        {
            LogKept(address.Name, name, problem);
            return null;
        }

        LogStored(address.Name, name, secrets.Place);
        try
        {
            await pairings.StoredAsync(address.Name);
        }
        catch (LedgerUnavailableException)
        {
            // It is stored, so that the sender must not hear otherwise. What is kept is deleted in its time.
        }

        return null;
    }

    private ReceiveResult.NotVerified Refuse(HookAddress address)
    {
        rejections.Add(address.Name, VerificationFailure.FailedHandshake);
        return new ReceiveResult.NotVerified(address.Webhook.RefusedStatus);
    }

    [LoggerMessage(LogLevel.Warning, "Bridge {Bridge} is paired: its sender's secret is stored as '{Secret}' in {Place}")]
    private partial void LogStored(string bridge, string secret, string place);

    [LoggerMessage(LogLevel.Warning, "Bridge {Bridge} is paired: its sender's secret is kept for 15 minutes, until an operator fetches it and stores it as '{Secret}'. It was not stored: {Problem}")]
    private partial void LogKept(string bridge, string secret, string problem);

    [LoggerMessage(LogLevel.Error, "Bridge {Bridge} cannot be paired: the secret '{Secret}', the key with which its sender's secret is kept, is missing or cannot be read")]
    private partial void LogNoKey(string bridge, string secret);
}
