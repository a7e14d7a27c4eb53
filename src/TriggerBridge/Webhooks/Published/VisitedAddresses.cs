using System.Collections.Concurrent;

namespace TriggerBridge.Webhooks.Published;

/// <summary>
/// Visits the addresses by which a sender has its test of the bridge's address confirmed: within the limits of <see cref="IPublishedDocuments"/>, and with success
/// once a day.
/// </summary>
internal sealed class VisitedAddresses(IPublishedDocuments documents, TimeProvider time)
{
    private const int MostKept = 500;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<Uri, DateTimeOffset> _visited = new();

    /// <param name="address">Whoever calls has made sure that it is the sender's.</param>
    /// <returns>Whether it has answered 200, now or within a day.</returns>
    public async ValueTask<bool> VisitAsync(Uri address, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_visited.TryGetValue(address, out var at) && now - at < Kept)
            return true;
        if (await documents.FindAsync(address, static _ => "", again: false, cancellationToken) is null)
            return false;

        if (_visited.Count >= MostKept)
        {
            foreach (var oldest in _visited.OrderBy(each => each.Value).Take(MostKept / 10))
                _visited.TryRemove(oldest);
        }

        _visited[address] = now;
        return true;
    }
}
