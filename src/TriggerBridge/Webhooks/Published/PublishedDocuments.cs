using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TriggerBridge.Http;
using TriggerBridge.Telemetry;

namespace TriggerBridge.Webhooks.Published;

/// <summary>
/// Keeps what was fetched for as long as its server says, within bounds, and for a day longer while the server does not answer. Anybody can make the app look for a
/// document by an unsigned request, so that what was never found is looked for only a few times a minute.
/// </summary>
internal sealed partial class PublishedDocuments(IHttpClientFactory clients, TimeProvider time, ILogger<PublishedDocuments> logger) : IPublishedDocuments
{
    /// <summary>The HTTP client's name. Tests replace its primary handler.</summary>
    public const string Client = "published-documents";

    private const int MostBytes = 256 * 1024;
    private const int MostKept = 500;
    private const int MostUnknownAMinute = 30;

    private static readonly TimeSpan Usual = TimeSpan.FromHours(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan WithoutServer = TimeSpan.FromDays(1);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(10);

    // The sender waits meanwhile, some for no more than three seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.5);

    private readonly ConcurrentDictionary<(Uri Address, string Question), Entry> _entries = new();
    private readonly LogThrottle _faults = new(time, TimeSpan.FromSeconds(30));
    private readonly Lock _unknownLock = new();
    private DateTimeOffset _unknownSince;
    private int _unknown;

    public ValueTask<T?> FindAsync<T>(Uri address, Func<ReadOnlyMemory<byte>, T?> read, bool again, CancellationToken cancellationToken)
        where T : class => FindAsync(new DocumentQuestion(address, Name: "", Json: default), read, again, isConfigured: false, cancellationToken);

    public ValueTask<T?> FindConfiguredAsync<T>(Uri address, Func<ReadOnlyMemory<byte>, T?> read, bool again, CancellationToken cancellationToken)
        where T : class => FindAsync(new DocumentQuestion(address, Name: "", Json: default), read, again, isConfigured: true, cancellationToken);

    public ValueTask<T?> AskAsync<T>(DocumentQuestion question, Func<ReadOnlyMemory<byte>, T?> read, CancellationToken cancellationToken)
        where T : class => FindAsync(question, read, again: false, isConfigured: false, cancellationToken);

    private async ValueTask<T?> FindAsync<T>(DocumentQuestion question, Func<ReadOnlyMemory<byte>, T?> read, bool again, bool isConfigured, CancellationToken cancellationToken)
        where T : class
    {
        var now = time.GetUtcNow();
        if (!_entries.TryGetValue((question.Address, question.Name), out var entry))
        {
            // To count them takes all of their locks: not for each request.
            MakeRoom();
            entry = _entries.GetOrAdd((question.Address, question.Name), static _ => new Entry());
        }

        await entry.BeginAsync(now, again, isKnown => isKnown || isConfigured || MayLookForAnother(now), () => FetchAsync(entry, question, read)).WaitAsync(cancellationToken);
        return entry.Kept(time.GetUtcNow()) as T;
    }

    private bool MayLookForAnother(DateTimeOffset now)
    {
        lock (_unknownLock)
        {
            if (now - _unknownSince >= TimeSpan.FromMinutes(1) || now < _unknownSince)
                (_unknownSince, _unknown) = (now, 0);
            if (_unknown >= MostUnknownAMinute)
                return false;
            _unknown++;
            return true;
        }
    }

    // What was never found goes first.
    private void MakeRoom()
    {
        if (_entries.Count < MostKept)
            return;
        foreach (var each in _entries.OrderBy(each => each.Value.IsKnown).ThenBy(each => each.Value.TriedAt).Take(MostKept / 10))
            _entries.TryRemove(each);
    }

    private async Task FetchAsync<T>(Entry entry, DocumentQuestion question, Func<ReadOnlyMemory<byte>, T?> read)
        where T : class
    {
        var address = question.Address;
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            var http = clients.CreateClient(Client);
            using var request = RequestFor(question);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (response.StatusCode != System.Net.HttpStatusCode.OK)
                Fail(entry, address, $"it answered {(int)response.StatusCode}");
            else if (await BoundedBody.ReadAsync(response.Content, MostBytes, patience.Token) is not { } body)
                Fail(entry, address, $"it is larger than {MostBytes / 1024} KiB");
            else if (read(body) is not { } document)
                Fail(entry, address, "it is not what was expected");
            else
                entry.Keep(document, time.GetUtcNow(), LifeOf(response));
        }
        catch (Exception fault) when (fault is InvalidDataException or InvalidOperationException)
        {
            // Bytes that are compressed otherwise than their header says: gzip and Brotli have an exception each.
            Fail(entry, address, "it cannot be decompressed");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException or System.Net.Sockets.SocketException)
        {
            Fail(entry, address, patience.IsCancellationRequested ? "it did not answer in time" : fault.InnerException is PrivateAddressException ? "it stands in a private network" : "it cannot be reached");
        }
    }

