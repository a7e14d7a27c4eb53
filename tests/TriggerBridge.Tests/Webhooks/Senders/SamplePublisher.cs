using System.Collections.Concurrent;
using System.Net;
using TriggerBridge.Webhooks.Published;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>What senders publish, in place of their servers.</summary>
internal sealed class SamplePublisher : HttpMessageHandler, IPublishedDocuments
{
    private readonly ConcurrentQueue<Uri> _asked = new();

    /// <summary>By address; all else is not found.</summary>
    public ConcurrentDictionary<string, byte[]> Documents { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers in place of the documents; null: the documents.</summary>
    public Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>? On { get; set; }

    /// <summary>What was fetched, in this order.</summary>
    public IReadOnlyCollection<Uri> Asked => _asked;

    public static SamplePublisher Of(IReadOnlyDictionary<string, byte[]>? documents)
    {
        var publisher = new SamplePublisher();
        foreach (var (address, document) in documents ?? new Dictionary<string, byte[]>(StringComparer.Ordinal)) publisher.Documents[address] = document;
        return publisher;
    }

    /// <summary>Without a server, and without keeping anything.</summary>
    public ValueTask<T?> FindAsync<T>(Uri address, Func<ReadOnlyMemory<byte>, T?> read, bool again, CancellationToken cancellationToken)
        where T : class
    {
        _asked.Enqueue(address);
        return new(Documents.TryGetValue(address.AbsoluteUri, out var document) ? read(document) : null);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _asked.Enqueue(request.RequestUri!);
        if (On is { } on) return await on(request, cancellationToken);
        return Documents.TryGetValue(request.RequestUri!.AbsoluteUri, out var document)
            ? new HttpResponseMessage { Content = new ByteArrayContent(document) }
            : new HttpResponseMessage(HttpStatusCode.NotFound);
    }
}
