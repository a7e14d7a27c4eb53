using System.Text.Json;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Mapping.Inference;

namespace TriggerBridge.Flows.Operations;

/// <summary>Learns from the events of a bridge what they look like; of their values, no more comes out than a schema holds.</summary>
public sealed class InferOperations
{
    /// <summary>Each is read by itself.</summary>
    public const int MostDeliveries = 1000;

    private const int PageSize = 200;

    private readonly BridgeCatalog _bridges;
    private readonly DeliveryList _deliveries;
    private readonly DeliveryLedger _ledger;

    internal InferOperations(BridgeCatalog bridges, DeliveryList deliveries, DeliveryLedger ledger)
    {
        _bridges = bridges;
        _deliveries = deliveries;
        _ledger = ledger;
    }

    /// <param name="most">The latest so many deliveries are looked at; those of which no event is kept do not count.</param>
    /// <returns>Null where there is no such bridge.</returns>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    public async Task<InferredEvents?> InferAsync(string bridge, int most, CancellationToken cancellationToken)
    {
        if (!_bridges.TryFind(bridge, out _) && !_bridges.IsUnready(bridge))
            return null;

        var inference = new EventInference();
        var query = new DeliveryQuery { Bridge = bridge, Take = PageSize };
        do
        {
            var page = await _deliveries.ReadAsync(query, cancellationToken);
            foreach (var delivery in page.Deliveries.Where(delivery => delivery.Status != DeliveryStatus.Filtered))
            {
                if (inference.Count < most)
                    await AddAsync(inference, delivery, cancellationToken);
            }

            query = query with { Continuation = page.Continuation };
        }
        while (query.Continuation is not null && inference.Count < most);

        return new InferredEvents(bridge, inference.Count, JsonElement.Parse(inference.WriteSchema($"Events of {bridge}")), inference.FirstMapping());
    }

    private async Task AddAsync(EventInference inference, Delivery delivery, CancellationToken cancellationToken)
    {
        if (await _ledger.ReadAsync(delivery.Bridge, delivery.RowKey, withPayload: true, cancellationToken) is DeliveryLookup.Found { Payload: { } payload } found
            && StoredEvent.TryRead(found.Delivery, payload, out var context, out _))
            inference.Add(context.Event);
    }
}

/// <summary>What events of a bridge look like.</summary>
/// <param name="Events">How many were looked at.</param>
/// <param name="Schema">That all of them fit.</param>
/// <param name="Mapping">A first one: fields that tell whom or what an event is about, what happened and when.</param>
public sealed record InferredEvents(string Bridge, int Events, JsonElement Schema, IReadOnlyDictionary<string, string> Mapping);