    private static HttpRequestMessage RequestFor(DocumentQuestion question) => question.Json.IsEmpty
        ? new(HttpMethod.Get, question.Address)
        : new(HttpMethod.Post, question.Address) { Content = new ReadOnlyMemoryContent(question.Json) { Headers = { ContentType = new("application/json") } } };

    private static TimeSpan LifeOf(HttpResponseMessage response)
    {
        var life = response.Headers.CacheControl?.MaxAge ?? Usual;
        return life < Shortest ? Shortest : life > Longest ? Longest : life;
    }

    private void Fail(Entry entry, Uri address, string reason)
    {
        entry.Fail(time.GetUtcNow());
        if (_faults.Allows(""))
            LogFault(address.GetLeftPart(UriPartial.Path), reason);
    }

    [LoggerMessage(LogLevel.Warning, "What a sender is verified with cannot be read at {Address}: {Reason}")]
    private partial void LogFault(string address, string reason);

    private sealed class Entry
    {
        private readonly Lock _lock = new();
        private Task? _fetching;
        private object? _document;
        private DateTimeOffset _freshUntil;
        private DateTimeOffset _notBefore;

        public DateTimeOffset TriedAt { get; private set; }

        public bool IsKnown => _document is not null;

        /// <param name="mayFetch">With whether it is known.</param>
        /// <returns>The fetch to wait for, if there is one to be made now.</returns>
        public Task BeginAsync(DateTimeOffset now, bool again, Predicate<bool> mayFetch, Func<Task> fetch)
        {
            lock (_lock)
            {
                if (_fetching is { IsCompleted: false })
                    return _document is not null && now < _freshUntil && !again ? Task.CompletedTask : _fetching;
                var isWanted = _document is null || now >= _freshUntil || (again && now - TriedAt >= BetweenTries);
                if (!isWanted || now < _notBefore || !mayFetch(IsKnown))
                    return Task.CompletedTask;
                TriedAt = now;
                return _fetching = fetch();
            }
        }

        public object? Kept(DateTimeOffset now)
        {
            lock (_lock)
                return now < _freshUntil + WithoutServer ? _document : null;
        }

        public void Keep(object document, DateTimeOffset now, TimeSpan life)
        {
            lock (_lock)
                (_document, _freshUntil, _notBefore) = (document, now + life, now);
        }

        public void Fail(DateTimeOffset now)
        {
            lock (_lock)
                _notBefore = now + AfterFault;
        }
    }
}

internal static class PublishedDocumentsServices
{
    /// <param name="isDevelopment">Also servers on this machine.</param>
    public static void AddPublishedDocuments(this IServiceCollection services, bool isDevelopment)
    {
        services.AddSingleton<IPublishedDocuments, PublishedDocuments>();
        services.AddSingleton<VisitedAddresses>();
        services.AddSingleton(CertificateTrust.Platform);
        services.AddHttpClient(PublishedDocuments.Client, static http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(isDevelopment ? ReachHandlers.Any : ReachHandlers.Public)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();
    }
}
