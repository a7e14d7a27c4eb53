using System.Runtime.InteropServices;

namespace TriggerBridge.Ledger;

/// <summary>
/// Lets those of one key record one after another, in the order in which they ask. Instances find each other by conflicts; in one process that would cost
/// a read and a transaction for each, and nobody could say who comes first.
/// </summary>
internal sealed class KeyLocks
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<TaskCompletionSource>> _waiting = new(StringComparer.Ordinal);

    /// <param name="rowKeys">In one order for all.</param>
    /// <param name="limit">How long it may take; null: as long as it takes.</param>
    /// <returns>Null where it took too long.</returns>
    public async Task<IDisposable?> EnterAsync(string bridge, IReadOnlyList<string> rowKeys, WaitLimit? limit, TimeProvider time)
    {
        // Asked for before anything is waited for: the order of the calls counts.
        var names = rowKeys.Select(rowKey => $"{bridge} {rowKey}").ToArray();
        var all = Task.WhenAll(names.Select(Ask));
        try
        {
            await (limit is { } most ? all.WaitAsync(most.Most, time, most.Until) : all);
            return new Entered(this, names);
        }
        catch (Exception over) when (over is TimeoutException or OperationCanceledException)
        {
            // Its place cannot be given up: what it would have got is handed on when it comes.
            _ = LeaveLaterAsync(all, names);
            return null;
        }
    }

    private async Task LeaveLaterAsync(Task all, string[] names)
    {
        await all;
        new Entered(this, names).Dispose();
    }

    private Task Ask(string name)
    {
        lock (_lock)
        {
            ref var queue = ref CollectionsMarshal.GetValueRefOrAddDefault(_waiting, name, out var isTaken);
            queue ??= new Queue<TaskCompletionSource>();
            if (!isTaken)
                return Task.CompletedTask;
            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            queue.Enqueue(turn);
            return turn.Task;
        }
    }

    private void Leave(string name)
    {
        lock (_lock)
        {
            if (_waiting[name].TryDequeue(out var next))
                next.SetResult();
            else
                _waiting.Remove(name);
        }
    }

    private sealed class Entered(KeyLocks locks, string[] names) : IDisposable
    {
        public void Dispose()
        {
            foreach (var name in names)
                locks.Leave(name);
        }
    }
}
