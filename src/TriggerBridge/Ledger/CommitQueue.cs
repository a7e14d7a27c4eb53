using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Data.Tables;

namespace TriggerBridge.Ledger;

/// <summary>The writes on one partition, for <see cref="GroupCommit"/>.</summary>
internal sealed class CommitQueue(LedgerTables tables, LedgerClock clock)
{
    private const int MostTogether = 16;
    private const int MostActions = 96;
    private const int MostBytes = 1024 * 1024;
    private const int FewestAtOnce = 2;

    // Half a second or so. What waits longer is recorded too late to be sent at once, and costs a claim of its own later.
    private const int MostWaiting = 500;

    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = new();
    private int _underWay;
    private int _gatherings;

    // A conflict costs a group a round more. Where there are many, such as in a storm of repeats, groups become small and go side by side.
    private int _together = MostTogether;

    /// <summary>So many wait that new deliveries are turned away.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
                return _waiting.Count >= MostWaiting;
        }
    }

    private int MostAtOnce => Math.Max(FewestAtOnce, MostTogether / _together);

    public Task<IReadOnlyList<Response>?> CommitAsync(LedgerWrite write)
    {
        lock (_lock)
        {
            if (_waiting.Count > 0 || _gatherings > 0 || _underWay >= MostAtOnce)
            {
                var waiting = new Waiting(write);
                _waiting.Enqueue(waiting);
                return write.Limit is { } limit ? WaitAsync(waiting, limit) : waiting.Answer;
            }

            _underWay++;
        }

        return SendAtOnceAsync(write);
    }

    // By whoever hands it in: on a quiet bridge nothing is added to the transaction itself.
    private async Task<IReadOnlyList<Response>?> SendAtOnceAsync(LedgerWrite write)
    {
        var hasConflict = true;
        try
        {
            var answers = await tables.SubmitAsync(write.Rows(), CancellationToken.None);
            hasConflict = false;
            return answers;
        }
        finally
        {
            End(hasConflict ? null : true);
        }
    }

    // What hangs under way may keep it for longer than its sender waits. What is under way itself is not given up: it may be written.
    private async Task<IReadOnlyList<Response>?> WaitAsync(Waiting waiting, WaitLimit limit)
    {
        try
        {
            return await waiting.Answer.WaitAsync(limit.Most, clock.Time, limit.Until);
        }
        catch (Exception over) when (over is TimeoutException or OperationCanceledException)
        {
            lock (_lock)
            {
                waiting.IsGivenUp = !waiting.IsTaken;
                if (waiting.IsGivenUp)
                    return null;
            }

            return await waiting.Answer;
        }
    }

    public IDisposable Gather()
    {
        lock (_lock)
            _gatherings++;
        return new Gathering(this);
    }

    private void SendNext()
    {
        while (TakeNext() is { } group)
            _ = SendAsync(group);
    }

    /// <returns>Null where nothing waits, or enough is under way.</returns>
    private List<Waiting>? TakeNext()
    {
        lock (_lock)
        {
            var group = new List<Waiting>();
            var (actions, bytes) = (0, 0);
            while (_gatherings == 0 && _underWay < MostAtOnce && group.Count < _together && _waiting.TryPeek(out var next))
            {
                if (next.IsGivenUp)
                {
                    _waiting.Dequeue();
                    continue;
                }

                (actions, bytes) = (actions + next.Write.Actions, bytes + next.Write.Bytes);
                if (group.Count > 0 && (actions > MostActions || bytes > MostBytes || group.Exists(next.Overlaps)))
                    break;
                next.IsTaken = true;
                group.Add(_waiting.Dequeue());
            }

            if (group.Count == 0)
                return null;
            _underWay++;
            return group;
        }
    }

    private async Task SendAsync(List<Waiting> group)
    {
        // The transaction is a part of what its first write belongs to, and not of whatever ended so that it could go.
        Activity.Current = group[0].Activity;
        End(await CommitAsync(group));
    }

    /// <param name="isSmooth">Whether the group had no conflict; null for a write that went alone and had one.</param>
    private void End(bool? isSmooth)
    {
        lock (_lock)
        {
            _underWay--;
            if (isSmooth is { } smooth)
                _together = smooth ? Math.Min(_together + 1, MostTogether) : Math.Max(_together / 2, 1);
        }

        SendNext();
    }

    // A conflict fails the whole transaction, and is one write's own: the others go again without it, and after two conflicts each alone.
    private async Task<bool?> CommitAsync(List<Waiting> group)
    {
        var rounds = 0;
        while (group.Count > 1 && rounds < 2)
        {
            rounds++;
            var refusal = await TryCommitAsync(group);
            if (refusal is null)
                return rounds == 1;
            if (refusal.Of is not { } one)
                break;
            one.Fail(refusal.Fault);
            group.Remove(one);
        }

        var alone = await Task.WhenAll(group.Select(async one => (Write: one, Refusal: await TryCommitAsync([one]))));
        foreach (var (write, refusal) in alone)
        {
            if (refusal is not null)
                write.Fail(refusal.Fault);
        }

        return rounds > 0 ? false : alone[0].Refusal is null ? true : null;
    }

    /// <returns>Null where there was an answer to all, if only that there is none.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever it is, whoever waits for the write learns of it.")]
    private async Task<Refusal?> TryCommitAsync(List<Waiting> group)
    {
        var actions = new List<TableTransactionAction>();
        var ends = new int[group.Count];
        try
        {
            for (var i = 0; i < group.Count; i++)
            {
                actions.AddRange(group[i].Rows);
                ends[i] = actions.Count;
            }

            var answers = await tables.SubmitAsync(actions, CancellationToken.None);
            for (var i = 0; i < group.Count; i++)
                group[i].Succeed([.. answers.Take(ends[i]).Skip(i == 0 ? 0 : ends[i - 1])]);
            return null;
        }
        catch (LedgerUnavailableException away)
        {
            // Each is told with an exception of its own: it says which write was not answered.
            var shared = group.Count > 1 && group[0].Write.IsUntouched is { } isUntouched ? new UnansweredTransaction(isUntouched) : null;
            group.ForEach(one => one.Fail(new LedgerUnavailableException(away.Message, away.InnerException ?? away) { Transaction = shared }));
            return null;
        }
        catch (Exception fault)
        {
            var at = (fault as TableTransactionFailedException)?.FailedTransactionActionIndex;
            return new Refusal(fault, at is { } index ? group.ElementAtOrDefault(Array.FindIndex(ends, end => index < end)) : null);
        }
    }

    private sealed class Gathering(CommitQueue queue) : IDisposable
    {
        public void Dispose()
        {
            lock (queue._lock)
                queue._gatherings--;
            queue.SendNext();
        }
    }

    /// <param name="Of">The write that was refused; null where that is not known.</param>
    private sealed record Refusal(Exception Fault, Waiting? Of);

    private sealed class Waiting(LedgerWrite write)
    {
        private readonly TaskCompletionSource<IReadOnlyList<Response>?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LedgerWrite Write => write;

        public bool IsTaken { get; set; }

        /// <summary>Nobody waits for it any more, and it is not sent.</summary>
        public bool IsGivenUp { get; set; }

        public Activity? Activity { get; } = Activity.Current;

        public Task<IReadOnlyList<Response>?> Answer => _answer.Task;

        // Kept: a transaction that was refused may be the client's own repeat of one that was carried out with these.
        public IReadOnlyList<TableTransactionAction> Rows => field ??= write.Rows();

        public bool Overlaps(Waiting other) => write.Overlaps(other.Write);

        public void Succeed(IReadOnlyList<Response> answers) => _answer.SetResult(answers);

        public void Fail(Exception fault) => _answer.SetException(fault);
    }
}
