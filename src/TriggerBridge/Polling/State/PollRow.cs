using System.Text.Json;
using Azure.Data.Tables;

namespace TriggerBridge.Polling.State;

/// <summary>A poll's state as a row and back.</summary>
internal static class PollRow
{
    public const string Partition = "poll";
    public const string WriteId = nameof(WriteId);

    public static TableEntity Write(PollState state, string writeId) => new(Partition, state.Bridge)
    {
        [nameof(PollState.Schedule)] = state.Schedule,
        [nameof(PollState.NextDue)] = state.NextDue,
        [nameof(PollState.Cursor)] = state.Cursor,
        [nameof(PollState.Origin)] = state.Origin,
        [nameof(PollState.Scan)] = state.Scan is { } scan ? JsonSerializer.Serialize(scan, PollJson.Default.Scan) : null,
        [nameof(PollState.LastRunAt)] = state.LastRunAt,
        [nameof(PollState.LastResult)] = state.LastResult,
        [nameof(PollState.Failures)] = state.Failures,
        [nameof(PollState.ItemsSeen)] = state.ItemsSeen,
        [nameof(PollState.ItemsNew)] = state.ItemsNew,
        [nameof(PollState.LastRescanAt)] = state.LastRescanAt,
        [nameof(PollState.AnswerTag)] = state.AnswerTag,
        [nameof(PollState.AnswerTagOf)] = state.AnswerTagOf,
        [nameof(PollState.LeaseUntil)] = state.LeaseUntil,
        [WriteId] = writeId,
    };

    public static PollState Read(TableEntity row) => new()
    {
        Bridge = row.RowKey,
        Schedule = row.GetString(nameof(PollState.Schedule)) ?? "",
        NextDue = row.GetDateTimeOffset(nameof(PollState.NextDue)),
        Cursor = row.GetString(nameof(PollState.Cursor)),
        Origin = row.GetString(nameof(PollState.Origin)),
        Scan = row.GetString(nameof(PollState.Scan)) is { } scan ? JsonSerializer.Deserialize(scan, PollJson.Default.Scan) : null,
        LastRunAt = row.GetDateTimeOffset(nameof(PollState.LastRunAt)),
        LastResult = row.GetString(nameof(PollState.LastResult)),
        Failures = row.GetInt32(nameof(PollState.Failures)) ?? 0,
        ItemsSeen = row.GetInt64(nameof(PollState.ItemsSeen)) ?? 0,
        ItemsNew = row.GetInt64(nameof(PollState.ItemsNew)) ?? 0,
        LastRescanAt = row.GetDateTimeOffset(nameof(PollState.LastRescanAt)),
        AnswerTag = row.GetString(nameof(PollState.AnswerTag)),
        AnswerTagOf = row.GetString(nameof(PollState.AnswerTagOf)),
        LeaseUntil = row.GetDateTimeOffset(nameof(PollState.LeaseUntil)),
        ETag = row.ETag,
    };
}
