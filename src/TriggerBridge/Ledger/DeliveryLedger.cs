using Azure;
using Azure.Data.Tables;

namespace TriggerBridge.Ledger;

/// <summary>
/// The record of all deliveries. Every change is one entity-group transaction on the rows of one delivery (key, delivery, work item),
/// so a crash leaves either all of it or nothing, and a delivery that is not final always has a work item.
/// </summary>
public sealed class DeliveryLedger
{
    private readonly LedgerTables _tables;
    private readonly GroupCommit _commits;
    private readonly DeliveryRecorder _recorder;
    private readonly DeliveryTelemetry _telemetry;
    private readonly NewId _newId;

    internal DeliveryLedger(LedgerTables tables, GroupCommit commits, LedgerClock clock, DeliveryTelemetry telemetry, NewId newId)
    {
        _tables = tables;
        _commits = commits;
        _recorder = new DeliveryRecorder(tables, commits, clock, telemetry, newId);
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
    internal Task<RecordResult> RecordAsync(
        Delivery delivery, PackedPayload? payload, Func<Delivery, Delivery>? begin = null, WaitLimit? limit = null) =>
        _recorder.RecordAsync(delivery, payload, begin, limit);

    /// <summary>What of a bridge is recorded or saved until this is disposed of goes together, as far as it fits.</summary>
    internal IDisposable Gather(string bridge) => _commits.Gather(bridge);

    /// <summary>
    /// Writes the next state of a delivery, unless somebody else wrote first: the newer state has its own work item. No token ends it: a write that
    /// is cut off may stand or not, and nobody would know.
    /// </summary>
    /// <param name="before">As it was read.</param>
    /// <param name="after">What it is to be.</param>
    /// <param name="beside">A row that changes with it. Where somebody else has changed that, the delivery was overtaken, too.</param>
    internal Task<SaveResult> SaveAsync(Delivery before, Delivery after, RowBeside? beside = null) => SaveAsync(before, () => after, beside);

    /// <summary>As <see cref="SaveAsync(Delivery, Delivery, RowBeside)"/>; the next state is made when it is sent, such as one with a lease that begins then.</summary>
    internal async Task<SaveResult> SaveAsync(Delivery before, Func<Delivery> after, RowBeside? beside = null)
    {
        var writeId = _newId();
        try
        {
            return await WriteAsync(before, after, writeId, next => new(TableTransactionActionType.UpdateMerge, DeliveryRow.State(next, writeId), before.ETag), beside);
        }
        catch (LedgerUnavailableException fault)
        {
            fault.WriteId = writeId;
            throw;
        }
    }

    /// <summary>As <see cref="SaveAsync(Delivery, Delivery, RowBeside)"/>, with another payload. The row is written whole: nothing of the old payload stays.</summary>
    internal Task<SaveResult> ReplaceAsync(Delivery before, Delivery after, PackedPayload payload)
    {
        var writeId = _newId();
        var row = DeliveryRow.New(after, writeId);
        PayloadCodec.Write(payload, row);
        return WriteAsync(before, () => after, writeId, _ => new(TableTransactionActionType.UpdateReplace, row, before.ETag), beside: null, payload.Bytes.Length);
    }

    /// <summary>Finds a delivery by its id: two point reads.</summary>
    public Task<DeliveryLookup> FindAsync(string bridge, string deliveryId, CancellationToken cancellationToken) =>
        FindAsync(bridge, deliveryId, withPayload: false, cancellationToken);

    internal async Task<DeliveryLookup> FindAsync(string bridge, string deliveryId, bool withPayload, CancellationToken cancellationToken)
    {
        await _tables.EnsureCreatedAsync(cancellationToken);
        var key = await _tables.GetAsync(bridge, RowKeys.Key(deliveryId), select: null, cancellationToken);
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
    internal Task<DeliveryLookup> ReadAsync(string bridge, string rowKey, bool withPayload, CancellationToken cancellationToken) =>
        _tables.ReadAsync(bridge, rowKey, withPayload, cancellationToken);

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
        if (await _tables.GetAsync(bridge, item.RowKey, ["RowKey"], cancellationToken) is not { ETag: var read })
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
        await _tables.GetAsync(bridge, rowKey, ["RowKey"], cancellationToken) is not null;

    private async Task<SaveResult> WriteAsync(
        Delivery before, Func<Delivery> after, string writeId, Func<Delivery, TableTransactionAction> write, RowBeside? beside, int payloadBytes = 0)
    {
        var next = before;
        var passesOn = false;
        try
        {
            IReadOnlyList<string> keys = before.Line is null && before.Newest is null ? [] : LineRow.KeysOf(before);
            var ledgerWrite = new LedgerWrite(before.DeliveryId, LedgerWrite.MostRowsOf(before) + keys.Count, LedgerWrite.StateBytes + payloadBytes, Rows)
            {
                Beside = keys,
                IsUntouched = IsUntouchedAsync,
            };
            var answers = await _commits.CommitAsync(before.Bridge, ledgerWrite) ?? throw new InvalidOperationException("What belongs to an accepted delivery is always sent.");
            _telemetry.Changed(before, next);
            return new SaveResult.Saved(next with { WriteId = writeId, ETag = TableCalls.ETagOf(answers[0]), LineTag = passesOn ? null : before.LineTag, HasPassedOn = passesOn, NewestTag = null });
        }
        catch (TableTransactionFailedException conflict) when (conflict.Status is 404 or 409 or 412)
        {
            // A lost answer and the client's own repeat look just like a conflict: whose write is it?
            var found = await ReadAsync(before.Bridge, before.RowKey, withPayload: false, CancellationToken.None);
            return found switch
            {
                DeliveryLookup.Found own when own.Delivery.WriteId == writeId => new SaveResult.Saved(own.Delivery),
                // Somebody has lined up since: whoever passes the turn on finds them.
                DeliveryLookup.Found same when same.Delivery.ETag == before.ETag && passesOn => await WriteAsync(before with { LineTag = null }, after, writeId, write, beside, payloadBytes),
                // Nobody wrote: it is its work item that is gone. An outcome must not be lost for that.
                DeliveryLookup.Found same when same.Delivery.ETag == before.ETag && conflict.Status == 404 && WithoutDone(before, next) is var bare && bare != before =>
                    await WriteAsync(bare, after, writeId, write, beside, payloadBytes),
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
            passesOn = before.LineTag is not null && LineRow.IsTurnOver(next);
            return [write(next), .. WorkChanges(before, next), .. BesideOf(before, next, passesOn, beside)];
        }
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

    private static IEnumerable<TableTransactionAction> BesideOf(Delivery before, Delivery after, bool passesOn, RowBeside? beside)
    {
        if (beside is not null)
            yield return beside.Action;
        if (passesOn)
            yield return new(TableTransactionActionType.Delete, new TableEntity(before.Bridge, RowKeys.Line(before.Line!.Key)), before.LineTag!.Value);
        if (before.NewestTag is { } newest && after.AttemptCount > before.AttemptCount)
            yield return new RowBeside(NewestDeliveries.RowOf(before, before.Newest!, due: after.UpdatedAt), newest).Action;
    }
}
