using System.Text;
using Azure.Data.Tables;

namespace TriggerBridge.Ledger;

/// <summary>Which deliveries to list.</summary>
public sealed record DeliveryQuery
{
    /// <summary>One bridge's; null for those of all bridges.</summary>
    public string? Bridge { get; init; }

    public DeliveryStatus? Status { get; init; }
    public required int Take { get; init; }

    /// <summary>The <see cref="DeliveryPage.Continuation"/> of the page before.</summary>
    public string? Continuation { get; init; }
}

/// <summary>A part of the list, newest first.</summary>
/// <param name="Deliveries">Without payloads.</param>
/// <param name="Continuation">Null at the end.</param>
public sealed record DeliveryPage(IReadOnlyList<Delivery> Deliveries, string? Continuation);

/// <summary>
/// Lists deliveries, newest first, over one partition or all: the keys sort by time, so the pages of several partitions merge by key,
/// and the last key shown is all that the next page needs.
/// </summary>
public sealed class DeliveryList
{
    private readonly LedgerTables _tables;

    internal DeliveryList(LedgerTables tables) => _tables = tables;

    /// <exception cref="FormatException">The continuation is not one of ours.</exception>
    public async Task<DeliveryPage> ReadAsync(DeliveryQuery query, CancellationToken cancellationToken)
    {
        var after = query.Continuation is { } continuation ? ListPosition.Parse(continuation) : null;
        await _tables.EnsureCreatedAsync(cancellationToken);
        var bridges = query.Bridge is { } one ? [one] : await _tables.PartitionsAsync(cancellationToken);

        var candidates = new List<Delivery>();
        foreach (var bridge in bridges)
            candidates.AddRange(await FirstOfAsync(bridge, query, after, cancellationToken));

        var page = candidates
            .OrderBy(delivery => delivery.RowKey, StringComparer.Ordinal)
            .ThenBy(delivery => delivery.Bridge, StringComparer.Ordinal)
            .Take(query.Take)
            .ToList();
        return new DeliveryPage(page, page.Count == query.Take ? new ListPosition(page[^1].RowKey, page[^1].Bridge).ToString() : null);
    }

    private async Task<List<Delivery>> FirstOfAsync(string bridge, DeliveryQuery query, ListPosition? after, CancellationToken cancellationToken)
    {
        var found = new List<Delivery>();
        await foreach (var row in _tables.Deliveries.RowsAsync(
            Filter(bridge, query.Status, after), Columns.WithoutPayload, query.Take, cancellationToken))
        {
            found.Add(DeliveryRow.Read(row));
            if (found.Count == query.Take)
                break;
        }

        return found;
    }

    private static string Filter(string bridge, DeliveryStatus? status, ListPosition? after)
    {
        var (first, end) = RowKeys.Deliveries;
        var from = after?.RowKey ?? first;
        // The same key may stand in two partitions: those after the last one shown still show it.
        var filter = after is null || string.CompareOrdinal(bridge, after.Bridge) > 0
            ? TableClient.CreateQueryFilter($"PartitionKey eq {bridge} and RowKey ge {from} and RowKey lt {end}")
            : TableClient.CreateQueryFilter($"PartitionKey eq {bridge} and RowKey gt {from} and RowKey lt {end}");
        return status is { } wanted ? filter + TableClient.CreateQueryFilter($" and Status eq {wanted.ToString()}") : filter;
    }
}

/// <summary>The last delivery that was shown or done; as text it is a continuation.</summary>
internal sealed record ListPosition(string RowKey, string Bridge)
{
    /// <exception cref="FormatException">The continuation is not one of ours.</exception>
    public static ListPosition Parse(string continuation)
    {
        var parts = Encoding.UTF8.GetString(Convert.FromHexString(continuation)).Split('\n');
        return parts is [var rowKey, var bridge] ? new ListPosition(rowKey, bridge) : throw new FormatException("The continuation is not one of ours.");
    }

    public override string ToString() => Convert.ToHexStringLower(Encoding.UTF8.GetBytes($"{RowKey}\n{Bridge}"));
}
