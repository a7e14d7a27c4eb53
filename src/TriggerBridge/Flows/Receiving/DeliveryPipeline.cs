using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TriggerBridge.Attempts;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Live;
using TriggerBridge.Dispatch;
using TriggerBridge.Ledger;
using TriggerBridge.Pausing;
using TriggerBridge.Polling;
using TriggerBridge.Telemetry;
using TriggerBridge.Timing;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Flows.Receiving;

/// <summary>The way of one event, from the sender's request to ISC's answer. Read it from top to bottom.</summary>
public sealed partial class DeliveryPipeline
{
    // Senders wait for some ten seconds.
    private static readonly TimeSpan MostWaitToRecord = TimeSpan.FromSeconds(8);

    private readonly BridgeCatalog _bridges;
    private readonly BridgeUpdates _updates;
    private readonly BridgePauses _pauses;
    private readonly WebhookAuthenticator _authenticator;
    private readonly EventMapper _mapper;
    private readonly DeliveryLedger _ledger;
    private readonly EventIntake _intake;
    private readonly SourceIntake _sources;
    private readonly BatchRecorder _batches;
    private readonly CallbackReader _callbacks;
    private readonly QuestionAnswerer _answerer;
    private readonly OrderlyStop _stop;
    private readonly PollFinds _finds;
    private readonly TimeProvider _time;
    private readonly DispatchOptions _options;
    private readonly ILogger<DeliveryPipeline> _logger;

    internal DeliveryPipeline(
        BridgeCatalog bridges,
        BridgeUpdates updates,
        BridgePauses pauses,
        WebhookAuthenticator authenticator,
        EventMapper mapper,
        DeliveryLedger ledger,
        EventIntake intake,
        SourceIntake sources,
        BatchRecorder batches,
        CallbackReader callbacks,
        QuestionAnswerer answerer,
        OrderlyStop stop,
        PollFinds finds,
        TimeProvider time,
        IOptions<DispatchOptions> options,
        ILogger<DeliveryPipeline> logger)
    {
        _bridges = bridges;
        _updates = updates;
        _pauses = pauses;
        _authenticator = authenticator;
        _mapper = mapper;
        _ledger = ledger;
        _intake = intake;
        _sources = sources;
        _batches = batches;
        _callbacks = callbacks;
        _answerer = answerer;
        _stop = stop;
        _finds = finds;
        _time = time;
        _options = options.Value;
        _logger = logger;
    }

    /// <summary>
    /// What to answer to a request without reading it; null where a sender may post to this name. Nobody is proven yet: what is wrong with a file is told
    /// to operators only.
    /// </summary>
    public async ValueTask<ReceiveResult?> TurnAwayAsync(string name)
    {
        if (_bridges.Now.FindAddress(name) is not null)
            return null;
        if (!_bridges.IsBroken(name) && !await _updates.LookAgainAsync())
            return new ReceiveResult.NotReady("The bridges cannot be read.");
        var now = _bridges.Now;
        if (now.FindAddress(name) is not null)
            return null;
        return now.IsUnready(name) ? new ReceiveResult.NotReady("The bridge is not ready.") { RetryAfter = BrokenBridge.RetryAfter } : new ReceiveResult.UnknownBridge();
    }

    /// <summary>Receives one request of a sender.</summary>
    /// <param name="name">Of the bridge or the source that has the address.</param>
    /// <returns>What to answer; <see cref="ReceiveResult.Accepted"/> only when the event stands in the ledger.</returns>
    public async Task<ReceiveResult> ReceiveAsync(string name, WebhookRequest request, CancellationToken cancellationToken)
    {
        // 1 Find the bridge, or those that share the sender. What is found is kept: files may change meanwhile.
        var now = _bridges.Now;
        if (now.FindAddress(name) is not { } address)
            return await TurnAwayAsync(name) ?? await ReceiveAsync(name, request, cancellationToken);
        // What cannot be recorded is turned away before it costs anything.
        if (_ledger.IsFullFor(name))
            return ReceiveResult.NotReady.Busy;

        Activity.Current?.SetTag(BridgeTelemetry.BridgeAttribute, name);
        // How long the sender waits counts from here.
        var answering = address.Bridges.Select(bridge => bridge.Respond).OfType<Responder>().FirstOrDefault() is { } respond ? new TimeBudget(_time, respond.LongestWait) : null;
        List<Taker> takers = [.. address.Bridges.Where(bridge => bridge.Enabled).Select(bridge => new Taker(bridge, BudgetOf(bridge, answering)))];
        var pauses = _pauses.RefreshAsync();
        var (answer, success) = await VerifyAsync(address, request, cancellationToken);
        if (answer is not null)
            return answer;

        await pauses;
        var result = address.Source is { } source
            ? await _sources.TakeAsync(source, takers, request, answering, LimitOf(answering), cancellationToken)
            : await TakeAsync(takers[0], address.Webhook, request, answering, cancellationToken);
        LogSameContent(name, result);
        return result with { InSendersTerms = result.InSendersTerms ?? success };
    }

