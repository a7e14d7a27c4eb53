using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;
using TriggerBridge.Ledger;

namespace TriggerBridge.Polling.State;

/// <summary>The table <c>Polls</c>: one row for each poll, written only over what was read.</summary>
internal sealed class PollStates(TableServiceClient service, NewId newId)
{
    /// <summary>A table's limit for a text: what is longer cannot be kept.</summary>
    public const int LongestText = 30_000;

    private readonly SideTable _table = new(service, "Polls");

    /// <summary>A blank state for a poll that never ran.</summary>
    /// <exception cref="LedgerUnavailableException">Table Storage does not answer.</exception>
    public async Task<PollState> ReadAsync(string bridge, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await _table.FindAsync(PollRow.Partition, bridge) is { } row ? PollRow.Read(row) : new PollState { Bridge = bridge };
    }

    /// <returns>What stands there now; null when somebody else wrote since <paramref name="state"/> was read.</returns>
    public async Task<PollState?> TryWriteAsync(PollState state)
    {
        var writeId = newId();
        var row = PollRow.Write(state, writeId);
        var table = await _table.ReadyAsync();
        if (await table.TryWriteAsync(row, state.ETag == default ? null : state.ETag) is { } answer)
            return state with { ETag = TableCalls.ETagOf(answer) };

        // Perhaps it was this very write, whose answer was lost.
        var found = await _table.FindAsync(PollRow.Partition, state.Bridge);
        return found?.GetString(PollRow.WriteId) == writeId ? PollRow.Read(found) : null;
    }
}

/// <summary>The JSON that stands inside rows.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Scan))]
internal sealed partial class PollJson : JsonSerializerContext;

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
