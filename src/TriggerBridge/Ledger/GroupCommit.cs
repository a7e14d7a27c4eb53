using System.Collections.Concurrent;
using Azure;
using Azure.Data.Tables;

namespace TriggerBridge.Ledger;

/// <summary>The write of one delivery: all of it or nothing.</summary>
/// <param name="DeliveryId">A transaction takes no delivery twice.</param>
/// <param name="Actions">How many it has at most.</param>
/// <param name="Bytes">How large it is, about.</param>
/// <param name="Rows">Makes its actions, once, when it is first sent: a lease that begins with a write begins then.</param>
internal sealed record LedgerWrite(string DeliveryId, int Actions, int Bytes, Func<IReadOnlyList<TableTransactionAction>> Rows)
{
    // Key, delivery, work item, and what was signed; or delivery, and a work item in place of another. With an answer to come, its work item, too.
    private const int MostRows = 4;
    private const int MostRowsOfAnswer = 2;

    /// <summary>How large a delivery is without its payload, about.</summary>
    public const int StateBytes = 4 * 1024;

    /// <summary>The keys of rows beside the delivery's own that it changes: a transaction takes no row twice.</summary>
    public IReadOnlyList<string> Beside { get; init; } = [];

    /// <summary>What waits beyond it is not sent. Null: it belongs to what was accepted, and is sent whatever else waits.</summary>
    public WaitLimit? Limit { get; init; }

    /// <summary>Looks whether the delivery still stands as it did before. Null: nobody will ask.</summary>
    public Func<Task<bool>>? IsUntouched { get; init; }

    /// <summary>How many rows of its own a delivery writes at most.</summary>
    public static int MostRowsOf(Delivery delivery) => delivery.Callback is null ? MostRows : MostRows + MostRowsOfAnswer;

    /// <summary>Whether both write the same row.</summary>
    public bool Overlaps(LedgerWrite other) => other.DeliveryId == DeliveryId || (Beside.Count > 0 && Beside.Intersect(other.Beside, StringComparer.Ordinal).Any());
}

/// <summary>A transaction of several deliveries that got no answer: one delivery tells all of them that it was not carried out so far.</summary>
internal sealed class UnansweredTransaction(Func<Task<bool>> isUntouched)
{
    private readonly ConcurrentDictionary<int, Lazy<Task<bool>>> _looks = new();

    /// <param name="look">The first, second … look of each: all share one.</param>
    /// <returns>False: it was carried out, or somebody else has written that delivery. Each must look for itself.</returns>
    public Task<bool> IsUntouchedAsync(int look) => _looks.GetOrAdd(look, static (_, isUntouched) => new Lazy<Task<bool>>(isUntouched), isUntouched).Value;
}

/// <summary>How long a new delivery may wait to be sent to the tables.</summary>
/// <param name="Most">About as long as its sender waits.</param>
/// <param name="Until">The app is to stop.</param>
internal sealed record WaitLimit(TimeSpan Most, CancellationToken Until);

/// <summary>
/// Writes of many deliveries in few transactions. A write goes at once and alone while fewer than two transactions of its partition are
/// under way; what comes meanwhile goes together when one of them ends, first come, first served. Each write has its own answer, as if
/// it had gone alone, and nobody can take it back: others share its transaction.
/// </summary>
internal sealed class GroupCommit(LedgerTables tables, LedgerClock clock)
{
    private const int MostWrites = 2_000;
    private const long MostBytes = 64 * 1024 * 1024;

    private readonly ConcurrentDictionary<string, CommitQueue> _queues = new(StringComparer.Ordinal);
    private int _writes;
    private long _bytes;

    /// <summary>How many writes wait or are under way.</summary>
    public int Writes => Volatile.Read(ref _writes);

    /// <summary>So many wait in this process, or for one partition, that new deliveries are turned away.</summary>
    public bool IsFull => HasNoRoom || _queues.Values.Any(queue => queue.IsFull);

    private bool HasNoRoom => Writes >= MostWrites || Interlocked.Read(ref _bytes) >= MostBytes;

    /// <summary>New deliveries of this partition are turned away.</summary>
    public bool IsFullFor(string partition) => HasNoRoom || (_queues.TryGetValue(partition, out var queue) && queue.IsFull);

    /// <returns>The answer to each of its actions; null where it was not sent, because it waited too long, too many wait, or the app is to stop.</returns>
    /// <exception cref="RequestFailedException">An action of this write was refused: nothing of it was written.</exception>
    /// <exception cref="LedgerUnavailableException">No answer: it may or may not be written.</exception>
    public async Task<IReadOnlyList<Response>?> CommitAsync(string partition, LedgerWrite write)
    {
        if (write.Limit is not null && IsFullFor(partition))
            return null;

        Interlocked.Increment(ref _writes);
        Interlocked.Add(ref _bytes, write.Bytes);
        try
        {
            return await QueueOf(partition).CommitAsync(write);
        }
        finally
        {
            Interlocked.Decrement(ref _writes);
            Interlocked.Add(ref _bytes, -write.Bytes);
        }
    }

    /// <summary>What is handed in until this is disposed of goes together, as far as it fits: for whoever has many writes at once.</summary>
    public IDisposable Gather(string partition) => QueueOf(partition).Gather();

    private CommitQueue QueueOf(string partition) => _queues.GetOrAdd(partition, _ => new CommitQueue(tables, clock));
}
