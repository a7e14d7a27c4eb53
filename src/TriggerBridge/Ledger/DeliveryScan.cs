using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;

namespace TriggerBridge.Ledger;

/// <summary>
/// Walks through a partition, page by page. The filter is a range of keys and nothing else, so every page brings rows and the walk
/// can stop and go on at any of them.
/// </summary>
internal sealed class DeliveryScan(LedgerTables tables)
{
    private const int Page = 1000;

    /// <summary>The deliveries in a range of row keys, its ends left out; newest first.</summary>
    public async IAsyncEnumerable<IReadOnlyList<DeliveryHead>> DeliveriesAsync(
        string bridge, (string From, string To) range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in RowsAsync(bridge, range, Columns.OfHead, cancellationToken))
            yield return [.. page.Select(DeliveryRow.ReadHead)];
    }

    /// <summary>The row keys in a range, its ends left out.</summary>
    public async IAsyncEnumerable<IReadOnlyList<string>> KeysAsync(
        string bridge, (string From, string To) range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in RowsAsync(bridge, range, ["RowKey"], cancellationToken))
            yield return [.. page.Select(row => row.RowKey)];
    }

    /// <summary>The rows of signed contents in a range, its ends left out, and until when each is taken.</summary>
    public async IAsyncEnumerable<IReadOnlyList<(string RowKey, DateTimeOffset Until, ETag ETag)>> ContentsAsync(
        string bridge, (string From, string To) range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in RowsAsync(bridge, range, ["RowKey", Columns.Until], cancellationToken))
            yield return [.. page.Select(row => (row.RowKey, row.GetDateTimeOffset(Columns.Until) ?? default, row.ETag))];
    }

    private IAsyncEnumerable<IReadOnlyList<TableEntity>> RowsAsync(
        string bridge, (string From, string To) range, IEnumerable<string> select, CancellationToken cancellationToken) =>
        tables.Deliveries.PagesAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {bridge} and RowKey gt {range.From} and RowKey lt {range.To}"), select, Page, cancellationToken);
}

/// <summary>The few columns of a delivery that a walk through the ledger looks at.</summary>
internal sealed record DeliveryHead
{
    public required string Bridge { get; init; }
    public required string RowKey { get; init; }
    public required string DeliveryId { get; init; }
    public required DeliveryStatus Status { get; init; }
    public string? Reason { get; init; }
    public string? WorkflowExecutionId { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The row key of the live work item.</summary>
    public string? Work { get; init; }

    public ETag ETag { get; init; }

    public string? AnswerWork { get; init; }

    public bool IsOver => DeliveryLifecycle.IsOver(Status, Work is not null, Reason);
}
