using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TriggerBridge.Attempts;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Live;
using TriggerBridge.Dispatch;
using TriggerBridge.Ledger;
using TriggerBridge.Pacing;
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
    private readonly WebhookAuthenticator _authenticator;
    private readonly EventMapper _mapper;
    private readonly DeliveryLedger _ledger;
    private readonly LedgerReadiness _readiness;
    private readonly BatchRecorder _batches;
    private readonly CallbackReader _callbacks;
    private readonly QuestionAnswerer _answerer;
    private readonly Dispatcher _dispatcher;
    private readonly CircuitBreakers _breakers;
    private readonly BackgroundCalls _background;
    private readonly PollFinds _finds;
    private readonly TimeProvider _time;
    private readonly DispatchOptions _options;
    private readonly ILogger<DeliveryPipeline> _logger;

    internal DeliveryPipeline(
        BridgeCatalog bridges,
        BridgeUpdates updates,
        WebhookAuthenticator authenticator,
        EventMapper mapper,
        DeliveryLedger ledger,
        LedgerReadiness readiness,
        BatchRecorder batches,
        CallbackReader callbacks,
        QuestionAnswerer answerer,
        Dispatcher dispatcher,
        CircuitBreakers breakers,
        BackgroundCalls background,
        PollFinds finds,
        TimeProvider time,
        IOptions<DispatchOptions> options,
        ILogger<DeliveryPipeline> logger)
    {
        _bridges = bridges;
        _updates = updates;
        _authenticator = authenticator;
        _mapper = mapper;
        _ledger = ledger;
        _readiness = readiness;
        _batches = batches;
        _callbacks = callbacks;
        _answerer = answerer;
        _dispatcher = dispatcher;
        _breakers = breakers;
        _background = background;
        _finds = finds;
        _time = time;
        _options = options.Value;
        _logger = logger;
    }

    /// <summary>What to answer to a request without reading it; null where there is such a bridge with a sender. Nobody is proven yet: what is wrong with its file is told to operators only.</summary>
    public async ValueTask<ReceiveResult?> TurnAwayAsync(string bridgeName)
    {
        if (FindSender(bridgeName) is not null)
            return null;
        if (!_bridges.IsBroken(bridgeName) && !await _updates.LookAgainAsync())
            return new ReceiveResult.NotReady("The bridges cannot be read.");
        if (FindSender(bridgeName) is not null)
            return null;
        return _bridges.IsUnready(bridgeName) ? new ReceiveResult.NotReady("The bridge is not ready.") { RetryAfter = BrokenBridge.RetryAfter } : new ReceiveResult.UnknownBridge();
    }

    /// <summary>Receives one request of a sender.</summary>
    /// <returns>What to answer; <see cref="ReceiveResult.Accepted"/> only when the event stands in the ledger.</returns>
    public async Task<ReceiveResult> ReceiveAsync(string bridgeName, WebhookRequest request, CancellationToken cancellationToken)
    {
        // 1 Find the bridge, as it is now: its file may change meanwhile.
        if (FindSender(bridgeName) is not var (bridge, webhook))
            return await TurnAwayAsync(bridgeName) ?? await ReceiveAsync(bridgeName, request, cancellationToken);
        // What cannot be recorded is turned away before it costs anything.
        if (_ledger.IsFullFor(bridgeName))
            return ReceiveResult.NotReady.Busy;
        var answering = bridge.Respond is { } respond ? new TimeBudget(_time, respond.LongestWait) : null;
        var budget = new TimeBudget(_time, AtMost(answering, bridge.DispatchBudget ?? _options.DispatchBudget));

        var result = await ReceiveAsync(bridge, webhook, request, budget, answering, cancellationToken);
        LogSameContent(bridge, result);
        if (bridge.Poll is not null)
            await _finds.WebhookCameAsync(bridge, EventsOf(result).OfType<ReceiveResult.Duplicate>().Select(duplicate => duplicate.First));
        return result with { InSendersTerms = result.InSendersTerms ?? webhook.Success };
    }

    private (Bridge Bridge, WebhookSource Webhook)? FindSender(string name) =>
        _bridges.TryFind(name, out var bridge) && bridge.Webhook is { } webhook ? (bridge, webhook) : null;

    private async Task<ReceiveResult> ReceiveAsync(
        Bridge bridge, WebhookSource webhook, WebhookRequest request, TimeBudget budget, TimeBudget? answering, CancellationToken cancellationToken)
    {
        var accept = Activity.Current;
        accept?.SetTag(BridgeTelemetry.BridgeAttribute, bridge.Name);

        // 2 Verify the sender, or answer its handshake.
        using (var verify = BridgeTelemetry.Start(BridgeStep.Verify, bridge.Name))
        {
            if (await _authenticator.AuthenticateAsync(bridge, request, cancellationToken) is { } answer)
            {
                if (answer is not ReceiveResult.Handshake)
                    verify.Fail(answer.GetType().Name);
                return answer;
            }
        }

        // 3 and 4 Filter, and map the event to the workflow's input.
        var result = Map(bridge, webhook, request);
        if (result.Unusable is { } unusable)
            return unusable;
        var limit = new WaitLimit(AtMost(answering, MostWaitToRecord), _dispatcher.Stopping);
        if (result.IsBatch)
            return await _batches.RecordAsync(bridge, result.Deliveries, limit);
        var (mapped, unanswerable) = await _callbacks.ReadAsync(bridge, result.Deliveries[0], cancellationToken);
        if (unanswerable is not null)
            return unanswerable;
        accept.IsOf(mapped.Delivery.DeliveryId);
        if (!mapped.IsKept)
            return new ReceiveResult.Filtered(mapped.Delivery.DeliveryId);

        var recorded = await RecordAsync(bridge, mapped, budget, limit);
        // 8 Answer, where ISC waits for it.
        return answering is not null ? await _answerer.AnswerAsync(bridge, mapped, recorded, answering) : recorded;
    }

    private async Task<ReceiveResult> RecordAsync(Bridge bridge, NewDelivery mapped, TimeBudget budget, WaitLimit limit)
    {
        // 5 Record, in one atomic write; from here on the answer is 2xx. A sender that hangs up does not stop it half-way.
        using var claim = _dispatcher.BeginClaim();
        var begun = mapped.Delivery;
        var lease = _dispatcher.TakeLease();
        var recording = _ledger.RecordAsync(
            mapped.Delivery, mapped.Payload, received => begun = Begin(bridge, received, budget, lease = _dispatcher.TakeLease()), limit);
        switch (await recording)
        {
            case RecordResult.Recorded { Delivery: { Status: DeliveryStatus.Dispatching } claimed }:
                // 6 and 7 Call ISC, and record the outcome.
                return new ReceiveResult.Accepted(await DispatchAsync(new ClaimedCall(bridge, claimed, mapped.Input, lease), budget));
            case RecordResult.Recorded { Delivery: var waiting }:
                return new ReceiveResult.Accepted(waiting);
            case RecordResult.Duplicate duplicate:
                LogDuplicate(bridge.Name, duplicate.First.DeliveryId, duplicate.First.Status);
                return new ReceiveResult.Duplicate(duplicate.First);
            case RecordResult.DuplicateOfPurged { Left: var left }:
                return new ReceiveResult.DuplicateOfPurged(mapped.Delivery.DeliveryId, left.Status, left.WorkflowExecutionId);
            case RecordResult.SameContent same:
                return ReceiveResult.SameContent.Of(same);
            case RecordResult.Busy:
                return ReceiveResult.NotReady.Busy;
            case RecordResult.Unknown away:
                _readiness.ReportAway(away.Fault);
                _dispatcher.Release(bridge, begun, lease, away.Fault);
                return new ReceiveResult.NotReady("The ledger does not answer.");
            default:
                throw new InvalidOperationException("Recording has no such result.");
        }
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

    // One write records the delivery and claims its first attempt. Without time for a call, while its client is paused or older
    // work waits, or when the app is to stop, it only says that work is due.
    private Delivery Begin(Bridge bridge, Delivery delivery, TimeBudget budget, Lease lease)
    {
        if (delivery.Status != DeliveryStatus.Received)
            return delivery;
        if (_dispatcher.IsStopping || !budget.AllowsCall || !_breakers.AllowsCalls(bridge.Workflow.Tenant, bridge.Workflow.Credential))
            return delivery with { Work = delivery.Due(WorkKind.Dispatch, delivery.ReceivedAt) };

        return delivery with
        {
            Status = DeliveryStatus.Dispatching,
            AttemptCount = 1,
            ClaimedAt = delivery.ReceivedAt,
            Work = delivery.Due(WorkKind.Resolve, lease.Ends),
        };
    }

    // The sender waits for the budget only; the call itself goes on under its lease.
    [SuppressMessage("Design", "CA1031", Justification = "The edge: the event stands in the ledger, so the answer is 2xx.")]
    private async Task<Delivery> DispatchAsync(ClaimedCall call, TimeBudget budget)
    {
        var dispatch = _dispatcher.DispatchAsync(call, budget);
        try
        {
            return await dispatch.WaitAsync(budget.Left, _time);
        }
        catch (TimeoutException)
        {
            _background.Follow(dispatch);
            return call.Delivery;
        }
        catch (Exception fault)
        {
            // It stands in the ledger, so the answer is 2xx whatever happened; the work item of its lease brings it back.
            LogFault(call.Bridge.Name, call.Delivery.DeliveryId, fault);
            return call.Delivery;
        }
    }

    private void LogSameContent(Bridge bridge, ReceiveResult result)
    {
        foreach (var same in EventsOf(result).OfType<ReceiveResult.SameContent>())
            LogSameContent(bridge.Name, same.DeliveryId);
    }

    // Whoever waits for an answer waits no longer than for that.
    private static TimeSpan AtMost(TimeBudget? answering, TimeSpan time) => answering is { Left: var left } && left < time ? left : time;

    private static IReadOnlyList<ReceiveResult> EventsOf(ReceiveResult result) => result is ReceiveResult.Batch batch ? batch.Events : [result];

    // A warning: a sender that never sends equal events has been overheard.
    [LoggerMessage(LogLevel.Warning, "What was signed as delivery {Bridge}/{DeliveryId} came again under another id within the replay window; nothing is started")]
    private partial void LogSameContent(string bridge, string deliveryId);

    [LoggerMessage(LogLevel.Information, "Delivery {Bridge}/{DeliveryId} came again; it is {Status}, nothing is started")]
    private partial void LogDuplicate(string bridge, string deliveryId, DeliveryStatus status);

    [LoggerMessage(LogLevel.Error, "Delivery {Bridge}/{DeliveryId} could not be dispatched; it comes back when its lease ends")]
    private partial void LogFault(string bridge, string deliveryId, Exception fault);
}
