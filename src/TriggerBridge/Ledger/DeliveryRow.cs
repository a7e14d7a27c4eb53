using System.Text.Json;
using Azure.Data.Tables;

namespace TriggerBridge.Ledger;

/// <summary>A delivery as a row and back.</summary>
internal static class DeliveryRow
{
    /// <summary>What never changes, together with the first state.</summary>
    public static TableEntity New(Delivery delivery, string writeId)
    {
        var row = State(delivery, writeId);
        row[Columns.DeliveryId] = delivery.DeliveryId;
        row[Columns.ReceivedAt] = delivery.ReceivedAt;
        if (delivery.SenderId is { } senderId)
            row[Columns.SenderId] = senderId;
        if (delivery.EventType is { } eventType)
            row[Columns.EventType] = eventType;
        if (delivery.BridgeVersion is { } version)
            row[Columns.BridgeVersion] = version;
        if (delivery.Source != EventSource.Webhook)
            row[Columns.Source] = delivery.Source.ToString();
        if (delivery.Line is { } line)
            row[Columns.Line] = line.ToString();
        if (delivery.Newest is { } newest)
            row[Columns.Newest] = newest;
        return row;
    }

    /// <summary>
    /// What a transition writes, to be merged. A merge cannot take a column away, so an empty text stands for none.
    /// </summary>
    public static TableEntity State(Delivery delivery, string writeId)
    {
        var row = new TableEntity(delivery.Bridge, delivery.RowKey)
        {
            [Columns.Status] = delivery.Status.ToString(),
            [Columns.Reason] = delivery.Reason ?? "",
            [Columns.Tenant] = delivery.Tenant,
            [Columns.WorkflowId] = delivery.WorkflowId,
            [Columns.AttemptCount] = delivery.AttemptCount,
            [Columns.UpdatedAt] = delivery.UpdatedAt,
            [Columns.Work] = delivery.Work?.RowKey ?? "",
            [Columns.WriteId] = writeId,
        };
        if (delivery.Callback is { } callback)
        {
            row[Columns.Callback] = JsonSerializer.Serialize(callback, LedgerJson.Default.Callback);
            row[Columns.AnswerWork] = delivery.AnswerWork?.RowKey ?? "";
        }

        // A replay may take it away.
        if (delivery.Note is not null || delivery.Replays.Count > 0)
            row[Columns.Note] = delivery.Note ?? "";
        if (delivery.Attempts.Count > 0)
            row[Columns.Attempts] = ListColumn.Of(delivery.Attempts);
        if (delivery.Replays.Count > 0)
            row[Columns.Replays] = ListColumn.Of(delivery.Replays);
        if (delivery.ClaimedAt is { } claimedAt)
            row[Columns.ClaimedAt] = claimedAt;
        if (delivery.WorkflowExecutionId is { } executionId)
            row[Columns.WorkflowExecutionId] = executionId;
        if (delivery.NotBefore is { } notBefore)
            row[Columns.NotBefore] = notBefore;
        if (delivery.Line is not null)
            row[Columns.LeftLine] = delivery.LeftLine;
        if (delivery.DuplicateExecution)
            row[Columns.DuplicateExecution] = true;
        if (delivery.LostLeases > 0)
            row[Columns.LostLeases] = delivery.LostLeases;
        if (delivery.Answer is { } answer)
            row[Columns.Answer] = JsonSerializer.Serialize(answer, LedgerJson.Default.GivenAnswer);
        return row;
    }

    public static Delivery Read(TableEntity row) => new()
    {
        Bridge = row.PartitionKey,
        DeliveryId = Text(row, Columns.DeliveryId),
        SenderId = row.GetString(Columns.SenderId),
        EventType = row.GetString(Columns.EventType),
        Source = row.GetString(Columns.Source) is { } source ? Enum.Parse<EventSource>(source) : EventSource.Webhook,
        BridgeVersion = row.GetString(Columns.BridgeVersion),
        ReceivedAt = row.GetDateTimeOffset(Columns.ReceivedAt) ?? throw Corrupt(row, Columns.ReceivedAt),
        Status = Enum.Parse<DeliveryStatus>(Text(row, Columns.Status)),
        Reason = Optional(row, Columns.Reason),
        Note = Optional(row, Columns.Note),
        Tenant = Text(row, Columns.Tenant),
        WorkflowId = Text(row, Columns.WorkflowId),
        AttemptCount = row.GetInt32(Columns.AttemptCount) ?? 0,
        ClaimedAt = row.GetDateTimeOffset(Columns.ClaimedAt),
        Attempts = Optional(row, Columns.Attempts) is { } attempts
            ? JsonSerializer.Deserialize(attempts, LedgerJson.Default.IReadOnlyListAttempt) ?? []
            : [],
        Replays = Optional(row, Columns.Replays) is { } replays
            ? JsonSerializer.Deserialize(replays, LedgerJson.Default.IReadOnlyListReplayRecord) ?? []
            : [],
        WorkflowExecutionId = Optional(row, Columns.WorkflowExecutionId),
        DuplicateExecution = row.GetBoolean(Columns.DuplicateExecution) ?? false,
        LostLeases = row.GetInt32(Columns.LostLeases) ?? 0,
        Answer = Optional(row, Columns.Answer) is { } answer ? JsonSerializer.Deserialize(answer, LedgerJson.Default.GivenAnswer) : null,
        Callback = Optional(row, Columns.Callback) is { } callback ? JsonSerializer.Deserialize(callback, LedgerJson.Default.Callback) : null,
        UpdatedAt = row.GetDateTimeOffset(Columns.UpdatedAt) ?? throw Corrupt(row, Columns.UpdatedAt),
        Work = Optional(row, Columns.Work) is { } work ? RowKeys.ParseWork(work) : null,
        AnswerWork = Optional(row, Columns.AnswerWork) is { } answerWork ? RowKeys.ParseWork(answerWork) : null,
        NotBefore = row.GetDateTimeOffset(Columns.NotBefore),
        Line = Optional(row, Columns.Line) is { } line ? Line.Parse(line) : null,
        LeftLine = row.GetBoolean(Columns.LeftLine) ?? false,
        Newest = row.GetString(Columns.Newest),
        WriteId = Text(row, Columns.WriteId),
        ETag = row.ETag,
    };

    /// <summary>Reads a row of which only <see cref="Columns.OfHead"/> were asked for.</summary>
    public static DeliveryHead ReadHead(TableEntity row) => new()
    {
        Bridge = row.PartitionKey,
        RowKey = row.RowKey,
        DeliveryId = Text(row, Columns.DeliveryId),
        Status = Enum.Parse<DeliveryStatus>(Text(row, Columns.Status)),
        Reason = Optional(row, Columns.Reason),
        WorkflowExecutionId = Optional(row, Columns.WorkflowExecutionId),
        UpdatedAt = row.GetDateTimeOffset(Columns.UpdatedAt) ?? throw Corrupt(row, Columns.UpdatedAt),
        Work = Optional(row, Columns.Work),
        AnswerWork = Optional(row, Columns.AnswerWork),
        ETag = row.ETag,
    };

    private static string? Optional(TableEntity row, string column) => row.GetString(column) is { Length: > 0 } text ? text : null;

    private static string Text(TableEntity row, string column) => row.GetString(column) ?? throw Corrupt(row, column);

    private static InvalidDataException Corrupt(TableEntity row, string column) =>
        new($"The ledger's row '{row.PartitionKey}' '{row.RowKey}' has no {column}.");
}
