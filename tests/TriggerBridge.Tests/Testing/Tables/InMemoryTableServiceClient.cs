using System.Collections.Concurrent;
using Azure.Data.Tables;

namespace TriggerBridge.Tests.Testing.Tables;

/// <summary>
/// A table service in memory: strict ETags, atomic transactions, the service's refusals. <c>TableContract</c> holds it and
/// Azurite to the same behaviour. A table exists once somebody has created it.
/// </summary>
/// <param name="service">Another client's service, to have one of its own to the same tables; null for a new service.</param>
internal sealed class InMemoryTableServiceClient(InMemoryTableServiceClient? service = null) : TableServiceClient
{
    private readonly ConcurrentDictionary<string, InMemoryTableClient> _tables = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The service's clock: rows' timestamps and the <c>Date</c> of every answer.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>The most rows in a page.</summary>
    public int PageLimit { get; set; } = 1000;

    /// <summary>Awaited before a call does anything; what it throws, the caller gets.</summary>
    public Func<TableOperation, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Awaited after a call was carried out; by throwing it loses the answer.</summary>
    public Func<TableOperation, Task> After { get; set; } = _ => Task.CompletedTask;

    public override TableClient GetTableClient(string tableName) => Table(tableName);

    private InMemoryTableClient Table(string tableName) =>
        _tables.GetOrAdd(tableName, static (name, clients) => new(name, clients.Own, clients.Service?.Table(name)), (Own: this, Service: service));
}
