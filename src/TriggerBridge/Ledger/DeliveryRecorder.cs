using Azure;
using Azure.Data.Tables;

namespace TriggerBridge.Ledger;

/// <summary>Puts new deliveries into the ledger: each by one transaction, which finds out whether it is new.</summary>
internal sealed class DeliveryRecorder(LedgerTables tables, GroupCommit commits, LedgerClock clock, DeliveryTelemetry telemetry, NewId newId)
{
    // Each costs a read and a transaction, and only other instances are in the way.
    private const int MostTries = 20;

    private readonly KeyLocks _locks = new();

    /// <inheritdoc cref="DeliveryLedger.RecordAsync"/>
    public async Task<RecordResult> RecordAsync(Delivery delivery, PackedPayload? payload, Func<Delivery, Delivery>? begin, WaitLimit? limit)
    {
        var record = new NewRecord(delivery, payload, begin ?? (static same => same), limit, newId());
        try
        {
            if (delivery.Keys is { } keys)
                return await RecordAsync(record, keys);
            await tables.RegisterAsync(delivery.Bridge, CancellationToken.None);
            return await InsertAsync(record, lapsed: null) ?? throw GoneAgain();
        }
        catch (LedgerUnavailableException fault)
        {
            fault.WriteId = record.WriteId;
            return new RecordResult.Unknown(fault);
        }
    }

    // What its keys' rows make of it counts only as long as they are as they were read.
    private async Task<RecordResult> RecordAsync(NewRecord record, DeliveryKeys keys)
    {
        var bridge = record.Delivery.Bridge;
        if (await _locks.EnterAsync(bridge, keys.Rows, record.Limit, clock.Time) is not { } entered)
            return new RecordResult.Busy();
        using (entered)
        {
            await tables.RegisterAsync(bridge, hasLines: keys.Line is not null, CancellationToken.None);
            for (var tries = 0; tries < MostTries; tries++)
            {
                var rows = await Task.WhenAll(keys.Rows.Select(rowKey => tables.GetAsync(bridge, rowKey, select: null, CancellationToken.None)));
                var keyed = KeyedRecord.Of(record.Delivery, rows.OfType<TableEntity>().ToDictionary(row => row.RowKey, StringComparer.Ordinal), clock.UtcNow);
                if (keyed.Delivery.Status == DeliveryStatus.Filtered && !keys.KeepsFiltered)
                    return new RecordResult.Recorded(keyed.Delivery);
                if (await InsertAsync(record.As(keyed), lapsed: null) is { } result)
                    return result;
            }

            return new RecordResult.Busy();
        }
    }

    /// <param name="record">What is new.</param>
    /// <param name="lapsed">The row of the same content, if its time is over: it is this delivery's from now on.</param>
    /// <returns>Null: a row of its keys has changed since it was read, and nothing was written.</returns>
    private async Task<RecordResult?> InsertAsync(NewRecord record, ETag? lapsed)
    {
        var delivery = record.Delivery;
        var write = new LedgerWrite(delivery.DeliveryId, LedgerWrite.MostRowsOf(delivery) + record.Beside.Count, record.Bytes, () => Rows(delivery = record.Begin(delivery), record, lapsed))
        {
            Limit = record.Limit,
            Beside = [.. record.Beside.Select(beside => beside.Row.RowKey)],
            IsUntouched = async () => await tables.ReadAsync(delivery.Bridge, delivery.RowKey, withPayload: false, CancellationToken.None) is DeliveryLookup.Missing,
        };
        try
        {
            if (await commits.CommitAsync(delivery.Bridge, write) is not { } answers)
                return new RecordResult.Busy();
            telemetry.Recorded(delivery);
            return new RecordResult.Recorded(delivery with
            {
                WriteId = record.WriteId,
                ETag = TableCalls.ETagOf(answers[1]),
                LineTag = delivery is { Line: not null, Work.Kind: not WorkKind.Wait } ? LineTagOf(record, answers) : null,
            });
        }
        catch (TableTransactionFailedException conflict) when (conflict.Status == 409 || ((lapsed is not null || record.Beside.Count > 0) && conflict.Status is 404 or 412))
        {
            return await DuplicateOrOwnAsync(delivery.Bridge, delivery.DeliveryId, record.WriteId, CancellationToken.None)
                ?? await SameContentAsync(record);
        }
    }

