using System.Collections.Concurrent;
using System.Globalization;
using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;

namespace TriggerBridge.Ledger;

/// <summary>The ledger's tables, and the one place where Table Storage's clock is read.</summary>
internal sealed class LedgerTables(TableServiceClient service, LedgerClock clock)
{
    private const string RegistryPartition = "bridge";
    private const string AuditedUntil = nameof(AuditedUntil);
    private const string KnownAt = nameof(KnownAt);
    private const string HasLines = nameof(HasLines);

    // Far less than the time without use after which a bridge is forgotten, so that whoever takes it as registered may rely on it; and
    // less than the hour after which a bridge that nobody knows is given up.
    private static readonly TimeSpan RegisterEvery = TimeSpan.FromMinutes(15);

    private readonly TableClient _partitions = service.GetTableClient("Partitions");
    private readonly ConcurrentDictionary<string, DateTimeOffset> _registered = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _withLines = new(StringComparer.Ordinal);
    private volatile bool _created;

    public TableClient Deliveries { get; } = service.GetTableClient("Deliveries");

    /// <summary>How each client of ISC stands; see <c>Pacing/</c>.</summary>
    public TableClient Clients { get; } = service.GetTableClient("Clients");

    /// <summary>What was used of the tenants' quotas; see <c>Pacing/</c>.</summary>
    public TableClient Usage { get; } = service.GetTableClient("Usage");

    /// <summary>Creates the tables once; cheap afterwards.</summary>
    public async ValueTask EnsureCreatedAsync(CancellationToken cancellationToken)
    {
        if (_created)
            return;

        // At once: a process that begins has somebody waiting.
        TableClient[] all = [Deliveries, _partitions, Clients, Usage];
        await Task.WhenAll(all.Select(table => TableCalls.CallAsync(() => table.CreateIfNotExistsAsync(cancellationToken), cancellationToken)));
        _created = true;
    }

    /// <summary>
    /// Registers a bridge's partition before its first delivery: sweeps go by this table and not by the configuration,
    /// so the deliveries of a bridge that was removed are not forgotten. Said again from time to time: others may not know the bridge.
    /// </summary>
    public ValueTask RegisterAsync(string bridge, CancellationToken cancellationToken) => RegisterAsync(bridge, hasLines: false, cancellationToken);

    /// <param name="bridge">Whose partition.</param>
    /// <param name="hasLines">Deliveries in it may wait for each other: sweeps look for those only where somebody has said so.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async ValueTask RegisterAsync(string bridge, bool hasLines, CancellationToken cancellationToken)
    {
        var now = clock.UtcNow;
        var isKnown = _registered.TryGetValue(bridge, out var last) && (now - last).Duration() < RegisterEvery;
        if (isKnown && (!hasLines || _withLines.ContainsKey(bridge)))
            return;

        await EnsureCreatedAsync(cancellationToken);
        var row = new TableEntity(RegistryPartition, bridge) { [KnownAt] = now };
        if (hasLines || _withLines.ContainsKey(bridge))
            row[HasLines] = true;
        await TableCalls.CallAsync(() => _partitions.UpsertEntityAsync(row, TableUpdateMode.Merge, cancellationToken), cancellationToken);
        _registered[bridge] = now;
        if (hasLines)
            _withLines[bridge] = true;
    }

    /// <summary>Every bridge that ever recorded a delivery.</summary>
    public async Task<IReadOnlyList<string>> PartitionsAsync(CancellationToken cancellationToken) =>
        [.. (await RegisteredAsync(cancellationToken)).Select(registered => registered.Bridge)];

    /// <summary>As <see cref="PartitionsAsync"/>, with when an instance that knows the bridge last said so.</summary>
    public async Task<IReadOnlyList<RegisteredBridge>> RegisteredAsync(CancellationToken cancellationToken)
    {
        await EnsureCreatedAsync(cancellationToken);
        var all = new List<RegisteredBridge>();
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {RegistryPartition}");
        await foreach (var row in _partitions.RowsAsync(filter, ["RowKey", "Timestamp", KnownAt, HasLines], pageSize: null, cancellationToken))
            all.Add(new RegisteredBridge(row.RowKey, KnownAtOf(row), row.GetBoolean(HasLines) ?? false));
        return all;
    }

