using Azure;
using Azure.Data.Tables;
using TriggerBridge.Ledger;

namespace TriggerBridge.Pacing;

/// <summary>
/// The table <c>Clients</c>: how each client of ISC stands, and which instance holds how many of its calls. Partition: tenant; row: client id.
/// </summary>
internal sealed class ClientTable(LedgerTables tables)
{
    private const string Shares = nameof(Shares);

    /// <returns>The row, or an open client where there is none.</returns>
    public async Task<ClientRow> ReadAsync(string tenant, string clientId)
    {
        await tables.EnsureCreatedAsync(CancellationToken.None);
        return await tables.Clients.FindAsync(Key(tenant), Key(clientId), select: null, CancellationToken.None) is { } row
            ? new ClientRow(Read(row), PermitShare.Read(row.GetString(Shares)), row.ETag)
            : new ClientRow(ClientState.Undisturbed, [], null);
    }

    /// <param name="tenant">As bridges name it.</param>
    /// <param name="clientId">Whose row.</param>
    /// <param name="next">What it is to say, with the ETag of what was read.</param>
    /// <returns>False if somebody else wrote since.</returns>
    public async Task<bool> TryWriteAsync(string tenant, string clientId, ClientRow next)
    {
        var row = Write(tenant, clientId, next.State);
        row[Shares] = PermitShare.Write(next.Shares);
        return await tables.Clients.TryWriteAsync(row, next.ETag) is not null;
    }

    private static TableEntity Write(string tenant, string clientId, ClientState state) => new(Key(tenant), Key(clientId))
    {
        [nameof(ClientState.Cause)] = state.Cause.ToString(),
        [nameof(ClientState.PausedUntil)] = state.PausedUntil,
        [nameof(ClientState.Failures)] = state.Failures,
        [nameof(ClientState.ProbeUntil)] = state.ProbeUntil,
        [nameof(ClientState.ProbeId)] = state.ProbeId,
        [nameof(ClientState.Draining)] = state.Draining,
        [nameof(ClientState.Reason)] = state.Reason,
    };

    private static ClientState Read(TableEntity row) => new()
    {
        // What a newer version may write is no pause that this one knows how to end.
        Cause = Enum.TryParse<PauseCause>(row.GetString(nameof(ClientState.Cause)), out var cause) ? cause : PauseCause.None,
        PausedUntil = row.GetDateTimeOffset(nameof(ClientState.PausedUntil)),
        Failures = row.GetInt32(nameof(ClientState.Failures)) ?? 0,
        ProbeUntil = row.GetDateTimeOffset(nameof(ClientState.ProbeUntil)),
        ProbeId = row.GetString(nameof(ClientState.ProbeId)),
        Draining = row.GetBoolean(nameof(ClientState.Draining)) ?? false,
        Reason = row.GetString(nameof(ClientState.Reason)),
    };

    // Names come from people: a slash would be no key.
    private static string Key(string name) => Uri.EscapeDataString(name);
}

/// <summary>A client as the ledger has it.</summary>
/// <param name="State">Its state.</param>
/// <param name="Shares">What the instances hold of its calls.</param>
/// <param name="ETag">Null where there is no row yet.</param>
internal sealed record ClientRow(ClientState State, IReadOnlyList<PermitShare> Shares, ETag? ETag);
