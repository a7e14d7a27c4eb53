using Azure.Data.Tables;

namespace TriggerBridge.Ledger;

/// <summary>
/// What the rows of a delivery's keys make of it when it is recorded: the same as before, one that waits for others, or one that says nothing new.
/// The rows change with its own, in one transaction, so that all instances decide one after another.
/// </summary>
/// <param name="Delivery">As it is to be recorded.</param>
/// <param name="Beside">What becomes of its keys' rows.</param>
internal sealed record KeyedRecord(Delivery Delivery, IReadOnlyList<RowBeside> Beside)
{
    /// <summary>Others of its line come first.</summary>
    public bool Waits => Delivery.Work is { Kind: WorkKind.Wait };

    /// <param name="delivery">What is new.</param>
    /// <param name="rows">Of its keys, by row key; those that are there.</param>
    /// <param name="now">By the ledger's clock.</param>
    public static KeyedRecord Of(Delivery delivery, IReadOnlyDictionary<string, TableEntity> rows, DateTimeOffset now)
    {
        var keys = delivery.Keys!;
        var beside = new List<RowBeside>();
        if (keys.Compared is { } compared)
        {
            var last = rows.GetValueOrDefault(RowKeys.Fields(compared.Key));
            if (last?.GetString(Columns.Fields) == compared.Hash && last.GetDateTimeOffset(Columns.Until) > now)
                // As it was read: another event may just say something new.
                return new KeyedRecord(Unchanged(delivery, last), [new RowBeside(compared.RowOf(delivery.Bridge, last.GetString(Columns.DeliveryId) ?? "", last.GetDateTimeOffset(Columns.Until)!.Value), last.ETag)]);
            beside.Add(new RowBeside(compared.RowOf(delivery.Bridge, delivery.DeliveryId, now + compared.For), last?.ETag));
        }

        if (keys.Newest is { } newest)
        {
            var last = rows.GetValueOrDefault(RowKeys.Newest(newest));
            // What it takes the place of has waited already: a key whose events never cease is sent all the same.
            if (last?.GetDateTimeOffset(Columns.Until) is { } due && due > now)
                delivery = delivery with { NotBefore = due };
            delivery = delivery with { Newest = newest };
            beside.Add(new RowBeside(NewestDeliveries.RowOf(delivery, newest, delivery.NotBefore ?? now), last?.ETag));
        }

        if (keys.Line is not { } line)
            return new KeyedRecord(delivery, beside);

        delivery = delivery with { Line = line };
        if (rows.GetValueOrDefault(RowKeys.Line(line.Key)) is not { } held)
            return new KeyedRecord(delivery, [.. beside, new RowBeside(LineRow.Of(delivery, turn: delivery.RowKey, linedUpAt: now), Read: null)]);

        var since = LineRow.LinedUpAt(held) is var before && before >= now ? before.AddTicks(1) : now;
        delivery = delivery with { Work = delivery.Waiting(line, since), Reason = delivery.Reason ?? LineRow.WaitsReason };
        return new KeyedRecord(delivery, [.. beside, new RowBeside(LineRow.Of(delivery, LineRow.TurnOf(held), since), held.ETag)]);
    }

    private static Delivery Unchanged(Delivery delivery, TableEntity last) => delivery with
    {
        Status = DeliveryStatus.Filtered,
        Reason = $"Nothing that matters has changed since the delivery {last.GetString(Columns.DeliveryId)}.",
        NotBefore = null,
    };
}

/// <summary>
/// The row of a line: whose turn it is. It is there as long as anybody has the turn or waits for it, and everyone who joins or leaves writes it as it
/// was read: so the order in which deliveries are recorded is the order in which they are sent, over all instances.
/// </summary>
internal static class LineRow
{
    public const string WaitsReason = "It waits for an earlier delivery of the same key.";

    public static TableEntity Of(Delivery delivery, string turn, DateTimeOffset linedUpAt) => Of(delivery.Bridge, delivery.Line!.Key, turn, linedUpAt);

    public static TableEntity Of(string bridge, string line, string turn, DateTimeOffset linedUpAt) => new(bridge, RowKeys.Line(line))
    {
        [Columns.Delivery] = turn,
        [Columns.LinedUpAt] = linedUpAt,
    };

    /// <summary>The row key of the delivery whose turn it is.</summary>
    public static string TurnOf(TableEntity row) => row.GetString(Columns.Delivery) ?? "";

    /// <summary>When the last one lined up: no other has the same time.</summary>
    public static DateTimeOffset LinedUpAt(TableEntity row) => row.GetDateTimeOffset(Columns.LinedUpAt) ?? default;

    /// <summary>The rows beside its own that a delivery's next states may change.</summary>
    public static IReadOnlyList<string> KeysOf(Delivery delivery) =>
        [.. new[] { delivery.Line is { } line ? RowKeys.Line(line.Key) : null, delivery.Newest is { } newest ? RowKeys.Newest(newest) : null }.OfType<string>()];

    /// <summary>Whether the next one may go.</summary>
    public static bool IsTurnOver(Delivery delivery) => delivery switch
    {
        { Work.Kind: WorkKind.Wait } => false,
        { Line: null } or { LeftLine: true } or { Status: DeliveryStatus.Filtered or DeliveryStatus.Completed or DeliveryStatus.Failed or DeliveryStatus.Canceled } => true,
        { Line.UntilEnd: true } => delivery.Status != DeliveryStatus.DeadLettered && DeliveryLifecycle.IsOver(delivery.Status, delivery.Work is not null, delivery.Reason),
        _ => delivery.WorkflowExecutionId is not null,
    };
}
