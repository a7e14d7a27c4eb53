using System.Collections.Concurrent;
using TriggerBridge.EndToEnd.Testing;

namespace TriggerBridge.EndToEnd.Proofs;

/// <summary>A sender as senders are: whatever gets no 2xx is sent again, until it does.</summary>
internal sealed class RepeatingSender(string secret, Func<BridgeApp> next) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // So that sending takes a while, and kills come between.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(250);

    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromSeconds(30) }) { Timeout = TimeSpan.FromSeconds(10) };
    private readonly ConcurrentDictionary<string, bool> _accepted = new(StringComparer.Ordinal);
    private int _inFlight;
    private int _repeats;

    /// <summary>The delivery ids of everything that got a 2xx.</summary>
    public ICollection<string> Accepted => _accepted.Keys;

    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>How often something had to be sent again.</summary>
    public int Repeats => Volatile.Read(ref _repeats);

    public Task SendAllAsync(IEnumerable<string> ids, int atOnce) =>
        Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (id, cancellationToken) =>
        {
            await SendAsync(id, cancellationToken);
            await Task.Delay(Rest, TimeProvider.System, cancellationToken);
        });

    public async Task SendAsync(string id, CancellationToken cancellationToken = default)
    {
        while (!await TrySendAsync(id, cancellationToken))
        {
            Interlocked.Increment(ref _repeats);
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }

        _accepted[GitHubEvent.DeliveryId(id)] = true;
    }

    public void Dispose() => _http.Dispose();

    private async Task<bool> TrySendAsync(string id, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            using var request = GitHubEvent.Signed(secret, id);
            request.RequestUri = new Uri(next().Url, request.RequestUri!);
            using var answer = await _http.SendAsync(request, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }
}
