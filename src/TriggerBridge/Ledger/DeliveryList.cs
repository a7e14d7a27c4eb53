using System.Runtime.CompilerServices;
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

    /// <exception cref="FormatException">The continuation is not one of this query's.</exception>
    internal ListPosition? After => Continuation is { } continuation ? ListPosition.Parse(continuation, Filters) : null;

    /// <summary>What is looked for, without where and how much: a continuation belongs to it.</summary>
    internal string Filters => $"deliveries\n{Bridge}\n{Status}";
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
    // Of a stream: rows of all partitions together, as long as there are not too many of these.
    private const int MostKept = 4000;
    private const int LeastPage = 20;
    private const int MostPage = 1000;

    private static readonly Comparer<(string RowKey, string Bridge)> KeyOrder = Comparer<(string RowKey, string Bridge)>.Create(
        (one, other) => string.CompareOrdinal(one.RowKey, other.RowKey) is not 0 and var order ? order : string.CompareOrdinal(one.Bridge, other.Bridge));

    private readonly LedgerTables _tables;

    internal DeliveryList(LedgerTables tables) => _tables = tables;

    /// <exception cref="FormatException">The continuation is not one of this query's.</exception>
    public async Task<DeliveryPage> ReadAsync(DeliveryQuery query, CancellationToken cancellationToken)
    {
        var after = query.After;
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
        return new DeliveryPage(page, page.Count == query.Take ? new ListPosition(page[^1].RowKey, page[^1].Bridge).Write(query.Filters) : null);
    }

    /// <summary>All that a query finds, however much that is: of each partition a page is kept, and no more.</summary>
    /// <exception cref="FormatException">The continuation is not one of this query's.</exception>
    public async IAsyncEnumerable<Delivery> StreamAsync(DeliveryQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var after = query.After;
        await _tables.EnsureCreatedAsync(cancellationToken);
        var bridges = query.Bridge is { } one ? [one] : await _tables.PartitionsAsync(cancellationToken);

        var pageSize = Math.Clamp(MostKept / Math.Max(bridges.Count, 1), LeastPage, MostPage);
        var open = new List<IAsyncEnumerator<TableEntity>>(bridges.Count);
        try
        {
            var next = new PriorityQueue<IAsyncEnumerator<TableEntity>, (string RowKey, string Bridge)>(KeyOrder);
            foreach (var bridge in bridges)
            {
                var rows = _tables.Deliveries.RowsAsync(Filter(bridge, query.Status, after), Columns.WithoutPayload, pageSize, cancellationToken).GetAsyncEnumerator(cancellationToken);
                open.Add(rows);
                if (await rows.MoveNextAsync())
                    next.Enqueue(rows, (rows.Current.RowKey, bridge));
            }

            while (next.TryDequeue(out var rows, out var at))
            {
                yield return DeliveryRow.Read(rows.Current);
                if (await rows.MoveNextAsync())
                    next.Enqueue(rows, (rows.Current.RowKey, at.Bridge));
            }
        }
        finally
        {
            foreach (var rows in open)
                await rows.DisposeAsync();
        }
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
