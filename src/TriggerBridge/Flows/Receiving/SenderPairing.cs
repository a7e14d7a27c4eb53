using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Credentials;
using TriggerBridge.Ledger;
using TriggerBridge.Pairing;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Flows.Receiving;

/// <summary>
/// Takes the secret that a sender brings by itself, in a request that nobody can verify: only while an operator waits for it, only where there is none,
/// and the first one. If its sender does not hear the answer, it may bring the same one again.
/// </summary>
internal sealed partial class SenderPairing(BridgePairings pairings, NewSecrets secrets, Rejections rejections, ILogger<SenderPairing> logger)
{
    /// <returns>Null for a request that brings no secret.</returns>
    public async ValueTask<ReceiveResult?> TakeAsync(HookAddress address, WebhookRequest request, CancellationToken cancellationToken)
    {
        if (address.Webhook.Pairing is not { } pairing || pairing.Find(request) is not { } brought) return null;
        if (!PairingRequest.IsFit(brought)) return Refuse(address);
        try
        {
            var secret = new SecretValue(brought);
            var (isTaken, obstacle) = await pairings.IsWaitingAsync(address.Name) ? await KeepAsync(address, secret, cancellationToken) : (false, null);
            if (obstacle is not null) return new ReceiveResult.NotReady(obstacle);
            return isTaken || await pairings.HasTakenAsync(address.Name, secret) ? new ReceiveResult.Handshake(pairing.AnswerTo(brought)) : Refuse(address);
        }
        catch (LedgerUnavailableException)
        {
            return NoLedger();
        }
    }

    /// <summary>Answers a sender that brings again what is stored meanwhile. Nothing is stored in its place.</summary>
    /// <param name="request">It is not verified.</param>
    /// <returns>Null for any other request.</returns>
    public async ValueTask<ReceiveResult?> AnswerRepeatAsync(HookAddress address, WebhookRequest request)
    {
        if (address.Webhook.Pairing is not { } pairing || pairing.Find(request) is not { } brought || !PairingRequest.IsFit(brought)) return null;
        try
        {
            return await pairings.HasTakenAsync(address.Name, new SecretValue(brought)) ? new ReceiveResult.Handshake(pairing.AnswerTo(brought)) : null;
        }
        catch (LedgerUnavailableException)
        {
            return NoLedger();
        }
    }

    private static ReceiveResult.NotReady NoLedger() => new("The ledger does not answer.");

    /// <returns>Whether it was taken; and why it cannot be known, or not be kept.</returns>
    private async Task<(bool IsTaken, string? Obstacle)> KeepAsync(HookAddress address, SecretValue secret, CancellationToken cancellationToken)
    {
        if (await secrets.AnyExistsAsync(address.Webhook.SecretNames, cancellationToken) is var exists and not false)
            return (false, exists is null ? "It cannot be known whether there is a secret." : null);

        // Kept first, and by one instance alone: whatever happens after this, it is not lost, and no other is taken.
        switch (await pairings.TryKeepAsync(address.Name, secret))
        {
            case null:
                LogNoKey(address.Name, SecretSeal.KeyName);
                return (false, "There is no key to keep the secret with.");
            case false:
                return (false, null);
        }

        await StoreAsync(address, secret);
        return (true, null);
    }

    private async Task StoreAsync(HookAddress address, SecretValue secret)
    {
        var name = address.Webhook.SecretNames[0];
        if (await secrets.TryAddAsync(name, secret) is { } problem)
        {
            LogKept(address.Name, name, problem);
            return;
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
