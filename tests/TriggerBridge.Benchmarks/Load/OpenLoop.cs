using System.Net;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Benchmarks.Load;

/// <summary>
/// Posts so many events a second, whatever becomes of them: as many connections are opened as there are requests without an answer. A thread of its own
/// keeps the time, because the thread pool is late when many answers come.
/// </summary>
internal sealed class OpenLoop(Uri server, string bridge, SignedEvent signed) : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
    private readonly Uri _hook = new(server, $"api/hooks/{bridge}");

    /// <returns>All answers, in the order of sending.</returns>
    public async Task<IReadOnlyList<OpenAnswer>> SendAsync(int perSecond, TimeSpan length)
    {
        var sent = new Task<OpenAnswer>[(int)(perSecond * length.TotalSeconds)];
        await Task.Factory.StartNew(() => Send(sent, perSecond), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return await Task.WhenAll(sent);
    }

    public void Dispose() => _http.Dispose();

    private void Send(Task<OpenAnswer>[] sent, int perSecond)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < sent.Length; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / perSecond);
            while (TimeProvider.System.GetElapsedTime(started) < due)
                Thread.Sleep(Tick);
            sent[i] = SendOneAsync(started, due);
        }
    }

    private async Task<OpenAnswer> SendOneAsync(long started, TimeSpan due)
    {
        var senderId = Guid.NewGuid().ToString();
        using var request = signed.RequestTo(_hook, senderId);
        var sent = TimeProvider.System.GetElapsedTime(started);
        HttpStatusCode? status = null;
        var (isStarted, hasRetryAfter) = (false, false);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            isStarted = (await response.Content.ReadAsByteArrayAsync()).AsSpan().IndexOf("\"Started\""u8) >= 0;
            (status, hasRetryAfter) = (response.StatusCode, response.Headers.RetryAfter is not null);
        }
        catch (HttpRequestException)
        {
            // Counted as one without an answer.
        }

        return new()
        {
            DeliveryId = DeliveryId.From(senderId),
            Due = due,
            Sent = sent,
            Answered = TimeProvider.System.GetElapsedTime(started),
            Status = status,
            IsStarted = isStarted,
            HasRetryAfter = hasRetryAfter,
        };
    }
}
