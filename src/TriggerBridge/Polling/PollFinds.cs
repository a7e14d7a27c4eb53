using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;

namespace TriggerBridge.Polling;

/// <summary>What a poll found that the webhook beside it had not brought, on one day.</summary>
/// <param name="Day">UTC.</param>
/// <param name="Count">Those that the webhook did not bring within five minutes either.</param>
public sealed record MissedEvents(DateOnly Day, int Count);

/// <summary>
/// The table <c>PollFinds</c>: what polls found before the webhooks beside them brought it. A poll may simply be first, so what the webhook
/// brings within five minutes is marked; the rest it had missed. Finds and marks are merged in any order and however often, so a page that
/// is read again after a crash makes the count neither short nor long. It serves the report alone: nothing is delivered by it.
/// </summary>
internal sealed partial class PollFinds(TableServiceClient service, LedgerClock clock, ILogger<PollFinds> logger)
{
    private const string Came = nameof(Came);

    private static readonly TimeSpan WebhookMayFollow = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    // How long after a crash between a page's items and their count the page may be read again.
    private static readonly TimeSpan MayBeUncounted = TimeSpan.FromDays(1);

    private readonly SideTable _table = new(service, "PollFinds");

    /// <param name="recorded">What the poll recorded just now.</param>
    /// <param name="duplicates">What stood in the ledger already. The poll itself may have recorded it, and died before it was counted.</param>
    /// <exception cref="LedgerUnavailableException">They are not all counted: the page must be read again.</exception>
    public async Task AddAsync(Bridge bridge, IEnumerable<Delivery> recorded, IEnumerable<Delivery> duplicates)
    {
        if (bridge.Webhook is null) return;
        var found = recorded
            .Concat(duplicates.Where(first => first.Source == EventSource.Poll && clock.UtcNow - first.ReceivedAt <= MayBeUncounted))
            .Where(delivery => delivery.Status != DeliveryStatus.Filtered);
        await MergeAsync(found.Select(delivery => new TableEntity(bridge.Name, KeyOf(delivery))));
    }

    /// <summary>The webhook brought an event: if a poll found it within the last five minutes, it was not missed.</summary>
    /// <param name="duplicates">What was on record already when the webhook brought it.</param>
    public ValueTask WebhookCameAsync(Bridge bridge, IEnumerable<Delivery> duplicates)
    {
        Delivery[] late = [.. duplicates.Where(first => first.Source == EventSource.Poll && clock.UtcNow - first.ReceivedAt <= WebhookMayFollow)];
        return late.Length == 0 ? ValueTask.CompletedTask : new ValueTask(MarkAsync(bridge, late));
    }

    /// <summary>By day, the last ones first; days without any are left out.</summary>
    public async Task<IReadOnlyList<MissedEvents>> ReadAsync(string bridge, CancellationToken cancellationToken)
    {
        var until = clock.UtcNow - WebhookMayFollow;
        var days = new SortedDictionary<DateOnly, int>();
        await foreach (var row in RowsAsync(bridge, clock.UtcNow - Kept, until, cancellationToken))
        {
            if (row.GetBoolean(Came) is true) continue;
            var day = DateOnly.FromDateTime(TimeOf(row.RowKey).UtcDateTime);
            days[day] = days.GetValueOrDefault(day) + 1;
        }

        return [.. days.Reverse().Select(day => new MissedEvents(day.Key, day.Value))];
    }

    /// <summary>Takes away what the report no longer shows.</summary>
    /// <param name="most">No more than so many.</param>
    public async Task<int> PurgeAsync(string bridge, int most, CancellationToken cancellationToken)
    {
        var old = new List<string>();
        await foreach (var row in RowsAsync(bridge, DateTimeOffset.MinValue, clock.UtcNow - Kept, cancellationToken))
        {
            old.Add(row.RowKey);
            if (old.Count == most) break;
        }

        var table = await _table.ReadyAsync();
        foreach (var rowKey in old)
            await TableCalls.CallAsync(() => table.DeleteEntityAsync(bridge, rowKey, ETag.All, cancellationToken), cancellationToken);
        return old.Count;
    }

    [SuppressMessage("Design", "CA1031", Justification = "The edge of the report: its faults are none of the sender's.")]
    private async Task MarkAsync(Bridge bridge, Delivery[] late)
    {
        try
        {
            await MergeAsync(late.Select(delivery => new TableEntity(bridge.Name, KeyOf(delivery)) { [Came] = true }));
        }
        catch (Exception fault)
        {
            LogNotCounted(bridge.Name, fault);
        }
    }

    private async Task MergeAsync(IEnumerable<TableEntity> rows)
    {
        var table = await _table.ReadyAsync();
        foreach (var part in rows.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertMerge, row)).Chunk(TableCalls.MostActions))
            await table.SubmitAsync(part, CancellationToken.None);
    }

    private async IAsyncEnumerable<TableEntity> RowsAsync(
        string bridge, DateTimeOffset from, DateTimeOffset to, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var table = await _table.ReadyAsync();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {bridge} and RowKey ge {Prefix(from)} and RowKey lt {Prefix(to)}");
        await foreach (var row in table.RowsAsync(filter, ["RowKey", Came], pageSize: null, cancellationToken)) yield return row;
    }

    private static string KeyOf(Delivery delivery) => $"{Prefix(delivery.ReceivedAt)}|{delivery.DeliveryId}";

    private static string Prefix(DateTimeOffset time) => time.UtcTicks.ToString("D19", CultureInfo.InvariantCulture);

    private static DateTimeOffset TimeOf(string rowKey) => new(long.Parse(rowKey.AsSpan(0, 19), CultureInfo.InvariantCulture), TimeSpan.Zero);

    [LoggerMessage(LogLevel.Warning, "What the poll of {Bridge} found before its webhook could not be counted; the events themselves are on record")]
    private partial void LogNotCounted(string bridge, Exception fault);
}
