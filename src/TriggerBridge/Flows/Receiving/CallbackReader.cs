using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Credentials;
using TriggerBridge.Flows.Answering;
using TriggerBridge.Ledger;
using TriggerBridge.Telemetry;
using TriggerBridge.Tenants;

namespace TriggerBridge.Flows.Receiving;

/// <summary>
/// Takes down where an event is answered that is answered later. Its callback address must be the tenant's own: nothing is sent to any other, whoever
/// wrote it there.
/// </summary>
internal sealed partial class CallbackReader(TenantDirectory tenants, SecretSeal seal, TimeProvider time, ILogger<CallbackReader> logger)
{
    // ISC's are far shorter. What is longer would not fit the row.
    private const int MostCharacters = 2048;

    private readonly LogThrottle _keyless = new(time, TimeSpan.FromSeconds(1));

    /// <returns>The event with its callback, where it needs one; or what to answer instead.</returns>
    public async ValueTask<(NewDelivery Event, ReceiveResult? Unusable)> ReadAsync(Bridge bridge, NewDelivery mapped, CancellationToken cancellationToken)
    {
        var delivery = mapped.Delivery;
        if (bridge.Respond is not { MayAnswerLater: true } respond || mapped.Question is not { } question || IsAnsweredNow(respond, delivery))
            return (mapped, null);

        var url = Responder.CallbackOf(question.Context.Event)!;
        if (tenants[bridge.Workflow.Tenant].ObjectionTo(url) is { } objection)
            return (mapped, new ReceiveResult.NotParsable($"$._metadata.callbackURL {objection}."));
        if (url.OriginalString.Length > MostCharacters || question.Secret?.Utf8.Length > MostCharacters)
            return (mapped, new ReceiveResult.NotParsable($"$._metadata.callbackURL or $._metadata.secret is longer than {MostCharacters}."));
        if (question.Secret is not { } secret)
            return (mapped, new ReceiveResult.NotParsable("$._metadata.secret is missing: the answer would not be taken without it."));
        if (await seal.SealAsync(secret, CallbackSender.PlaceOf(delivery), cancellationToken) is not { } kept)
        {
            if (_keyless.Allows(bridge.Name))
                LogKeyless(bridge.Name, SecretSeal.KeyName);
            return (mapped, new ReceiveResult.NotReady("The bridge has no key to keep secrets with."));
        }

        var callback = new Callback
        {
            Status = CallbackStatus.Open,
            Url = url,
            InvocationId = Responder.InvocationOf(question.Context.Event),
            Secret = kept,
            NotBefore = respond.Mode == RespondMode.Dynamic ? delivery.ReceivedAt + respond.Within : delivery.ReceivedAt,
            Deadline = delivery.ReceivedAt + respond.LastCallback,
        };
        var due = delivery.Answer is not null ? callback.NotBefore : delivery.ReceivedAt + respond.LongestWaitForCallback;
        return (mapped with { Delivery = delivery with { Callback = callback, AnswerWork = delivery.Due(WorkKind.Answer, due) } }, null);
    }

    // By a rule, or with a refusal.
    private static bool IsAnsweredNow(Responder respond, Delivery delivery) =>
        delivery.Answer is not null ? respond.Mode == RespondMode.Dynamic : delivery.Status == DeliveryStatus.DeadLettered;

    [LoggerMessage(LogLevel.Error, "Bridge {Bridge} cannot take questions: the secret '{Secret}' is missing, or is not one key or more of 32 bytes in base64")]
    private partial void LogKeyless(string bridge, string secret);
}
