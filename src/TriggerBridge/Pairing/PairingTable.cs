using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using TriggerBridge.Ledger;

namespace TriggerBridge.Pairing;

/// <summary>The table <c>Pairings</c>: a row for each bridge or source that was ever paired.</summary>
internal sealed class PairingTable(TableServiceClient service)
{
    private const string Partition = "bridge";
    private const string State = nameof(State);

    private readonly SideTable _table = new(service, "Pairings");

    public async Task<IReadOnlyList<(string Bridge, PairingState State, ETag ETag)>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var table = await _table.ReadyAsync();
        var all = new List<(string, PairingState, ETag)>();
        await foreach (var row in table.RowsAsync(TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"), ["RowKey", State], pageSize: null, cancellationToken))
        {
            if (StateOf(row) is { } state) all.Add((row.RowKey, state, row.ETag));
        }

        return all;
    }

    /// <returns>What stands there now, null where there is nothing; and the ETag of the row.</returns>
    public async Task<(PairingState? State, ETag? ETag)> ReadAsync(string bridge) =>
        await _table.FindAsync(Partition, bridge) is { } row ? (StateOf(row), row.ETag) : (null, null);

    /// <returns>False if somebody else wrote since.</returns>
    public async Task<bool> TryWriteAsync(string bridge, PairingState state, ETag? read)
    {
        var row = new TableEntity(Partition, bridge) { [State] = JsonSerializer.Serialize(PairingRow.Of(state), PairingJson.Default.PairingRow) };
        return await (await _table.ReadyAsync()).TryWriteAsync(row, read) is not null;
    }

    private static PairingState? StateOf(TableEntity row) =>
        row.GetString(State) is { } text && JsonSerializer.Deserialize(text, PairingJson.Default.PairingRow) is { } read ? read.State() : null;
}

/// <summary>A <see cref="PairingState"/> as it stands in the ledger.</summary>
internal sealed record PairingRow(
    string? By, string? Key, DateTimeOffset Since, DateTimeOffset Until, DateTimeOffset? CameAt, bool IsStored, DateTimeOffset? ShownAt, string? Sealed)
{
    public static PairingRow Of(PairingState state) =>
        new(state.By, state.Key, state.Since, state.Until, state.CameAt, state.IsStored, state.ShownAt, state.Sealed);

    public PairingState State() => new()
    {
        By = By, Key = Key, Since = Since, Until = Until, CameAt = CameAt, IsStored = IsStored, ShownAt = ShownAt, Sealed = Sealed,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(PairingRow))]
internal sealed partial class PairingJson : JsonSerializerContext;
