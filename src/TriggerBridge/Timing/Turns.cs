using System.Collections.Concurrent;

namespace TriggerBridge.Timing;

/// <summary>
/// Works on many things side by side and part by part, within a time that may be too short for all of them. They take turns: what has more to do
/// comes again after the others, and what was cut off comes last the next time, so that what hangs does not keep the others waiting.
/// </summary>
internal sealed class Turns<TKey>(int lanes)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, long> _cutOff = new();
    private long _cuts;

    /// <param name="all">What to work on.</param>
    /// <param name="keyOf">What it is known by the next time.</param>
    /// <param name="work">Does a part; true if there may be more.</param>
    /// <param name="cancellationToken">The time is up.</param>
    /// <exception cref="OperationCanceledException">The time is up.</exception>
    public Task RunAsync<T>(IEnumerable<T> all, Func<T, TKey> keyOf, Func<T, CancellationToken, Task<bool>> work, CancellationToken cancellationToken)
    {
        var waiting = new ConcurrentQueue<T>(all.OrderBy(each => _cutOff.GetValueOrDefault(keyOf(each))));
        return Task.WhenAll(Enumerable.Range(0, Math.Min(lanes, waiting.Count)).Select(_ => RunLaneAsync()));

        async Task RunLaneAsync()
        {
            while (waiting.TryDequeue(out var each))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (await RunAsync(each))
                    waiting.Enqueue(each);
            }
        }

        async Task<bool> RunAsync(T each)
        {
            try
            {
                var hasMore = await work(each, cancellationToken);
                _cutOff.TryRemove(keyOf(each), out _);
                return hasMore;
            }
            catch (OperationCanceledException)
            {
                _cutOff[keyOf(each)] = Interlocked.Increment(ref _cuts);
                throw;
            }
        }
    }
}
