using Azure;
using Azure.Data.Tables;

namespace TriggerBridge.Ledger;

/// <summary>
/// The record of all deliveries. Every change is one entity-group transaction on the rows of one delivery (key, delivery, work item),
/// so a crash leaves either all of it or nothing, and a delivery that is not final always has a work item.
/// </summary>
public sealed class DeliveryLedger
{
    // Key, delivery, work item, and what was signed; or delivery, and a work item in place of another. With an answer to come, its work item, too.
    private const int MostRows = 4;
    private const int MostRowsOfAnswer = 2;

    // Without its payload.
    private const int StateBytes = 4 * 1024;

    private readonly LedgerTables _tables;
    private readonly GroupCommit _commits;
    private readonly DeliveryTelemetry _telemetry;
    private readonly NewId _newId;

    internal DeliveryLedger(LedgerTables tables, GroupCommit commits, LedgerClock clock, DeliveryTelemetry telemetry, NewId newId)
    {
        _tables = tables;
        _commits = commits;
        _telemetry = telemetry;
        _newId = newId;
        Clock = clock;
    }

    public LedgerClock Clock { get; }

    /// <summary>So many writes wait that new deliveries of a bridge are turned away.</summary>
    internal bool IsFullFor(string bridge) => _commits.IsFullFor(bridge);

    /// <summary>Records a new delivery, or finds that its id is taken, or what its sender signed.</summary>
    /// <param name="delivery">What is new.</param>
    /// <param name="payload">Left out where nothing of it is kept.</param>
    /// <param name="begin">What it begins as, decided when it is sent to the tables; null: as it is.</param>
    /// <param name="limit">How long it may wait for that; null: as long as it takes.</param>
    internal async Task<RecordResult> RecordAsync(
        Delivery delivery, PackedPayload? payload, Func<Delivery, Delivery>? begin = null, WaitLimit? limit = null)
    {
        var writeId = _newId();
        try
        {
            await _tables.RegisterAsync(delivery.Bridge, CancellationToken.None);
            return await InsertAsync(new NewRecord(delivery, payload, begin ?? (static same => same), limit, writeId), lapsed: null);
        }
        catch (LedgerUnavailableException fault)
        {
            fault.WriteId = writeId;
            return new RecordResult.Unknown(fault);
        }
    }

    /// <summary>What of a bridge is recorded or saved until this is disposed of goes together, as far as it fits.</summary>
    internal IDisposable Gather(string bridge) => _commits.Gather(bridge);

    /// <summary>
    /// Writes the next state of a delivery, unless somebody else wrote first: the newer state has its own work item. No token ends it: a write that
    /// is cut off may stand or not, and nobody would know.
    /// </summary>
    internal Task<SaveResult> SaveAsync(Delivery before, Delivery after) => SaveAsync(before, () => after);

    /// <summary>As <see cref="SaveAsync(Delivery, Delivery)"/>; the next state is made when it is sent, such as one with a lease that begins then.</summary>
    internal async Task<SaveResult> SaveAsync(Delivery before, Func<Delivery> after)
    {
        var writeId = _newId();
        try
        {
            return await WriteAsync(before, after, writeId, next => new(TableTransactionActionType.UpdateMerge, DeliveryRow.State(next, writeId), before.ETag));
        }
        catch (LedgerUnavailableException fault)
        {
            fault.WriteId = writeId;
            throw;
        }
    }

    /// <summary>As <see cref="SaveAsync(Delivery, Delivery)"/>, with another payload. The row is written whole: nothing of the old payload stays.</summary>
    internal Task<SaveResult> ReplaceAsync(Delivery before, Delivery after, PackedPayload payload)
    {
        var writeId = _newId();
        var row = DeliveryRow.New(after, writeId);
        PayloadCodec.Write(payload, row);
        return WriteAsync(before, () => after, writeId, _ => new(TableTransactionActionType.UpdateReplace, row, before.ETag), payload.Bytes.Length);
    }

    /// <summary>Finds a delivery by its id: two point reads.</summary>
    public Task<DeliveryLookup> FindAsync(string bridge, string deliveryId, CancellationToken cancellationToken) =>
        FindAsync(bridge, deliveryId, withPayload: false, cancellationToken);

