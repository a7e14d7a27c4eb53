using System.Globalization;
using System.Runtime.CompilerServices;
using Azure.Data.Tables;
using TriggerBridge.Ledger;

namespace TriggerBridge.Auditing;

/// <summary>Which entries to list.</summary>
public sealed record AuditQuery
{
    /// <summary>Then or later; null for no limit.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Then or earlier; null for no limit.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>One of <see cref="AuditActions"/>.</summary>
    public string? Action { get; init; }

    /// <summary>The name or the id of who did it.</summary>
    public string? Actor { get; init; }

    public string? Bridge { get; init; }

    /// <summary>The <see cref="AuditPage.Continuation"/> of the page before.</summary>
    public string? Continuation { get; init; }

    /// <summary>What is looked for: a continuation belongs to it.</summary>
    internal string Filters => string.Create(CultureInfo.InvariantCulture, $"audit\n{From?.UtcTicks}\n{To?.UtcTicks}\n{Action}\n{Actor}\n{Bridge}");
}

/// <summary>A part of the list, newest first.</summary>
/// <param name="Entries">What was found.</param>
/// <param name="Continuation">Null at the end.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, string? Continuation);

/// <summary>Lists what operators did, newest first.</summary>
public sealed class AuditList
{
    private readonly AuditTable _table;

    internal AuditList(AuditTable table) => _table = table;

    /// <exception cref="FormatException">The continuation is not one of this query.</exception>
    public async Task<AuditPage> ReadAsync(AuditQuery query, int take, CancellationToken cancellationToken)
    {
        var entries = new List<AuditEntry>();
        // One more tells whether there is more.
        await foreach (var entry in FindAsync(query, take + 1, cancellationToken))
        {
            if (entries.Count == take) return new AuditPage(entries, Continuation.Write(query.Filters, entries[^1].Id));
            entries.Add(entry);
        }

        return new AuditPage(entries, null);
    }

    /// <summary>All that is found, row by row.</summary>
    /// <exception cref="FormatException">The continuation is not one of this query.</exception>
    public IAsyncEnumerable<AuditEntry> ReadAllAsync(AuditQuery query, CancellationToken cancellationToken) => FindAsync(query, pageSize: null, cancellationToken);

    private async IAsyncEnumerable<AuditEntry> FindAsync(AuditQuery query, int? pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The other conditions are the service's.
        await foreach (var entry in _table.ReadAsync(Filter(query), query.Actor is null ? pageSize : null, cancellationToken))
            if (query.Actor is null || Is(query.Actor, entry.Actor)) yield return entry;
    }

    private static bool Is(string wanted, AuditActor actor) =>
        string.Equals(wanted, actor.Id, StringComparison.OrdinalIgnoreCase) || string.Equals(wanted, actor.Name, StringComparison.OrdinalIgnoreCase);

    private static string Filter(AuditQuery query)
    {
        var conditions = new List<string> { TableClient.CreateQueryFilter($"PartitionKey ge {AuditKeys.Partition(query.To ?? DateTimeOffset.MaxValue)}") };
        if (query.To is { } to) conditions.Add(TableClient.CreateQueryFilter($"RowKey ge {AuditKeys.Newest(to)}"));
        if (query.From is { } from)
        {
            conditions.Add(TableClient.CreateQueryFilter($"PartitionKey le {AuditKeys.Partition(from)}"));
            conditions.Add(TableClient.CreateQueryFilter($"RowKey lt {AuditKeys.Oldest(from)}"));
        }

        if (query.Continuation is { } continuation)
        {
            var after = Continuation.Parse(continuation, query.Filters, parts: 1)[0];
            conditions.Add(TableClient.CreateQueryFilter($"PartitionKey ge {AuditKeys.PartitionOf(after)} and RowKey gt {after}"));
        }

        if (query.Action is { } action) conditions.Add(TableClient.CreateQueryFilter($"Action eq {action}"));
        if (query.Bridge is { } bridge) conditions.Add(TableClient.CreateQueryFilter($"Bridge eq {bridge}"));
        return string.Join(" and ", conditions);
    }
}
