using TriggerBridge.Bridges;
using TriggerBridge.Credentials;
using TriggerBridge.Ledger;
using TriggerBridge.Pairing;

namespace TriggerBridge.Flows.Operations;

/// <summary>A person lets a sender bring its secret, and fetches it where the app cannot store it.</summary>
public sealed class PairOperations
{
    private readonly BridgeCatalog _bridges;
    private readonly BridgePairings _pairings;
    private readonly NewSecrets _secrets;
    private readonly SecretSeal _seal;
    private readonly LedgerClock _clock;

    internal PairOperations(BridgeCatalog bridges, BridgePairings pairings, NewSecrets secrets, SecretSeal seal, LedgerClock clock)
    {
        _bridges = bridges;
        _pairings = pairings;
        _secrets = secrets;
        _seal = seal;
        _clock = clock;
    }

    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    public async Task<PairOutcome> BeginAsync(string name, string by, CancellationToken cancellationToken)
    {
        if (Find(name, out var webhook) is { } problem) return problem;
        if (webhook!.Pairing is null)
            return new PairOutcome.Refused($"A sender of the scheme '{webhook.Scheme}' does not bring its secret{(NameIn(webhook) is { } own ? $": store it as '{own}'" : "")}.");
        switch (await _secrets.AnyExistsAsync(webhook.SecretNames, cancellationToken))
        {
            case true:
                return new PairOutcome.Refused($"There is a secret '{string.Join("' or '", webhook.SecretNames)}', which is not replaced: delete it first if the sender shall bring another.");
            case null:
                return new PairOutcome.Refused($"Whether there is a secret '{string.Join("' or '", webhook.SecretNames)}' cannot be read in {_secrets.Place}: the log says why.");
        }

        // Otherwise a secret could come, and be lost.
        if (!await _seal.HasKeyAsync(cancellationToken))
            return new PairOutcome.Refused($"The secret '{SecretSeal.KeyName}' is missing, with which the sender's secret is encrypted until it is stored: store 32 random bytes in base64 (openssl rand -base64 32) under this name.");
        return new PairOutcome.Done(ReportOf(await _pairings.BeginAsync(name, by), webhook, secret: null));
    }

    /// <summary>How it stands, with the secret where it is kept: to the first who asks.</summary>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    public async Task<PairOutcome> FetchAsync(string name)
    {
        if (Find(name, out var webhook) is { } problem) return problem;
        var (state, secret) = await _pairings.TakeAsync(name);
        return new PairOutcome.Done(state is null ? null : ReportOf(state, webhook!, secret));
    }

    private PairOutcome? Find(string name, out WebhookSource? webhook)
    {
        var now = _bridges.Now;
        webhook = now.FindAddress(name)?.Webhook;
        if (webhook is not null) return null;
        if (now.IsUnready(name)) return new PairOutcome.Refused("Its file has errors, or is not read yet: GET /api/status says more.");
        if (!now.TryFind(name, out var bridge)) return new PairOutcome.Unknown();
        return new PairOutcome.Refused(bridge.Source is { } source ? $"Its sender is that of the source '{source.Name}': pair that." : "It has no sender: it only polls.");
    }

    private static string? NameIn(WebhookSource webhook) => webhook.SecretNames is [var name, ..] ? name : null;

    private PairingReport ReportOf(PairingState state, WebhookSource webhook, SecretValue? secret) =>
        new(state.StatusAt(_clock.UtcNow), state.By, state.Key, state.Since, state.Until, state.CameAt, NameIn(webhook), _secrets.Place) { Secret = secret };
}

/// <summary>What became of it.</summary>
public abstract record PairOutcome
{
    /// <param name="Pairing">As it stands now; null: there never was one.</param>
    public sealed record Done(PairingReport? Pairing) : PairOutcome;

    public sealed record Refused(string Reason) : PairOutcome;

    public sealed record Unknown : PairOutcome;
}

/// <summary>A pairing, for an operator.</summary>
/// <param name="CameAt">When the sender brought its secret; null: it has not.</param>
/// <param name="SecretName">The name under which the secret is, or is to be, stored.</param>
/// <param name="Place">Where.</param>
public sealed record PairingReport(
    PairingStatus Status, string? By, string? Key, DateTimeOffset Since, DateTimeOffset Until, DateTimeOffset? CameAt, string? SecretName, string Place)
{
    /// <summary>What the sender brought, to whom it is shown once; otherwise null.</summary>
    public SecretValue? Secret { get; init; }
}
