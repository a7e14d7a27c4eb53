using System.Collections.Concurrent;
using System.Globalization;
using Azure;
using TriggerBridge.Tables;

namespace TriggerBridge.Ledger;

/// <summary>
/// The ledger's tables, and the one place where a fault of Table Storage becomes a <see cref="LedgerUnavailableException"/>
/// and where its clock is read.
/// </summary>
internal sealed class LedgerTables(TableServiceClient service, LedgerClock clock)
{
    private const string RegistryPartition = "bridge";
    private const string AuditedUntil = nameof(AuditedUntil);

    private readonly TableClient _partitions = service.GetTableClient("Partitions");
    private readonly ConcurrentDictionary<string, bool> _registered = new(StringComparer.Ordinal);
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
        await Task.WhenAll(all.Select(table => CallAsync(() => table.CreateIfNotExistsAsync(cancellationToken), cancellationToken)));
        _created = true;
    }

    /// <summary>
    /// Registers a bridge's partition before its first delivery: sweeps go by this table and not by the configuration,
    /// so the deliveries of a bridge that was removed are not forgotten.
    /// </summary>
    public async ValueTask RegisterAsync(string bridge, CancellationToken cancellationToken)
    {
        if (_registered.ContainsKey(bridge))
            return;

        await EnsureCreatedAsync(cancellationToken);
        await CallAsync(() => _partitions.UpsertEntityAsync(new TableEntity(RegistryPartition, bridge), TableUpdateMode.Merge, cancellationToken), cancellationToken);
        _registered[bridge] = true;
    }

    /// <summary>Every bridge that ever recorded a delivery.</summary>
    public async Task<IReadOnlyList<string>> PartitionsAsync(CancellationToken cancellationToken)
    {
        await EnsureCreatedAsync(cancellationToken);
        return await CallAsync(async () =>
        {
            var names = new List<string>();
            await foreach (var row in _partitions.QueryAsync<TableEntity>($"PartitionKey eq '{RegistryPartition}'", select: ["RowKey"], cancellationToken: cancellationToken))
                names.Add(row.RowKey);
            return names;
        }, cancellationToken);
    }

    /// <summary>
    /// Takes a bridge out of the registry when nothing of it is left. Looks again afterwards, because another instance that still has
    /// the bridge may have recorded meanwhile.
    /// </summary>
    /// <returns>Whether nothing was left.</returns>
    public async Task<bool> UnregisterIfEmptyAsync(string bridge, CancellationToken cancellationToken)
    {
        if (!await IsEmptyAsync(bridge, cancellationToken))
            return false;

        await CallAsync(() => _partitions.DeleteEntityAsync(RegistryPartition, bridge, ETag.All, cancellationToken), cancellationToken);
        _registered.TryRemove(bridge, out _);
        if (await IsEmptyAsync(bridge, cancellationToken))
            return true;

        await RegisterAsync(bridge, cancellationToken);
        return false;
    }

    /// <summary>Where an audit of a bridge's deliveries stopped: the row key of the last one it saw; null to begin with the newest.</summary>
    public async Task<string?> AuditedUntilAsync(string bridge, CancellationToken cancellationToken)
    {
        var row = await CallAsync(() => _partitions.GetEntityIfExistsAsync<TableEntity>(RegistryPartition, bridge, cancellationToken: cancellationToken), cancellationToken);
        return row.HasValue && row.Value!.GetString(AuditedUntil) is { Length: > 0 } rowKey ? rowKey : null;
    }

    public Task SetAuditedUntilAsync(string bridge, string? rowKey, CancellationToken cancellationToken) =>
        CallAsync(
            () => _partitions.UpsertEntityAsync(
                new TableEntity(RegistryPartition, bridge) { [AuditedUntil] = rowKey ?? "" }, TableUpdateMode.Merge, cancellationToken),
            cancellationToken);

    /// <summary>
    /// One light read that tells whether the ledger answers; its date sets the clock. Tables that are not there are created; a ledger that
    /// is there needs the read alone, which is what a process that begins waits for.
    /// </summary>
    /// <param name="onThisThread">
    /// For a process that begins: on the asynchronous way are some fifty methods that are compiled at run time (state machines' boxes and
    /// what awaits in the framework), and there are none of them on this one.
    /// </param>
    public async Task ProbeAsync(bool onThisThread, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(ReadAsync, cancellationToken);
        }
        catch (LedgerUnavailableException fault) when (fault.InnerException is RequestFailedException { ErrorCode: TableErrorCode.TableNotFound })
        {
            _created = false;
            _registered.Clear();
            await EnsureCreatedAsync(cancellationToken);
            await CallAsync(ReadAsync, cancellationToken);
        }

        async Task<bool> ReadAsync()
        {
            var answer = onThisThread ? Read() : await _partitions.GetEntityIfExistsAsync<TableEntity>(RegistryPartition, "-", cancellationToken: cancellationToken);
            Observe(answer.GetRawResponse());
            return true;
        }

        NullableResponse<TableEntity> Read() => _partitions.GetEntityIfExists<TableEntity>(RegistryPartition, "-", cancellationToken: cancellationToken);
    }

    /// <summary>Calls Table Storage; what is not an answer to the question asked becomes a <see cref="LedgerUnavailableException"/>.</summary>
    public static async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (RequestFailedException fault) when (fault.Status is not (404 or 409 or 412 or 400 or 413) || fault.ErrorCode == TableErrorCode.TableNotFound)
        {
            throw Unavailable(fault);
        }
        catch (AggregateException fault)
        {
            throw Unavailable(fault);
        }
        catch (OperationCanceledException fault) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unavailable(fault);
        }
    }

    public async Task<IReadOnlyList<Response>> SubmitAsync(IReadOnlyList<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(() => Deliveries.SubmitTransactionAsync(actions, cancellationToken), cancellationToken);
        Observe(answer.GetRawResponse());
        return answer.Value;
    }

    private Task<bool> IsEmptyAsync(string bridge, CancellationToken cancellationToken) => CallAsync(async () =>
    {
        await foreach (var _ in Deliveries.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {bridge}"), 1, ["RowKey"], cancellationToken))
            return false;
        return true;
    }, cancellationToken);

    // The one format that HTTP allows; trying all that a date may have takes ten times as long.
    private void Observe(Response answer)
    {
        if (answer.Headers.TryGetValue("Date", out var text)
            && DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            clock.Observe(date);
        }
    }

    private static LedgerUnavailableException Unavailable(Exception fault) => new("Table Storage does not answer as it should.", fault);
}
