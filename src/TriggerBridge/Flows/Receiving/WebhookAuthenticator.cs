using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Credentials;
using TriggerBridge.Ledger;
using TriggerBridge.Telemetry;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Published;

namespace TriggerBridge.Flows.Receiving;

/// <summary>Lets a request in only when its bridge is ready and its sender is proven. While its secret is missing, every request is refused.</summary>
internal sealed partial class WebhookAuthenticator(
    SecretCache secrets, IPublishedDocuments documents, CertificateTrust trust, VisitedAddresses visits, LedgerReadiness ledger, Rejections rejections, SenderPairing pairing, TimeProvider time, ILogger<WebhookAuthenticator> logger)
{
    private readonly LogThrottle _missing = new(time, TimeSpan.FromSeconds(1));

    public async ValueTask<Admission> AuthenticateAsync(HookAddress address, WebhookRequest request, CancellationToken cancellationToken)
    {
        if (!address.Enabled)
            return Admission.With(new ReceiveResult.NotReady($"The {address.Kind} is disabled.") { RetryAfter = TimeSpan.FromMinutes(1) });

        var webhook = address.Webhook;
        var known = new Dictionary<string, SecretValue>(webhook.SecretNames.Count, StringComparer.Ordinal);
        foreach (var name in webhook.SecretNames)
        {
            if (await ReadAsync(address, name, cancellationToken) is { } secret)
                known[name] = secret;
        }

        // While a secret is rotated one of its two names may not exist yet; with none of them nobody can be verified.
        if (!webhook.CanVerify(known))
            return Admission.With(await pairing.TakeAsync(address, request, cancellationToken) ?? new ReceiveResult.NotReady($"The {address.Kind} has no secret."));

        var verifyToken = webhook.VerifyTokenOf(request) is { } token ? await ReadAsync(address, token, cancellationToken) : null;
        if (webhook.TestOf(request, verifyToken) is { } test)
        {
            if (test.Answer is { } open) return Admission.With(new ReceiveResult.Handshake(open));
            return Admission.With(test.IsKnown ? Refuse(address, VerificationFailure.FailedHandshake) : new ReceiveResult.WrongMethod());
        }

        if (!await ledger.IsReadyAsync(cancellationToken))
            return Admission.With(new ReceiveResult.NotReady("The ledger does not answer."));

        switch (await webhook.VerifyAsync(request, new VerificationMeans(known, time.GetUtcNow(), documents) { Trust = trust }, cancellationToken))
        {
            case VerificationResult.Verified verified:
                return verified.Test is { } answer ? Admission.With(await AnswerAsync(address, answer, cancellationToken)) : new Admission(Answer: null, verified.Success);
            case VerificationResult.Failed failed:
                return Admission.With(await pairing.AnswerRepeatAsync(address, request) ?? Refuse(address, failed.Reason));
            case VerificationResult.Unavailable unavailable:
                return Admission.With(new ReceiveResult.NotReady(unavailable.Reason));
            default:
                throw new InvalidOperationException("Verification has no such result.");
        }
    }

    private async ValueTask<ReceiveResult> AnswerAsync(HookAddress address, SenderAnswer answer, CancellationToken cancellationToken)
    {
        if (answer.Warning is { } warning) LogTest(address.Name, warning);
        if (answer.Visit is not { } visit) return new ReceiveResult.Handshake(answer);

        if (!await visits.VisitAsync(visit, cancellationToken)) return new ReceiveResult.NotReady("The address that confirms the test does not answer.");
        LogConfirmed(address.Name, visit.Host);
        return new ReceiveResult.Handshake(answer);
    }

    private async ValueTask<SecretValue?> ReadAsync(HookAddress address, string name, CancellationToken cancellationToken)
    {
        if (await secrets.GetAsync(name, cancellationToken) is SecretLookup.Found found)
            return found.Value;

        if (_missing.Allows($"{address.Name} {name}"))
            LogSecretMissing(address.Name, name);
        return null;
    }

    private ReceiveResult.NotVerified Refuse(HookAddress address, VerificationFailure reason)
    {
        rejections.Add(address.Name, reason);
        return new ReceiveResult.NotVerified(address.Webhook.RefusedStatus);
    }

    [LoggerMessage(LogLevel.Information, "Bridge {Bridge} has confirmed its sender's test of the address, at {Host}")]
    private partial void LogConfirmed(string bridge, string host);

    [LoggerMessage(LogLevel.Warning, "Bridge {Bridge} heard of its sender: {Warning}")]
    private partial void LogTest(string bridge, string warning);

    [LoggerMessage(LogLevel.Error, "Bridge {Bridge} cannot verify its sender: the secret '{Secret}' is missing or cannot be read")]
    private partial void LogSecretMissing(string bridge, string secret);
}

