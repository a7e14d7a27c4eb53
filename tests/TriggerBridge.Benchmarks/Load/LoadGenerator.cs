using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Benchmarks.Load;

/// <summary>
/// Posts events to one server, each with an id of its own, and demands of every answer that it started an execution, or, where ISC is
/// away, that the event is accepted and waits.
/// </summary>
internal sealed class LoadGenerator : IDisposable
{
    private readonly ConcurrentDictionary<string, string> _executions = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
    private readonly Uri _hook;
    private readonly SignedEvent _event;
    private readonly bool _iscIsAway;

    public LoadGenerator(Uri server, string bridge, SignedEvent signed, bool iscIsAway = false)
    {
        _iscIsAway = iscIsAway;
        _hook = new Uri(server, $"api/hooks/{bridge}");
        _event = signed;
    }

    /// <summary>All that was sent so far: delivery id → the execution that the answer named.</summary>
    public IReadOnlyDictionary<string, string> Executions => _executions;

    /// <returns>How long the whole took, and each delivery.</returns>
    /// <exception cref="InvalidOperationException">An answer is not what it must be.</exception>
    public async Task<(TimeSpan Total, IReadOnlyList<TimeSpan> Each)> SendAsync(int deliveries, int concurrency)
    {
        var each = new TimeSpan[deliveries];
        var next = -1;
        var started = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => WorkAsync()));
        return (TimeProvider.System.GetElapsedTime(started), each);

        async Task WorkAsync()
        {
            for (var mine = Interlocked.Increment(ref next); mine < deliveries; mine = Interlocked.Increment(ref next))
            {
                var sent = TimeProvider.System.GetTimestamp();
                await SendOneAsync();
                each[mine] = TimeProvider.System.GetElapsedTime(sent);
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task SendOneAsync()
    {
        var senderId = Guid.NewGuid().ToString();
        using var request = _event.RequestTo(_hook, senderId);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var answer = await response.Content.ReadAsByteArrayAsync();
        if (response.StatusCode != HttpStatusCode.Accepted)
            throw new InvalidOperationException($"A delivery was answered with {(int)response.StatusCode}.");
        Keep(DeliveryId.From(senderId), answer);
    }

    private void Keep(string deliveryId, byte[] answer)
    {
        using var json = JsonDocument.Parse(answer);
        var (root, executionId) = (json.RootElement, json.RootElement.GetProperty("workflowExecutionId").GetString());
        if (!root.GetProperty("deliveryId").ValueEquals(deliveryId))
            throw new InvalidOperationException("An answer names another delivery.");
        if (_iscIsAway)
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
