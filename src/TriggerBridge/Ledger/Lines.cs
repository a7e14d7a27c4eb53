using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;

namespace TriggerBridge.Ledger;

/// <summary>
/// Deliveries of one key that are sent one after another. A turn ends with what became of its delivery; whoever sees that passes it on: the writer of the
/// outcome, or a tick, for a process may end in between.
/// </summary>
internal sealed partial class Lines(LedgerTables tables, DeliveryLedger ledger, ILogger<Lines> logger)
{
    private const int MostTries = 8;
    private const int Page = 200;

    /// <summary>Gives the turn to the next one, if it is over.</summary>
    /// <param name="bridge">Whose line.</param>
    /// <param name="line">Its key.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The delivery whose turn it is now; null where nobody waits.</returns>
    public async Task<Delivery?> PassOnAsync(string bridge, string line, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var (row, holder) = await HolderAsync(bridge, line, cancellationToken);
            if (holder is not null && holder.Work?.Kind != WorkKind.Wait && !LineRow.IsTurnOver(holder))
                return holder;

            // One that was replayed has its place, before all others.
            var next = holder is { Work.Kind: WorkKind.Wait } ? holder : await NextAsync(bridge, line, cancellationToken);
            if (next is null)
            {
                if (row is null || await tables.TryDeleteAsync(row, cancellationToken))
                    return null;
            }
            else if (await ledger.SaveAsync(next, Called(next), new RowBeside(LineRow.Of(bridge, line, next.RowKey, LinedUpAt(row)), row?.ETag)) is SaveResult.Saved saved)
            {
                return saved.Delivery;
            }
        }

        return null;
    }

    /// <summary>As <see cref="PassOnAsync"/>, for whoever has done what ended the turn: that stands, and what is not passed on here is by the next tick.</summary>
    /// <returns>Null also where the ledger does not do it.</returns>
    public async Task<Delivery?> TryPassOnAsync(string bridge, string line)
    {
        try
        {
            return await PassOnAsync(bridge, line, CancellationToken.None);
        }
        catch (Exception fault) when (fault is LedgerUnavailableException or RequestFailedException)
        {
            LogNotPassedOn(bridge, fault);
            return null;
        }
    }

    /// <summary>The lines of a bridge in which somebody waits.</summary>
    public async Task<IReadOnlyList<string>> WaitingAsync(string bridge, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        var (from, to) = RowKeys.Waiting;
        while (true)
        {
            var count = 0;
            await foreach (var item in WaitingAsync(bridge, from, to, Page, cancellationToken))
            {
                count++;
                if (item.Line is { } line && (lines.Count == 0 || lines[^1] != line))
                    lines.Add(line);
            }

            if (count < Page)
                return lines;
            // The rest of a long line says nothing more.
            from = RowKeys.WaitingIn(lines[^1]).To;
        }
    }

    /// <summary>The lines in which others wait for a dead letter, as far as they are among the first.</summary>
    /// <param name="most">How many lines are looked at, and how many that wait are counted in each.</param>
    public async Task<IReadOnlyList<HeldLine>> HeldAsync(string bridge, int most, CancellationToken cancellationToken)
    {
        var held = new List<HeldLine>();
        foreach (var line in (await WaitingAsync(bridge, cancellationToken)).Take(most))
        {
            if (await HolderAsync(bridge, line, cancellationToken) is not (_, { Status: DeliveryStatus.DeadLettered, LeftLine: false } holder))
                continue;
            var (from, to) = RowKeys.WaitingIn(line);
            var waiting = 0;
            await foreach (var _ in WaitingAsync(bridge, from, to, most, cancellationToken))
                waiting++;
            held.Add(new HeldLine(holder.DeliveryId, holder.UpdatedAt, waiting));
        }

        return held;
    }

    private async Task<(TableEntity? Row, Delivery? Holder)> HolderAsync(string bridge, string line, CancellationToken cancellationToken)
    {
        var row = await tables.GetAsync(bridge, RowKeys.Line(line), select: null, cancellationToken);
        return row is not null && await ledger.ReadAsync(bridge, LineRow.TurnOf(row), withPayload: false, cancellationToken) is DeliveryLookup.Found found
            ? (row, found.Delivery)
            : (row, null);
    }

    // One of which the item is left over is none.
    private async Task<Delivery?> NextAsync(string bridge, string line, CancellationToken cancellationToken)
    {
        var (from, to) = RowKeys.WaitingIn(line);
        await foreach (var item in WaitingAsync(bridge, from, to, Page, cancellationToken))
        {
            if (await ledger.LoadAsync(bridge, item, withPayload: false, cancellationToken) is DeliveryLookup.Found { Delivery: var delivery } && delivery.Has(item))
                return delivery;
            await ledger.DeleteStrayAsync(bridge, item, cancellationToken);
        }

        return null;
    }

    [LoggerMessage(LogLevel.Information, "A turn of {Bridge} was not passed on: whoever waits goes on with the next tick")]
    private partial void LogNotPassedOn(string bridge, Exception fault);

    // A dead letter has nothing to do: it holds the line until a person replays it, or lets the line go on.
    private Delivery Called(Delivery next)
    {
        var now = ledger.Clock.UtcNow;
        var called = next with { Work = null, NotBefore = next.NotBefore > now ? next.NotBefore : now };
        return next.Status == DeliveryStatus.DeadLettered ? called : called with { Work = called.DueInItsTurn(), Reason = null, UpdatedAt = now };
    }

    private DateTimeOffset LinedUpAt(TableEntity? row) => row is null ? ledger.Clock.UtcNow : LineRow.LinedUpAt(row);

    private async IAsyncEnumerable<WorkItem> WaitingAsync(string bridge, string from, string to, int most, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {bridge} and RowKey gt {from} and RowKey lt {to}");
        var count = 0;
        await foreach (var row in tables.Deliveries.RowsAsync(filter, ["RowKey"], Math.Min(most, 1000), cancellationToken))
        {
            yield return RowKeys.ParseWork(row.RowKey);
            if (++count == most)
                yield break;
        }
    }
}

/// <summary>A line in which others wait for a dead letter.</summary>
/// <param name="DeliveryId">Of the dead letter.</param>
/// <param name="Waiting">How many wait; of many, no more than are counted.</param>
public sealed record HeldLine(string DeliveryId, DateTimeOffset Since, int Waiting);
