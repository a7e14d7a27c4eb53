using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using TriggerBridge.Ledger;

namespace TriggerBridge.Pairing;

/// <summary>The table <c>Pairings</c>: a row for each bridge or source that was ever paired.</summary>
internal sealed class PairingTable(TableServiceClient service)
{
    private readonly BridgeRows<PairingRow> _rows = new(service, "Pairings", PairingJson.Default.PairingRow);

    public async Task<IReadOnlyList<(string Bridge, PairingState State, ETag ETag)>> ReadAllAsync(CancellationToken cancellationToken) =>
        [.. (await _rows.ReadAllAsync(cancellationToken)).Select(each => (each.Bridge, each.Row.State(), each.ETag))];

    /// <returns>What stands there now, null where there is nothing; and the ETag of the row.</returns>
    public async Task<(PairingState? State, ETag? ETag)> ReadAsync(string bridge)
    {
        var (row, etag) = await _rows.ReadAsync(bridge);
        return (row?.State(), etag);
    }

    /// <returns>False if somebody else wrote since.</returns>
    public Task<bool> TryWriteAsync(string bridge, PairingState state, ETag? read) => _rows.TryWriteAsync(bridge, PairingRow.Of(state), read);
}

/// <summary>A <see cref="PairingState"/> as it stands in the ledger.</summary>
internal sealed record PairingRow(
    string? By, string? Key, DateTimeOffset Since, DateTimeOffset Until, DateTimeOffset? CameAt, bool IsStored, DateTimeOffset? ShownAt, string? Sealed, string? Mark)
{
    public static PairingRow Of(PairingState state) =>
        new(state.By, state.Key, state.Since, state.Until, state.CameAt, state.IsStored, state.ShownAt, state.Sealed, state.Mark);

    public PairingState State() => new()
    {
        By = By, Key = Key, Since = Since, Until = Until, CameAt = CameAt, IsStored = IsStored, ShownAt = ShownAt, Sealed = Sealed, Mark = Mark,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(PairingRow))]
internal sealed partial class PairingJson : JsonSerializerContext;
