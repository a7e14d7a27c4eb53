using System.Buffers;
using Microsoft.Extensions.Options;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Functions.Requests;

/// <summary>Reads a request as the pipeline wants it: the bytes as they came, names of headers in lower case.</summary>
public sealed class RequestReader(PublicAddress address, IOptions<WebhookOptions> options)
{
    /// <returns>Null when the body is larger than the app's limit.</returns>
    public async Task<WebhookRequest?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var mostBytes = options.Value.MaxBodyBytes;
        if (await ReadBodyAsync(request, mostBytes, cancellationToken) is not { } body)
            return null;

        var headers = new Dictionary<string, string>(request.Headers.Count, StringComparer.Ordinal);
        foreach (var (name, values) in request.Headers)
            headers[name.ToLowerInvariant()] = values.Count == 1 ? values[0] ?? "" : string.Join(", ", values.AsEnumerable());
        var query = new Dictionary<string, string>(request.Query.Count, StringComparer.Ordinal);
        foreach (var (name, values) in request.Query)
            query[name] = values.Count == 1 ? values[0] ?? "" : string.Join(", ", values.AsEnumerable());

        return new WebhookRequest
        {
            Method = request.Method,
            Url = address.Of(request),
            Headers = headers,
            Query = query,
            Body = body,
            ContentType = request.ContentType,
            MostBytes = mostBytes,
        };
    }

    private static async Task<byte[]?> ReadBodyAsync(HttpRequest request, int mostBytes, CancellationToken cancellationToken)
    {
        try
        {
            // What is too large is read to its end, up to the server's own limit, and not kept: an answer in the middle of a body would
            // reach the Functions host as a broken connection, and the sender as 500.
            for (var isTooLarge = request.ContentLength > mostBytes; ;)
            {
                var read = await request.BodyReader.ReadAsync(cancellationToken);
                isTooLarge |= read.Buffer.Length > mostBytes;
                var body = read.IsCompleted && !isTooLarge ? read.Buffer.ToArray() : null;
                request.BodyReader.AdvanceTo(isTooLarge ? read.Buffer.End : read.Buffer.Start, read.Buffer.End);
                if (read.IsCompleted)
                    return body;
            }
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }
}
