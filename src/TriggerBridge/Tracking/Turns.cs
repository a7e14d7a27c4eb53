using System.Collections.Concurrent;

namespace TriggerBridge.Tracking;

/// <summary>
/// Works on many things side by side, within a time that may be too short for all of them: what it cut off last time comes last the next time, so
/// that what hangs does not keep the others from their turn.
/// </summary>
internal sealed class Turns<TKey>(int parallelism)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, long> _cutOff = new();
    private long _cuts;

    /// <exception cref="OperationCanceledException">The time is up.</exception>
    public Task RunAsync<T>(IEnumerable<T> all, Func<T, TKey> keyOf, Func<T, CancellationToken, Task> work, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            all.OrderBy(each => _cutOff.GetValueOrDefault(keyOf(each))),
            new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken },
            async (each, stop) =>
            {
                try
                {
                    await work(each, stop);
                    _cutOff.TryRemove(keyOf(each), out _);
                }
                catch (OperationCanceledException)
                {
                    _cutOff[keyOf(each)] = Interlocked.Increment(ref _cuts);
                    throw;
                }
            });
}
