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

    /// <summary>Answers what is asked by POST.</summary>
    public Func<ReadOnlyMemory<byte>, byte[]?>? Answers { get; set; }

    /// <summary>What was fetched, in this order.</summary>
    public IReadOnlyCollection<Uri> Asked => _asked;

    public static SamplePublisher Of(IReadOnlyDictionary<string, byte[]>? documents, Func<ReadOnlyMemory<byte>, byte[]?>? answers = null)
    {
        var publisher = new SamplePublisher { Answers = answers };
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

    public ValueTask<T?> AskAsync<T>(DocumentQuestion question, Func<ReadOnlyMemory<byte>, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        _asked.Enqueue(question.Address);
        return new(Answers?.Invoke(question.Json) is { } answer ? read(answer) : null);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _asked.Enqueue(request.RequestUri!);
        if (On is { } on) return await on(request, cancellationToken);
        if (request.Content is { } question)
        {
            var answer = Answers?.Invoke(await question.ReadAsByteArrayAsync(cancellationToken));
            return answer is null ? new HttpResponseMessage(HttpStatusCode.BadRequest) : new HttpResponseMessage { Content = new ByteArrayContent(answer) };
        }

        return Documents.TryGetValue(request.RequestUri!.AbsoluteUri, out var document)
            ? new HttpResponseMessage { Content = new ByteArrayContent(document) }
            : new HttpResponseMessage(HttpStatusCode.NotFound);
    }
}
