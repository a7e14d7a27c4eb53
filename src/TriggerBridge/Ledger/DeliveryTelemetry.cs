using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using TriggerBridge.Telemetry;

namespace TriggerBridge.Ledger;

/// <summary>Counts what the ledger has written: the one place that every delivery passes at every change.</summary>
internal sealed partial class DeliveryTelemetry
{
    // Without advice the boundaries are made for milliseconds. Straight ones take parts of a second, those that waited for ISC up to hours.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600],
    };

    private readonly Counter<long> _deliveries;
    private readonly Histogram<double> _latency;
    private readonly DoubtWatch _doubts;
    private readonly ILogger<DeliveryTelemetry> _logger;

    public DeliveryTelemetry(IMeterFactory meters, DoubtWatch doubts, ILogger<DeliveryTelemetry> logger)
    {
        var meter = meters.OfBridge;
        _deliveries = meter.CreateCounter<long>("triggerbridge.deliveries", "{delivery}", "Deliveries that came to a status.");
        _latency = meter.CreateHistogram(
            "triggerbridge.delivery.latency", "s", "From the receipt of an event until its execution is known.", tags: null, Seconds);
        _doubts = doubts;
        _logger = logger;
    }

    public void Recorded(Delivery delivery) => Count(delivery);

    public void Changed(Delivery before, Delivery after)
    {
        if (after.Status != before.Status)
            Count(after);
        if (before.Status == DeliveryStatus.InDoubt && after.Status != DeliveryStatus.InDoubt)
            _doubts.Forget(after);
        if (after.WorkflowExecutionId is not null && before.WorkflowExecutionId is null)
            _latency.Record((after.UpdatedAt - after.ReceivedAt).TotalSeconds, BridgeOf(after));
    }

    private void Count(Delivery delivery)
    {
        _deliveries.Add(1, BridgeOf(delivery), new("triggerbridge.delivery.status", delivery.Status.ToString()));
        if (delivery.Status == DeliveryStatus.DeadLettered)
            LogDeadLetter(delivery.Bridge, delivery.DeliveryId, delivery.Reason ?? "no reason is on record");
    }

    private static KeyValuePair<string, object?> BridgeOf(Delivery delivery) => new(BridgeTelemetry.BridgeAttribute, delivery.Bridge);

    // An alert waits for this text (infra/modules/alerts.bicep).
    [LoggerMessage(LogLevel.Warning, "Delivery {Bridge}/{DeliveryId} is a dead letter: {Reason}")]
    private partial void LogDeadLetter(string bridge, string deliveryId, string reason);
}
