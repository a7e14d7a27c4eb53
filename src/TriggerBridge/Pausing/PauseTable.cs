using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using TriggerBridge.Ledger;

namespace TriggerBridge.Pausing;

/// <summary>The table <c>Pauses</c>: a row for each bridge that was ever paused.</summary>
internal sealed class PauseTable(TableServiceClient service)
{
    private const string Partition = "bridge";
    private const string State = nameof(State);

    private readonly SideTable _table = new(service, "Pauses");

    public async Task<IReadOnlyDictionary<string, PauseState>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var table = await _table.ReadyAsync();
        var all = new Dictionary<string, PauseState>(StringComparer.Ordinal);
        await foreach (var row in table.RowsAsync(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), ["RowKey", State], pageSize: null, cancellationToken))
            all[row.RowKey] = StateOf(row);
        return all;
    }

    /// <returns>What stands there now, and the ETag of the row; null where there is none.</returns>
    public async Task<(PauseState State, ETag? ETag)> ReadAsync(string bridge) =>
        await _table.FindAsync(Partition, bridge) is { } row ? (StateOf(row), row.ETag) : (PauseState.None, null);

    /// <returns>False if somebody else wrote since.</returns>
    public async Task<bool> TryWriteAsync(string bridge, PauseState state, ETag? read)
    {
        var row = new TableEntity(Partition, bridge) { [State] = JsonSerializer.Serialize(PauseRow.Of(state), PauseJson.Default.PauseRow) };
        return await (await _table.ReadyAsync()).TryWriteAsync(row, read) is not null;
    }

    private static PauseState StateOf(TableEntity row) =>
        row.GetString(State) is { } text && JsonSerializer.Deserialize(text, PauseJson.Default.PauseRow) is { } read ? read.State() : PauseState.None;
}

/// <summary>A <see cref="PauseState"/> as it stands in the ledger.</summary>
internal sealed record PauseRow(PauseOrder? Latest, DateTimeOffset? ResumedAt, string? ResumedBy, IReadOnlyList<PastPause>? Past)
{
    public static PauseRow Of(PauseState state) => new(state.Latest, state.ResumedAt, state.ResumedBy, state.Past);

    public PauseState State() => new() { Latest = Latest, ResumedAt = ResumedAt, ResumedBy = ResumedBy, Past = Past ?? [] };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(PauseRow))]
internal sealed partial class PauseJson : JsonSerializerContext;
