using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using TriggerBridge.Ledger;

namespace TriggerBridge.Telemetry;

/// <summary>Counts what the ledger has written: the one place that every delivery passes at every change.</summary>
internal sealed partial class DeliveryTelemetry(ILogger<DeliveryTelemetry> logger)
{
    private static readonly Counter<long> Deliveries = BridgeTelemetry.Meter.CreateCounter<long>(
        "triggerbridge.deliveries", "{delivery}", "Deliveries that came to a status.");

    private static readonly Histogram<double> Latency = BridgeTelemetry.Meter.CreateHistogram<double>(
        "triggerbridge.delivery.latency", "s", "From the receipt of an event until its execution is known.");

    public void Recorded(Delivery delivery) => Count(delivery);

    public void Changed(Delivery before, Delivery after)
    {
        if (after.Status != before.Status)
            Count(after);
        if (after.WorkflowExecutionId is not null && before.WorkflowExecutionId is null)
            Latency.Record((after.UpdatedAt - after.ReceivedAt).TotalSeconds, BridgeOf(after));
    }

    private void Count(Delivery delivery)
    {
        Deliveries.Add(1, BridgeOf(delivery), new("triggerbridge.delivery.status", delivery.Status.ToString()));
        if (delivery.Status == DeliveryStatus.DeadLettered)
            LogDeadLetter(delivery.Bridge, delivery.DeliveryId, delivery.Reason);
    }

    private static KeyValuePair<string, object?> BridgeOf(Delivery delivery) => new(BridgeTelemetry.BridgeAttribute, delivery.Bridge);

    // An alert waits for this text (infra/modules/alerts.bicep).
    [LoggerMessage(LogLevel.Warning, "Delivery {Bridge}/{DeliveryId} is a dead letter: {Reason}")]
    private partial void LogDeadLetter(string bridge, string deliveryId, string? reason);
}