    // 2 Verify the sender, or answer its handshake.
    private async Task<Admission> VerifyAsync(HookAddress address, WebhookRequest request, CancellationToken cancellationToken)
    {
        using var verify = BridgeTelemetry.Start(BridgeStep.Verify, address.Name);
        var admission = await _authenticator.AuthenticateAsync(address, request, cancellationToken);
        if (admission.Answer is { } answer and not ReceiveResult.Handshake)
            verify.Fail(answer.GetType().Name);
        return admission;
    }

    private async Task<ReceiveResult> TakeAsync(Taker taker, WebhookSource webhook, WebhookRequest request, TimeBudget? answering, CancellationToken cancellationToken)
    {
        var (bridge, budget) = taker;
        if (_pauses.Refuses(bridge.Name))
            return ReceiveResult.NotReady.Paused(_pauses.RetryAfter(bridge.Name));

        var result = await TakeAsync(bridge, webhook, request, budget, answering, cancellationToken);
        if (bridge.Poll is not null)
            await _finds.WebhookCameAsync(bridge, EventsOf(bridge.Name, result).Select(each => each.Result).OfType<ReceiveResult.Duplicate>().Select(duplicate => duplicate.First));
        return result;
    }

    private async Task<ReceiveResult> TakeAsync(
        Bridge bridge, WebhookSource webhook, WebhookRequest request, TimeBudget budget, TimeBudget? answering, CancellationToken cancellationToken)
    {
        var accept = Activity.Current;

        // 3 and 4 Filter, and map the event to the workflow's input.
        var result = Map(bridge, webhook, request);
        if (result.Unusable is { } unusable)
            return unusable;
        if (result.IsBatch)
            return await _batches.RecordAsync(bridge.Name, result.Deliveries, LimitOf(answering));
        var (mapped, unanswerable) = await _callbacks.ReadAsync(bridge, result.Deliveries[0], cancellationToken);
        if (unanswerable is not null)
            return unanswerable;
        accept.IsOf(mapped.Delivery.DeliveryId);
        if (!mapped.IsKept)
            return new ReceiveResult.Filtered(mapped.Delivery.DeliveryId);

        // 5 to 7 Record it, call ISC, and record the outcome.
        var recorded = await _intake.RecordAsync(bridge, mapped, budget, LimitOf(answering));
        // 8 Answer, where ISC waits for it.
        return answering is not null ? await _answerer.AnswerAsync(bridge, mapped, recorded, answering) : recorded;
    }

    private MapResult Map(Bridge bridge, WebhookSource webhook, WebhookRequest request)
    {
        using var map = BridgeTelemetry.Start(BridgeStep.Map, bridge.Name);
        var result = _mapper.Map(bridge, webhook, request);
        if (result.Unusable is { } answer)
        {
            map.Fail(answer.GetType().Name);
        }
        else if (result.IsBatch)
        {
            map?.SetTag(BridgeTelemetry.BatchAttribute, result.Deliveries.Count);
        }
        else
        {
            var delivery = result.Deliveries[0].Delivery;
            map.IsOf(delivery.DeliveryId);
            if (delivery.Status == DeliveryStatus.DeadLettered)
                map.Fail("NotMapped");
        }

        return result;
    }

    private void LogSameContent(string name, ReceiveResult result)
    {
        foreach (var (bridge, one) in EventsOf(name, result))
        {
            if (one is ReceiveResult.SameContent same)
                LogSameContent(bridge, same.DeliveryId);
        }
    }

    private TimeBudget BudgetOf(Bridge bridge, TimeBudget? answering) => new(_time, AtMost(answering, bridge.DispatchBudget ?? _options.DispatchBudget));

    private WaitLimit LimitOf(TimeBudget? answering) => new(AtMost(answering, MostWaitToRecord), _stop.Requested);

    // Whoever waits for an answer waits no longer than for that.
    private static TimeSpan AtMost(TimeBudget? answering, TimeSpan time) => answering is { Left: var left } && left < time ? left : time;

    private static IEnumerable<RoutedEvent> EventsOf(string bridge, ReceiveResult result) => result switch
    {
        ReceiveResult.Routed routed => routed.Events,
        ReceiveResult.Batch batch => batch.Events.Select(one => new RoutedEvent(bridge, one)),
        _ => [new RoutedEvent(bridge, result)],
    };

    // A warning: a sender that never sends equal events has been overheard.
    [LoggerMessage(LogLevel.Warning, "What was signed as delivery {Bridge}/{DeliveryId} came again under another id within the replay window; nothing is started")]
    private partial void LogSameContent(string bridge, string deliveryId);
}
