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
        if (await BodyReader.ReadAsync(request, mostBytes, cancellationToken) is not { } body)
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
}
