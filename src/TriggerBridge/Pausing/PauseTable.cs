using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using TriggerBridge.Ledger;

namespace TriggerBridge.Pausing;

/// <summary>The table <c>Pauses</c>: a row for each bridge that was ever paused.</summary>
internal sealed class PauseTable(TableServiceClient service)
{
    private readonly BridgeRows<PauseRow> _rows = new(service, "Pauses", PauseJson.Default.PauseRow);

    public async Task<IReadOnlyDictionary<string, PauseState>> ReadAllAsync(CancellationToken cancellationToken) =>
        (await _rows.ReadAllAsync(cancellationToken)).ToDictionary(each => each.Bridge, each => each.Row.State(), StringComparer.Ordinal);

    /// <returns>What stands there now, and the ETag of the row; null where there is none.</returns>
    public async Task<(PauseState State, ETag? ETag)> ReadAsync(string bridge)
    {
        var (row, etag) = await _rows.ReadAsync(bridge);
        return (row?.State() ?? PauseState.None, etag);
    }

    /// <returns>False if somebody else wrote since.</returns>
    public Task<bool> TryWriteAsync(string bridge, PauseState state, ETag? read) => _rows.TryWriteAsync(bridge, PauseRow.Of(state), read);
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
