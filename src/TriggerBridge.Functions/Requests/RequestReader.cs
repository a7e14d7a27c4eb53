using System.Buffers;
using Microsoft.Extensions.Options;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Functions.Requests;

/// <summary>Reads a request as the pipeline wants it: the bytes as they came, names of headers in lower case.</summary>
public sealed class RequestReader(PublicAddress address, IOptions<WebhookOptions> options)
{
    // What a sender says of a body's length is taken at its word up to here; beyond it memory follows what has come.
    private const int MostBytesAtOnce = 64 * 1024;

    /// <returns>Null when the body is larger than the app's limit.</returns>
    public async Task<WebhookRequest?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var mostBytes = options.Value.MaxBodyBytes;
        if (await ReadBodyAsync(request, mostBytes, cancellationToken) is not { } body)
            return null;

        var headers = new Dictionary<string, string>(request.Headers.Count, StringComparer.Ordinal);
        foreach (var (name, values) in request.Headers)
            headers[name.ToLowerInvariant()] = values.Count == 1 ? values[0] ?? "" : string.Join(", ", values.AsEnumerable());
        Vouch(request, headers);
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

    // What nobody vouches for is not there.
    private void Vouch(HttpRequest request, Dictionary<string, string> headers)
    {
        if (options.Value.ClientCertificates == ClientCertificates.Platform) return;
        headers.Remove(WebhookRequest.ClientCertificateHeader);
        if (options.Value.ClientCertificates == ClientCertificates.Connection && request.HttpContext.Connection.ClientCertificate is { } certificate)
            headers[WebhookRequest.ClientCertificateHeader] = Convert.ToBase64String(certificate.RawData);
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpRequest request, int mostBytes, CancellationToken cancellationToken)
    {
        var reader = request.BodyReader;
        var body = new ArrayBufferWriter<byte>((int)Math.Clamp(request.ContentLength ?? 0, 1, MostBytesAtOnce));
        var isTooLarge = request.ContentLength > mostBytes;
        // A read that its token ends, or an exception, is never over for Kestrel: it fails on it when it looks for the next request
        // ("Reading is already in progress"). So a read is called off by a result, and after an exception there is no next request.
        await using var calledOff = cancellationToken.Register(reader.CancelPendingRead);
        try
        {
            // What is too large is read to its end, up to the server's own limit, and not kept: an answer in the middle of a body would
            // reach the Functions host as a broken connection, and the sender as 500.
            while (true)
            {
                var read = await reader.ReadAsync(CancellationToken.None);
                isTooLarge |= body.WrittenCount + read.Buffer.Length > mostBytes;
                if (!isTooLarge)
                {
                    foreach (var part in read.Buffer) body.Write(part.Span);
                }

                reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    // Not as one expression: its null would be an empty body.
                    if (isTooLarge) return null;
                    return body.WrittenMemory;
                }

                if (read.IsCanceled)
                    throw new OperationCanceledException(cancellationToken);
            }
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
        catch (IOException fault) when (fault is not BadHttpRequestException)
        {
            request.HttpContext.Abort();
            throw new SenderGoneException(fault);
        }
    }
}