/// <summary>Whether a request is an event of its sender.</summary>
/// <param name="Answer">What to answer at once; null for a verified event.</param>
/// <param name="Success">What the sender expects to hear when its event is recorded; null: the delivery, as JSON.</param>
internal readonly record struct Admission(ReceiveResult? Answer, SenderAnswer? Success)
{
    /// <summary>It is no event, or not proven.</summary>
    public static Admission With(ReceiveResult answer) => new(answer, Success: null);
}

/// <summary>Tells of failed verifications, at most one line a second for each bridge, so that a flood of them costs little.</summary>
internal sealed partial class Rejections(TimeProvider time, ILogger<Rejections> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Window> _windows = new(StringComparer.Ordinal);

    public void Add(string bridge, VerificationFailure reason)
    {
        var window = _windows.GetOrAdd(bridge, static _ => new Window());
        lock (window)
        {
            window.Counts[(int)reason]++;
            // The first is told at once, those that follow it within a second together.
            if (window.Timer is not null) return;
            Tell(bridge, window);
            window.Timer = time.CreateTimer(_ => Close(bridge, window), state: null, Interval, Interval);
        }
    }

    private void Close(string bridge, Window window)
    {
        lock (window)
        {
            if (Array.TrueForAll(window.Counts, count => count == 0))
            {
                window.Timer?.Dispose();
                window.Timer = null;
            }
            else Tell(bridge, window);
        }
    }

    private void Tell(string bridge, Window window)
    {
        var counts = Enum.GetValues<VerificationFailure>()
            .Where(reason => window.Counts[(int)reason] > 0)
            .Select(reason => string.Create(CultureInfo.InvariantCulture, $"{window.Counts[(int)reason]} {Describe(reason)}"));
        LogRejected(bridge, string.Join(", ", counts));
        Array.Clear(window.Counts);
    }

    internal static string Describe(VerificationFailure reason) => reason switch
    {
        VerificationFailure.MissingSignature => "without a signature or secret (is one set where the sender is configured?)",
        VerificationFailure.MalformedSignature => "with a signature that this scheme does not write (is $.webhook.scheme the sender's?)",
        VerificationFailure.WrongSignature => "with a wrong signature or secret (compare the sender's secret with the bridge's)",
        VerificationFailure.Stale => "signed too long ago or ahead of time (is the sender's clock right? $.webhook.tolerance allows more)",
        VerificationFailure.WrongSender => "proven by somebody else than the bridge names (compare issuer, audience and caller with the bridge's)",
        VerificationFailure.FailedHandshake => "with a test of the address that this scheme does not know (is $.webhook.scheme the sender's, and its verify token the bridge's?), or with a secret that nobody waits for (see 'bridges pair')",
        _ => throw new UnreachableException(),
    };

    [LoggerMessage(LogLevel.Warning, "Bridge {Bridge} rejected requests: {Counts}")]
    private partial void LogRejected(string bridge, string counts);

    private sealed class Window
    {
        public int[] Counts { get; } = new int[Enum.GetValues<VerificationFailure>().Length];

        public ITimer? Timer { get; set; }
    }
}
