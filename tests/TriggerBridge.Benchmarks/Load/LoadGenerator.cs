using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using TriggerBridge.Benchmarks.Measures;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Benchmarks.Load;

/// <summary>Posts events to one server, each with an id of its own, and demands of every answer that it is the expected one.</summary>
/// <param name="bridges">Each in turn.</param>
internal sealed class LoadGenerator(Uri server, IReadOnlyList<string> bridges, SignedEvent signed, Expected expected = Expected.Started) : IDisposable
{
    private readonly ConcurrentDictionary<string, string?> _executions = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
    private readonly Uri[] _hooks = [.. bridges.Select(bridge => new Uri(server, $"api/hooks/{bridge}"))];

    public LoadGenerator(Uri server, string bridge, SignedEvent signed, Expected expected = Expected.Started)
        : this(server, [bridge], signed, expected)
    {
    }

    /// <summary>All that was sent so far: delivery id → the execution that the answer named.</summary>
    public IReadOnlyDictionary<string, string?> Executions => _executions;

    /// <summary>A closed loop: so many are on their way at once, and the next one is sent when one is answered.</summary>
    /// <exception cref="InvalidOperationException">An answer is not what it must be.</exception>
    public async Task<Timings> SendAsync(int deliveries, int concurrency)
    {
        var each = new TimeSpan[deliveries];
        var next = -1;
        var started = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => WorkAsync()));
        return new(TimeProvider.System.GetElapsedTime(started), each);

        async Task WorkAsync()
        {
            for (var mine = Interlocked.Increment(ref next); mine < deliveries; mine = Interlocked.Increment(ref next))
                each[mine] = await SendOneAsync(_hooks[mine % _hooks.Length]);
        }
    }

    /// <summary>An open loop: each is sent at its time, whatever has become of those before.</summary>
    /// <exception cref="InvalidOperationException">An answer is not what it must be.</exception>
    public async Task<Timings> SendAtRateAsync(int deliveries, int perSecond)
    {
        var sent = new Task<TimeSpan>[deliveries];
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < deliveries; i++)
        {
            var early = TimeSpan.FromSeconds((double)i / perSecond) - TimeProvider.System.GetElapsedTime(started);
            if (early > TimeSpan.Zero)
                await Task.Delay(early, TimeProvider.System);
            sent[i] = SendOneAsync(_hooks[i % _hooks.Length]);
        }

        var each = await Task.WhenAll(sent);
        return new(TimeProvider.System.GetElapsedTime(started), each);
    }

    public void Dispose() => _http.Dispose();

    private async Task<TimeSpan> SendOneAsync(Uri hook)
    {
        var senderId = Guid.NewGuid().ToString();
        using var request = signed.RequestTo(hook, senderId);
        var sent = TimeProvider.System.GetTimestamp();
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var answer = await response.Content.ReadAsByteArrayAsync();
        var time = TimeProvider.System.GetElapsedTime(sent);

        if (response.StatusCode != (expected == Expected.NotFound ? HttpStatusCode.NotFound : HttpStatusCode.Accepted))
            throw new InvalidOperationException($"A delivery was answered with {(int)response.StatusCode}.");
        if (expected != Expected.NotFound)
            Keep(DeliveryId.From(senderId), answer);
        return time;
    }

    private void Keep(string deliveryId, byte[] answer)
    {
        using var json = JsonDocument.Parse(answer);
        var (root, executionId) = (json.RootElement, json.RootElement.GetProperty("workflowExecutionId").GetString());
        if (!root.GetProperty("deliveryId").ValueEquals(deliveryId))
            throw new InvalidOperationException("An answer names another delivery.");
        if (expected == Expected.Waiting)
        {
            if (!root.GetProperty("status").ValueEquals("Received") && !root.GetProperty("status").ValueEquals("RetryScheduled"))
                throw new InvalidOperationException($"A delivery does not wait: {root.GetProperty("status")}.");
            return;
        }

        if (!root.GetProperty("status").ValueEquals("Started") || string.IsNullOrEmpty(executionId))
            throw new InvalidOperationException($"A delivery was not started: {root.GetProperty("status")}.");
        if (!_executions.TryAdd(deliveryId, executionId))
            throw new InvalidOperationException("A delivery was answered twice.");
    }
}
