using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using TriggerBridge.Ledger;

namespace TriggerBridge.Tests.Testing;

/// <summary>Telemetry for tests that are not about it: nobody listens.</summary>
internal static class Silent
{
    public static DeliveryTelemetry Telemetry(LedgerClock clock) => new(
        new Meters(), new DoubtWatch(clock, NullLogger<DoubtWatch>.Instance), NullLogger<DeliveryTelemetry>.Instance);

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
            // Its meters are never listened to.
        }
    }
}