    // They stand at the end, in their order.
    private static ETag? LineTagOf(NewRecord record, IReadOnlyList<Response> answers)
    {
        var at = record.Beside.ToList().FindIndex(beside => RowKeys.IsLine(beside.Row.RowKey));
        return at < 0 ? null : TableCalls.ETagOf(answers[answers.Count - record.Beside.Count + at]);
    }

    // The id is free, so it is the content that is taken; or a row of its keys has changed.
    private async Task<RecordResult?> SameContentAsync(NewRecord record)
    {
        var delivery = record.Delivery;
        var row = delivery.Signed is { } signed ? await tables.GetAsync(delivery.Bridge, RowKeys.Content(signed.Hash), select: null, CancellationToken.None) : null;
        if (row?.GetDateTimeOffset(Columns.Until) is not { } until)
            return record.Beside.Count > 0 ? null : throw GoneAgain();
        if (until <= delivery.ReceivedAt)
            return await InsertAsync(record, row.ETag);

        var first = await tables.ReadAsync(delivery.Bridge, row.GetString(Columns.Delivery) ?? "", withPayload: false, CancellationToken.None);
        return new RecordResult.SameContent(row.GetString(Columns.DeliveryId) ?? "", (first as DeliveryLookup.Found)?.Delivery);
    }

    /// <returns>Null where the id is free.</returns>
    private async Task<RecordResult?> DuplicateOrOwnAsync(string bridge, string deliveryId, string writeId, CancellationToken cancellationToken)
    {
        if (await tables.GetAsync(bridge, RowKeys.Key(deliveryId), select: null, cancellationToken) is not { } key)
            return null;
        if (key.GetDateTimeOffset(Columns.PurgedAt) is not null)
            return new RecordResult.DuplicateOfPurged(Tombstone.Read(key));

        var found = await tables.ReadAsync(bridge, key.GetString(Columns.Delivery) ?? "", withPayload: false, cancellationToken);
        return found switch
        {
            // Both rows: a delivery that somebody has written since, such as to take over its lease, is no longer ours.
            DeliveryLookup.Found own when key.GetString(Columns.WriteId) == writeId && own.Delivery.WriteId == writeId => new RecordResult.Recorded(own.Delivery),
            DeliveryLookup.Found first => new RecordResult.Duplicate(first.Delivery),
            _ => new RecordResult.DuplicateOfPurged(Tombstone.Unmarked),
        };
    }

    private static List<TableTransactionAction> Rows(Delivery delivery, NewRecord record, ETag? lapsed)
    {
        if (!DeliveryLifecycle.Initial.Contains(delivery.Status))
            throw new InvalidOperationException($"A delivery cannot begin as {delivery.Status}.");

        var key = new TableEntity(delivery.Bridge, RowKeys.Key(delivery.DeliveryId))
        {
            [Columns.Delivery] = delivery.RowKey,
            [Columns.WriteId] = record.WriteId,
        };
        var row = DeliveryRow.New(delivery, record.WriteId);
        if (record.Payload is { } payload)
            PayloadCodec.Write(payload, row);

        var rows = new List<TableTransactionAction>(LedgerWrite.MostRowsOf(delivery) + record.Beside.Count)
        {
            new(TableTransactionActionType.Add, key),
            new(TableTransactionActionType.Add, row),
        };
        rows.AddRange(delivery.WorkItems.Select(work => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity(delivery.Bridge, work.RowKey))));
        if (delivery.Signed is { } signed)
            rows.Add(lapsed is { } etag ? new(TableTransactionActionType.UpdateReplace, signed.RowFor(delivery), etag) : new(TableTransactionActionType.Add, signed.RowFor(delivery)));
        rows.AddRange(record.Beside.Select(beside => beside.Action));
        return rows;
    }

    private static LedgerUnavailableException GoneAgain() => new("The key of a delivery conflicted and was gone when read again.");

    private sealed record NewRecord(Delivery Delivery, PackedPayload? Payload, Func<Delivery, Delivery> Begin, WaitLimit? Limit, string WriteId)
    {
        /// <summary>What becomes of the rows of its keys.</summary>
        public IReadOnlyList<RowBeside> Beside { get; private init; } = [];

        // In base64.
        public int Bytes => LedgerWrite.StateBytes + ((Payload?.Bytes.Length ?? 0) * 4 / 3);

        public NewRecord As(KeyedRecord keyed) => this with
        {
            Delivery = keyed.Delivery,
            Beside = keyed.Beside,
            // As for all that is filtered.
            Payload = keyed.Delivery.Status == DeliveryStatus.Filtered ? null : Payload,
            Begin = keyed.Waits ? static same => same : Begin,
        };
    }
}