    /// <summary>
    /// Takes a bridge out of the registry when nothing of it is left and no instance has registered it for so long that none takes it as
    /// registered any more. Looks again afterwards, because another instance that still has the bridge may have recorded meanwhile.
    /// </summary>
    /// <param name="bridge">Whose partition.</param>
    /// <param name="until">When it was registered last, at the latest: days ago, by the service's clock.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether nothing was left.</returns>
    public async Task<bool> UnregisterIfEmptyAsync(string bridge, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (await _partitions.FindAsync(RegistryPartition, bridge, ["Timestamp", KnownAt], cancellationToken) is not { } registered || KnownAtOf(registered) > until)
            return false;
        if (!await IsEmptyAsync(bridge, cancellationToken) || !await TryUnregisterAsync(bridge, registered.ETag, cancellationToken))
            return false;
        if (await IsEmptyAsync(bridge, cancellationToken))
            return true;

        await RegisterAsync(bridge, cancellationToken);
        return false;
    }

    /// <summary>Where an audit of a bridge's deliveries stopped: the row key of the last one it saw; null to begin with the newest.</summary>
    public async Task<string?> AuditedUntilAsync(string bridge, CancellationToken cancellationToken)
    {
        var row = await _partitions.FindAsync(RegistryPartition, bridge, [AuditedUntil], cancellationToken);
        return row?.GetString(AuditedUntil) is { Length: > 0 } rowKey ? rowKey : null;
    }

    public Task SetAuditedUntilAsync(string bridge, string? rowKey, CancellationToken cancellationToken) =>
        TableCalls.CallAsync(
            () => _partitions.UpsertEntityAsync(
                new TableEntity(RegistryPartition, bridge) { [AuditedUntil] = rowKey ?? "" }, TableUpdateMode.Merge, cancellationToken),
            cancellationToken);

    /// <summary>
    /// One light read that tells whether the ledger answers; its date sets the clock. Tables that are not there are created.
    /// </summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync();
        }
        catch (LedgerUnavailableException fault) when (fault.InnerException is RequestFailedException missing && missing.ErrorCode == TableErrorCode.TableNotFound)
        {
            _created = false;
            _registered.Clear();
            await EnsureCreatedAsync(cancellationToken);
            await ReadAsync();
        }

        async Task ReadAsync()
        {
            var sentAt = clock.Timestamp;
            Observe((await _partitions.ReadAsync(RegistryPartition, "-", select: null, cancellationToken)).GetRawResponse(), sentAt);
        }
    }

    /// <summary>One transaction on the deliveries of a bridge; its date sets the clock.</summary>
    /// <exception cref="TableTransactionFailedException">An action was refused: nothing was written.</exception>
    public async Task<IReadOnlyList<Response>> SubmitAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        var sentAt = clock.Timestamp;
        var answer = await Deliveries.SubmitAsync(actions, cancellationToken);
        Observe(answer.GetRawResponse(), sentAt);
        return answer.Value;
    }

    private async Task<bool> TryUnregisterAsync(string bridge, ETag read, CancellationToken cancellationToken)
    {
        try
        {
            await TableCalls.CallAsync(() => _partitions.DeleteEntityAsync(RegistryPartition, bridge, read, cancellationToken), cancellationToken);
        }
        catch (RequestFailedException conflict) when (conflict.Status == 412)
        {
            return false;
        }

        _registered.TryRemove(bridge, out _);
        return true;
    }

    // Rows of earlier versions do not say it.
    private static DateTimeOffset KnownAtOf(TableEntity row) => row.GetDateTimeOffset(KnownAt) ?? row.Timestamp ?? DateTimeOffset.MinValue;

    private async Task<bool> IsEmptyAsync(string bridge, CancellationToken cancellationToken)
    {
        await foreach (var _ in Deliveries.RowsAsync(TableClient.CreateQueryFilter($"PartitionKey eq {bridge}"), ["RowKey"], pageSize: 1, cancellationToken))
            return false;
        return true;
    }

    // The one format that HTTP allows; trying all that a date may have takes ten times as long.
    private void Observe(Response answer, long sentAt)
    {
        if (answer.Headers.TryGetValue("Date", out var text)
            && DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            clock.Observe(date, sentAt);
        }
    }
}

/// <summary>A bridge, or a source, that ever recorded a delivery.</summary>
/// <param name="KnownAt">When an instance that knows it last said so.</param>
/// <param name="HasLines">Its deliveries may wait for each other.</param>
internal sealed record RegisteredBridge(string Bridge, DateTimeOffset KnownAt, bool HasLines);
