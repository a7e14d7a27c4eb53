using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Azure;
using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Tables;
using TriggerBridge.Tracking;

namespace TriggerBridge.Polling;

/// <summary>What a poll found that the webhook beside it had not brought, on one day.</summary>
/// <param name="Day">UTC.</param>
/// <param name="Count">Those that the webhook did not bring within five minutes either.</param>
public sealed record MissedEvents(DateOnly Day, int Count);

/// <summary>
/// The table <c>PollFinds</c>: what polls found before the webhooks beside them brought it. A poll may simply be first, so what the webhook
/// brings within five minutes is taken out again; the rest it had missed. It serves the report alone: nothing is delivered by it.
/// </summary>
internal sealed partial class PollFinds(TableServiceClient service, LedgerClock clock, ILogger<PollFinds> logger)
{
    public static readonly TimeSpan WebhookMayFollow = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    // A transaction's most.
    private const int MostTogether = 100;

    private readonly TrackingTable _table = new(service, "PollFinds");

    /// <param name="found">Deliveries that the poll was the first to record.</param>
    [SuppressMessage("Design", "CA1031", Justification = "The edge of the report: a count that is short must not keep events from being delivered.")]
    public async Task AddAsync(Bridge bridge, IReadOnlyCollection<Delivery> found)
    {
        if (bridge.Webhook is null) return;
        try
        {
            var table = await _table.ReadyAsync();
            foreach (var part in found.Where(delivery => delivery.Status != DeliveryStatus.Filtered).Chunk(MostTogether))
            {
                await table.SubmitTransactionAsync(
                    part.Select(delivery => new TableTransactionAction(TableTransactionActionType.UpsertMerge, new TableEntity(bridge.Name, KeyOf(delivery)))), CancellationToken.None);
            }
        }
        catch (Exception fault)
        {
            LogNotCounted(bridge.Name, fault);
        }
    }

    /// <summary>The webhook brought an event: if a poll found it within the last five minutes, it was not missed.</summary>
    public ValueTask WebhookCameAsync(Bridge bridge, ReceiveResult result)
    {
        if (bridge.Poll is null) return ValueTask.CompletedTask;
        Delivery[] late =
        [
            .. (result is ReceiveResult.Batch batch ? batch.Events : [result])
                .OfType<ReceiveResult.Duplicate>()
                .Select(duplicate => duplicate.First)
                .Where(first => first.Source == EventSource.Poll && clock.UtcNow - first.ReceivedAt <= WebhookMayFollow),
        ];
        return late.Length == 0 ? ValueTask.CompletedTask : new ValueTask(RemoveAsync(bridge, late));
    }

    /// <summary>By day, the last ones first; days without any are left out.</summary>
    public async Task<IReadOnlyList<MissedEvents>> ReadAsync(string bridge, CancellationToken cancellationToken)
    {
        var until = clock.UtcNow - WebhookMayFollow;
        var days = new SortedDictionary<DateOnly, int>();
        await foreach (var rowKey in KeysAsync(bridge, clock.UtcNow - Kept, until, cancellationToken))
        {
            var day = DateOnly.FromDateTime(TimeOf(rowKey).UtcDateTime);
            days[day] = days.GetValueOrDefault(day) + 1;
        }

        return [.. days.Reverse().Select(day => new MissedEvents(day.Key, day.Value))];
    }

    /// <summary>Takes away what the report no longer shows.</summary>
    /// <param name="most">No more than so many.</param>
    public async Task<int> PurgeAsync(string bridge, int most, CancellationToken cancellationToken)
    {
        var old = new List<string>();
        await foreach (var rowKey in KeysAsync(bridge, DateTimeOffset.MinValue, clock.UtcNow - Kept, cancellationToken))
        {
            old.Add(rowKey);
            if (old.Count == most) break;
        }

        var table = await _table.ReadyAsync();
        foreach (var rowKey in old)
            await LedgerTables.CallAsync(() => table.DeleteEntityAsync(bridge, rowKey, ETag.All, cancellationToken), cancellationToken);
        return old.Count;
    }

    [SuppressMessage("Design", "CA1031", Justification = "The edge of the report: its faults are none of the sender's.")]
    private async Task RemoveAsync(Bridge bridge, Delivery[] late)
    {
        try
        {
            var table = await _table.ReadyAsync();
            foreach (var delivery in late)
                await table.DeleteEntityAsync(bridge.Name, KeyOf(delivery), ETag.All, CancellationToken.None);
        }
        catch (Exception fault)
        {
            LogNotCounted(bridge.Name, fault);
        }
    }

    private async IAsyncEnumerable<string> KeysAsync(
        string bridge, DateTimeOffset from, DateTimeOffset to, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var table = await _table.ReadyAsync();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {bridge} and RowKey ge {Prefix(from)} and RowKey lt {Prefix(to)}");
        await using var pages = table.QueryAsync<TableEntity>(filter, select: ["RowKey"], cancellationToken: cancellationToken).AsPages().GetAsyncEnumerator(cancellationToken);
        while (await LedgerTables.CallAsync(() => pages.MoveNextAsync().AsTask(), cancellationToken))
        {
            foreach (var row in pages.Current.Values) yield return row.RowKey;
        }
    }

    private static string KeyOf(Delivery delivery) => $"{Prefix(delivery.ReceivedAt)}|{delivery.DeliveryId}";

    private static string Prefix(DateTimeOffset time) => time.UtcTicks.ToString("D19", CultureInfo.InvariantCulture);

    private static DateTimeOffset TimeOf(string rowKey) => new(long.Parse(rowKey.AsSpan(0, 19), CultureInfo.InvariantCulture), TimeSpan.Zero);

    [LoggerMessage(LogLevel.Warning, "What the poll of {Bridge} found before its webhook could not be counted; the events themselves are on record")]
    private partial void LogNotCounted(string bridge, Exception fault);
}