    internal async Task<DeliveryLookup> FindAsync(string bridge, string deliveryId, bool withPayload, CancellationToken cancellationToken)
    {
        await _tables.EnsureCreatedAsync(cancellationToken);
        var key = await GetAsync(bridge, RowKeys.Key(deliveryId), select: null, cancellationToken);
        return key?.GetString(Columns.Delivery) is { } rowKey
            ? await ReadAsync(bridge, rowKey, withPayload, cancellationToken)
            : new DeliveryLookup.Missing();
    }

    /// <summary>The delivery that a work item belongs to, with its payload where <paramref name="withPayload"/> asks for it.</summary>
    internal Task<DeliveryLookup> LoadAsync(string bridge, WorkItem item, bool withPayload, CancellationToken cancellationToken) =>
        ReadAsync(bridge, RowKeys.Delivery(item.ReceivedAt, item.DeliveryId), withPayload, cancellationToken);

    /// <summary>The deliveries of a page of work items, as far as they can be read together.</summary>
    internal Task<DeliveryRange> LoadRangeAsync(string bridge, IReadOnlyList<WorkItem> items, CancellationToken cancellationToken) =>
        DeliveryRange.ReadAsync(_tables, bridge, items, cancellationToken);

    /// <summary>Writes the next states of many deliveries of a bridge, in few transactions.</summary>
    internal async Task SaveAllAsync(string bridge, IReadOnlyList<Delivery> deliveries, Func<Delivery, Delivery> next)
    {
        List<Task<SaveResult>> saving;
        using (Gather(bridge))
            saving = [.. deliveries.Select(delivery => SaveAsync(delivery, next(delivery)))];
        await Task.WhenAll(saving);
    }

    /// <summary>The delivery in a row.</summary>
    internal async Task<DeliveryLookup> ReadAsync(string bridge, string rowKey, bool withPayload, CancellationToken cancellationToken)
    {
        var row = await GetAsync(bridge, rowKey, withPayload ? null : Columns.WithoutPayload, cancellationToken);
        if (row is null)
            return new DeliveryLookup.Missing();
        return new DeliveryLookup.Found(DeliveryRow.Read(row), withPayload && PayloadCodec.TryRead(row, out var payload) ? payload : null);
    }

    /// <summary>Every bridge that ever recorded a delivery.</summary>
    internal Task<IReadOnlyList<string>> PartitionsAsync(CancellationToken cancellationToken) => _tables.PartitionsAsync(cancellationToken);

    /// <summary>The work items of a bridge that are due, longest due first; never reads a delivery.</summary>
    /// <param name="bridge">Whose partition.</param>
    /// <param name="kind">What is asked for.</param>
    /// <param name="most">How many to read.</param>
    /// <param name="after">The last item of the page before; null for the first page.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    internal async Task<IReadOnlyList<WorkItem>> DueAsync(string bridge, WorkKind kind, int most, WorkItem? after, CancellationToken cancellationToken)
    {
        var (from, to) = RowKeys.DueWork(kind, Clock.UtcNow);
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {bridge} and RowKey gt {after?.RowKey ?? from} and RowKey lt {to}");
        var due = new List<WorkItem>();
        await foreach (var row in _tables.Deliveries.RowsAsync(filter, ["RowKey"], Math.Min(most, 1000), cancellationToken))
        {
            due.Add(RowKeys.ParseWork(row.RowKey));
            if (due.Count == most)
                break;
        }

        return due;
    }

    /// <summary>A page of the due items, the first one.</summary>
    internal Task<IReadOnlyList<WorkItem>> DueAsync(string bridge, WorkKind kind, int most, CancellationToken cancellationToken) =>
        DueAsync(bridge, kind, most, after: null, cancellationToken);

    /// <summary>
    /// Takes away a work item that its delivery does not know. Its row is read before the delivery, and goes only as it was read: whoever
    /// makes the same item live meanwhile writes the row anew.
    /// </summary>
    /// <returns>Whether it was left over.</returns>
    internal async Task<bool> DeleteStrayAsync(string bridge, WorkItem item, CancellationToken cancellationToken)
    {
        if (await GetAsync(bridge, item.RowKey, ["RowKey"], cancellationToken) is not { ETag: var read })
            return false;
        if (await LoadAsync(bridge, item, withPayload: false, cancellationToken) is DeliveryLookup.Found found && found.Delivery.Has(item))
            return false;

        try
        {
            var answer = await TableCalls.CallAsync(() => _tables.Deliveries.DeleteEntityAsync(bridge, item.RowKey, read, cancellationToken), cancellationToken);
            return answer.Status != 404;
        }
        catch (RequestFailedException conflict) when (conflict.Status == 412)
        {
            return false;
        }
    }

