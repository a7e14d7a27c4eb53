using Microsoft.Extensions.Logging;
using TriggerBridge.Ledger;

namespace TriggerBridge.Flows.Operations.Replay;

/// <summary>A person's wish that a delivery be sent again: a new attempt of the same delivery, with today's mapping.</summary>
public sealed partial class DeliveryReplay
{
    private readonly DeliveryLedger _ledger;
    private readonly ReplayPlanner _planner;
    private readonly Lines _lines;
    private readonly UnroutedReplay _unrouted;
    private readonly ILogger<DeliveryReplay> _logger;

    internal DeliveryReplay(DeliveryLedger ledger, ReplayPlanner planner, Lines lines, UnroutedReplay unrouted, ILogger<DeliveryReplay> logger)
    {
        _ledger = ledger;
        _planner = planner;
        _lines = lines;
        _unrouted = unrouted;
        _logger = logger;
    }

    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    public async Task<ReplayResult> ReplayAsync(string bridge, string deliveryId, ReplayOrder order, CancellationToken cancellationToken) =>
        await _ledger.FindAsync(bridge, deliveryId, withPayload: true, cancellationToken) is DeliveryLookup.Found found
            ? await ReplayAsync(found, order, _ledger.Clock.UtcNow, dryRun: false)
            : new ReplayResult.Missing();

    /// <summary>One of many: due at <paramref name="now"/>, or only looked at.</summary>
    internal async Task<ReplayResult> ReplayAsync(
        DeliveryHead delivery, ReplayOrder order, DateTimeOffset now, bool dryRun, CancellationToken cancellationToken)
    {
        try
        {
            return await _ledger.ReadAsync(delivery.Bridge, delivery.RowKey, withPayload: true, cancellationToken) is DeliveryLookup.Found found
                ? await ReplayAsync(found, order, now, dryRun)
                : new ReplayResult.Missing();
        }
        catch (InvalidDataException damage)
        {
            // One row that cannot be read must not stop all others.
            return new ReplayResult.Refused(damage.Message);
        }
    }

    private async Task<ReplayResult> ReplayAsync(DeliveryLookup.Found found, ReplayOrder order, DateTimeOffset now, bool dryRun)
    {
        var delivery = found.Delivery;
        if (delivery.Status is DeliveryStatus.Unrouted or DeliveryStatus.Routed)
            return await _unrouted.RouteAsync(found, order, now, dryRun);
        var plan = _planner.Plan(found, order, now, out var packed);
        if (dryRun || plan is not ReplayResult.Replayed { Delivery: var next } || packed is null)
            return plan;

        var result = ReplayResult.Of(await _ledger.ReplaceAsync(delivery, next, packed));
        if (result is not ReplayResult.Replayed { Delivery: var replayed })
            return result;
        LogReplayed(delivery.Bridge, delivery.DeliveryId, delivery.Status, order.By);
        return replayed.Line is { } line && await _lines.TryPassOnAsync(delivery.Bridge, line.Key) is { } called && called.DeliveryId == delivery.DeliveryId
            ? new ReplayResult.Replayed(called)
            : result;
    }

    [LoggerMessage(LogLevel.Information, "Delivery {Bridge}/{DeliveryId} was {Status} and is replayed (by {By})")]
    private partial void LogReplayed(string bridge, string deliveryId, DeliveryStatus status, string by);
}

/// <summary>Who asks for a replay, and how much they insist.</summary>
public sealed record ReplayOrder
{
    /// <summary>The name of who asks.</summary>
    public required string By { get; init; }

    /// <summary>Also where an execution was started and may have done its work.</summary>
    public bool Force { get; init; }
}

/// <summary>What asking for a replay came to.</summary>
public abstract record ReplayResult
{
    /// <summary>What writing it came to.</summary>
    internal static ReplayResult Of(SaveResult result) => result switch
    {
        SaveResult.Saved saved => new Replayed(saved.Delivery),
        SaveResult.Overtaken { Latest: var latest } => new Refused($"It changed meanwhile and is {latest.Status} now: look at it again."),
        _ => new Missing(),
    };

    /// <summary>It is due now, with today's input.</summary>
    public sealed record Replayed(Delivery Delivery) : ReplayResult;

    public sealed record Missing : ReplayResult;

    /// <summary>Nothing changed, and why.</summary>
    public record Refused(string Reason) : ReplayResult;

    /// <summary>Nothing changed: its bridge's file has errors, so that there is no mapping of today.</summary>
    public sealed record NotReady(string Reason, TimeSpan RetryAfter) : Refused(Reason);

    /// <summary>Nothing changed: today's mapping does not fit the event.</summary>
    public sealed record NotMappable(string Reason) : Refused(Reason);
}
