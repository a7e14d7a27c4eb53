using System.Diagnostics.Metrics;
using TriggerBridge.Bridges;
using TriggerBridge.Mapping;
using TriggerBridge.Telemetry;

namespace TriggerBridge.Flows.Receiving;

/// <summary>Counts events that came in and do not fit the schema of their bridge; repeats of them, too, for nothing else tells of those that are refused.</summary>
internal sealed class SchemaMismatches(IMeterFactory meters)
{
    private readonly Counter<long> _mismatches = meters.OfBridge.CreateCounter<long>("triggerbridge.schema.mismatches", "{event}", "Events that do not fit the schema of their bridge.");

    public void Count(Bridge bridge, IEnumerable<SchemaMismatch?> found)
    {
        foreach (var mismatch in found.OfType<SchemaMismatch>())
            _mismatches.Add(1, new(BridgeTelemetry.BridgeAttribute, bridge.Name), new("triggerbridge.schema.handling", mismatch.Handling.ToString()));
    }
}