    /// <summary>Whether a work item's row is there.</summary>
    internal async Task<bool> HasWorkAsync(string bridge, string rowKey, CancellationToken cancellationToken) =>
        await GetAsync(bridge, rowKey, ["RowKey"], cancellationToken) is not null;

    /// <param name="record">What is new.</param>
    /// <param name="lapsed">The row of the same content, if its time is over: it is this delivery's from now on.</param>
    private async Task<RecordResult> InsertAsync(NewRecord record, ETag? lapsed)
    {
        var delivery = record.Delivery;
        var write = new LedgerWrite(delivery.DeliveryId, MostRowsOf(delivery), record.Bytes, () => Rows(delivery = record.Begin(delivery), record.Payload, record.WriteId, lapsed))
        {
            Limit = record.Limit,
            IsUntouched = async () => await ReadAsync(delivery.Bridge, delivery.RowKey, withPayload: false, CancellationToken.None) is DeliveryLookup.Missing,
        };
        try
        {
            if (await _commits.CommitAsync(delivery.Bridge, write) is not { } answers)
                return new RecordResult.Busy();
            _telemetry.Recorded(delivery);
            return new RecordResult.Recorded(delivery with { WriteId = record.WriteId, ETag = TableCalls.ETagOf(answers[1]) });
        }
        catch (TableTransactionFailedException conflict) when (conflict.Status == 409 || (lapsed is not null && conflict.Status is 404 or 412))
        {
            return await DuplicateOrOwnAsync(delivery.Bridge, delivery.DeliveryId, record.WriteId, CancellationToken.None)
                ?? await SameContentAsync(record);
        }
    }

    // The id is free, so it is the content that is taken.
    private async Task<RecordResult> SameContentAsync(NewRecord record)
    {
        var delivery = record.Delivery;
        var row = delivery.Signed is { } signed ? await GetAsync(delivery.Bridge, RowKeys.Content(signed.Hash), select: null, CancellationToken.None) : null;
        if (row?.GetDateTimeOffset(Columns.Until) is not { } until)
            throw new LedgerUnavailableException("The key of a delivery conflicted and was gone when read again.");
        if (until <= delivery.ReceivedAt)
            return await InsertAsync(record, row.ETag);

        var first = await ReadAsync(delivery.Bridge, row.GetString(Columns.Delivery) ?? "", withPayload: false, CancellationToken.None);
        return new RecordResult.SameContent(row.GetString(Columns.DeliveryId) ?? "", (first as DeliveryLookup.Found)?.Delivery);
    }

    private async Task<SaveResult> WriteAsync(
        Delivery before, Func<Delivery> after, string writeId, Func<Delivery, TableTransactionAction> write, int payloadBytes = 0)
    {
        var next = before;
        try
        {
            var answers = await _commits.CommitAsync(before.Bridge, new LedgerWrite(before.DeliveryId, MostRowsOf(before), StateBytes + payloadBytes, Rows) { IsUntouched = IsUntouchedAsync })
                ?? throw new InvalidOperationException("What belongs to an accepted delivery is always sent.");
            _telemetry.Changed(before, next);
            return new SaveResult.Saved(next with { WriteId = writeId, ETag = TableCalls.ETagOf(answers[0]) });
        }
        catch (TableTransactionFailedException conflict) when (conflict.Status is 404 or 409 or 412)
        {
            // A lost answer and the client's own repeat look just like a conflict: whose write is it?
            var found = await ReadAsync(before.Bridge, before.RowKey, withPayload: false, CancellationToken.None);
            return found switch
            {
                DeliveryLookup.Found own when own.Delivery.WriteId == writeId => new SaveResult.Saved(own.Delivery),
                // Nobody wrote: it is its work item that is gone. An outcome must not be lost for that.
                DeliveryLookup.Found same when same.Delivery.ETag == before.ETag && conflict.Status == 404 && WithoutDone(before, next) is var bare && bare != before =>
                    await WriteAsync(bare, after, writeId, write, payloadBytes),
                DeliveryLookup.Found other => new SaveResult.Overtaken(other.Delivery),
                _ => new SaveResult.Gone(),
            };
        }

        async Task<bool> IsUntouchedAsync() =>
            await ReadAsync(before.Bridge, before.RowKey, withPayload: false, CancellationToken.None) is DeliveryLookup.Found found && found.Delivery.ETag == before.ETag;

        IReadOnlyList<TableTransactionAction> Rows()
        {
            next = DeliveryLifecycle.WithAnswerDue(before, after(), Clock.UtcNow);
            DeliveryLifecycle.Demand(before.Status, next.Status);
            return [write(next), .. WorkChanges(before, next)];
        }
    }

