using TriggerBridge.Attempts;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Timing;

namespace TriggerBridge.Tracking;

/// <summary>A delivery with attempts of which nobody knows whether they started an execution.</summary>
/// <param name="Delivery">As it stands in the ledger.</param>
/// <param name="Rule">How its bridge wants it resolved.</param>
internal sealed record Doubt(Delivery Delivery, DoubtRule Rule)
{
    public DateTimeOffset FirstSentAt => Delivery.Unresolved.Min(attempt => attempt.StartedAt);

    public DateTimeOffset LastSentAt => Delivery.Unresolved.Max(attempt => attempt.StartedAt);
}

/// <summary>How a bridge's doubts are resolved; the defaults for the deliveries of a bridge that was removed.</summary>
internal sealed record DoubtRule
{
    public required bool HasBridge { get; init; }
    public required WhenInDoubt WhenInDoubt { get; init; }
    public required TimeSpan Settle { get; init; }
    public required RetryPolicy Retry { get; init; }

    /// <summary>Why ISC cannot be asked; null if it can.</summary>
    public string? Obstacle { get; init; }

    public bool CanLook => Obstacle is null;

    /// <summary>Whether an attempt is sent again also where nothing can be looked up.</summary>
    public bool SendsUnseen => WhenInDoubt == WhenInDoubt.Retry;

    /// <summary>Whether an attempt that is taken as missing is sent again.</summary>
    public bool SendsAgain => SendsUnseen || (WhenInDoubt == WhenInDoubt.RetryIfAbsent && CanLook);

    public static DoubtRule Of(Bridge? bridge, bool tenantIsReadable) => new()
    {
        HasBridge = bridge is not null,
        WhenInDoubt = bridge?.WhenInDoubt ?? BridgeDefaults.WhenInDoubt,
        Settle = bridge?.Settle ?? BridgeDefaults.Settle,
        Retry = bridge?.Retry ?? BridgeDefaults.Retry,
        Obstacle = !tenantIsReadable ? "ISC cannot be asked, for the tenant has no read credential."
            : bridge is { Workflow.Correlate: false } ? "ISC cannot be asked, for the bridge's \"correlate\" is false."
            : null,
    };
}

/// <summary>What becomes of a delivery that is in doubt.</summary>
internal sealed class DoubtTransitions(TrackingSchedule schedule)
{
    /// <summary>Nothing can be said yet.</summary>
    public Delivery Wait(Delivery inDoubt, Attempt latest, string why, DateTimeOffset mayCount, DateTimeOffset now) => Known(inDoubt, now) ?? inDoubt with
    {
        Reason = $"{Describe(latest)} {why}",
        Work = schedule.DoubtLook(inDoubt, latest.StartedAt, mayCount, now),
    };

    /// <summary>As the bridge's <c>whenInDoubt</c> says: ISC shows no execution of it, or cannot be asked.</summary>
    public Delivery Decide(Delivery inDoubt, Attempt latest, DoubtRule rule, string why, DateTimeOffset now)
    {
        if (Known(inDoubt, now) is { } runs)
            return runs;
        if (!rule.HasBridge)
            return Hold(inDoubt, $"{Describe(latest)} {why} Its bridge is no longer configured.", now);
        if (!rule.SendsAgain)
            return Hold(inDoubt, $"{Describe(latest)} {why} It may have run all the same: look into ISC before you replay it.", now);
        if (RetrySchedule.GivesUp(rule.Retry, inDoubt.TriedSince, now))
            return Hold(inDoubt, $"Given up after {ReadableTime.Of(rule.Retry.GiveUpAfter)}. {Describe(latest)} {why}", now);

        return inDoubt.WithMissing(now) with
        {
            Status = DeliveryStatus.RetryScheduled,
            Reason = $"{Describe(latest)} {why} It is sent again.",
            UpdatedAt = now,
            Work = inDoubt.Due(WorkKind.Dispatch, now),
        };
    }

    /// <summary>A dead letter that may have run: where ISC can be asked, it is looked for again.</summary>
    public Delivery Hold(Delivery delivery, string reason, DateTimeOffset now)
    {
        if (Known(delivery, now) is { } runs)
            return runs;
        var held = delivery.WithMissing(now) with { Status = DeliveryStatus.DeadLettered, Reason = reason, UpdatedAt = now };
        return held with { Work = schedule.MissingLook(held, now) };
    }

    /// <summary>A look for what is missing has found nothing, or is over: on to what comes next.</summary>
    public Delivery GoOn(Delivery watched, DateTimeOffset now) => watched with
    {
        Work = watched.Status == DeliveryStatus.Started ? schedule.NextLook(watched, lookedUntil: now, now) : schedule.MissingLook(watched, now),
    };

    // Whatever became of its other attempts.
    private Delivery? Known(Delivery delivery, DateTimeOffset now) =>
        delivery.WorkflowExecutionId is null ? null : AttemptTransition.Runs(delivery, now, schedule.FirstLook(delivery, now));

    private static string Describe(Attempt attempt) =>
        $"Attempt {attempt.Number} is in doubt: {(attempt.Message ?? "no outcome was recorded").TrimEnd('.')}.";
}