    private static List<TableTransactionAction> Rows(Delivery delivery, PackedPayload? payload, string writeId, ETag? lapsed)
    {
        if (!DeliveryLifecycle.Initial.Contains(delivery.Status))
            throw new InvalidOperationException($"A delivery cannot begin as {delivery.Status}.");

        var key = new TableEntity(delivery.Bridge, RowKeys.Key(delivery.DeliveryId))
        {
            [Columns.Delivery] = delivery.RowKey,
            [Columns.WriteId] = writeId,
        };
        var row = DeliveryRow.New(delivery, writeId);
        if (payload is not null)
            PayloadCodec.Write(payload, row);

        var rows = new List<TableTransactionAction>(MostRows)
        {
            new(TableTransactionActionType.Add, key),
            new(TableTransactionActionType.Add, row),
        };
        rows.AddRange(delivery.WorkItems.Select(work => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity(delivery.Bridge, work.RowKey))));
        if (delivery.Signed is { } signed)
            rows.Add(lapsed is { } etag ? new(TableTransactionActionType.UpdateReplace, signed.RowFor(delivery), etag) : new(TableTransactionActionType.Add, signed.RowFor(delivery)));
        return rows;
    }

    // Work items are inserted and deleted strictly, never upserted: a second writer of the same transition must fail.
    private static IEnumerable<TableTransactionAction> WorkChanges(Delivery before, Delivery after) =>
        [.. WorkChanges(before.Bridge, before.Work, after.Work), .. WorkChanges(before.Bridge, before.AnswerWork, after.AnswerWork)];

    private static IEnumerable<TableTransactionAction> WorkChanges(string bridge, WorkItem? before, WorkItem? after)
    {
        if (before == after)
            yield break;
        if (before is not null)
            yield return new(TableTransactionActionType.Delete, new TableEntity(bridge, before.RowKey), ETag.All);
        if (after is not null)
            yield return new(TableTransactionActionType.Add, new TableEntity(bridge, after.RowKey));
    }

    // Without the items that would have been deleted: which of them is missing is not said, and one that is left over is taken away as a stray.
    private static Delivery WithoutDone(Delivery before, Delivery after) => before with
    {
        Work = before.Work == after.Work ? before.Work : null,
        AnswerWork = before.AnswerWork == after.AnswerWork ? before.AnswerWork : null,
    };

    private static int MostRowsOf(Delivery delivery) => delivery.Callback is null ? MostRows : MostRows + MostRowsOfAnswer;

    /// <returns>Null where the id is free.</returns>
    private async Task<RecordResult?> DuplicateOrOwnAsync(string bridge, string deliveryId, string writeId, CancellationToken cancellationToken)
    {
        if (await GetAsync(bridge, RowKeys.Key(deliveryId), select: null, cancellationToken) is not { } key)
            return null;
        if (key.GetDateTimeOffset(Columns.PurgedAt) is not null)
            return new RecordResult.DuplicateOfPurged(Tombstone.Read(key));

        var found = await ReadAsync(bridge, key.GetString(Columns.Delivery) ?? "", withPayload: false, cancellationToken);
        return found switch
        {
            // Both rows: a delivery that somebody has written since, such as to take over its lease, is no longer ours.
            DeliveryLookup.Found own when key.GetString(Columns.WriteId) == writeId && own.Delivery.WriteId == writeId => new RecordResult.Recorded(own.Delivery),
            DeliveryLookup.Found first => new RecordResult.Duplicate(first.Delivery),
            _ => new RecordResult.DuplicateOfPurged(Tombstone.Unmarked),
        };
    }

    private Task<TableEntity?> GetAsync(string bridge, string rowKey, IEnumerable<string>? select, CancellationToken cancellationToken) =>
        _tables.Deliveries.FindAsync(bridge, rowKey, select, cancellationToken);

    private sealed record NewRecord(Delivery Delivery, PackedPayload? Payload, Func<Delivery, Delivery> Begin, WaitLimit? Limit, string WriteId)
    {
        // In base64.
        public int Bytes => StateBytes + ((Payload?.Bytes.Length ?? 0) * 4 / 3);
    }
}
