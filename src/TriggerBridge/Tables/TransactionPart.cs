using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Azure;
using Azure.Core;

namespace TriggerBridge.Tables;

/// <summary>
/// One action's answer inside a transaction's. Its headers are read when somebody asks; those it lacks are the
/// transaction's (<c>Date</c>, <c>x-ms-request-id</c>), except those that describe its body.
/// </summary>
internal sealed class TransactionPart(Response answer, int status, ReadOnlyMemory<byte> headers, ReadOnlyMemory<byte> body) : Response
{
    private readonly List<HttpHeader> _headers = [];

    public override int Status => status;

    public override string ReasonPhrase => ((HttpStatusCode)status).ToString();

    public override bool IsError => status >= 400;

    public override string ClientRequestId { get; set; } = answer.ClientRequestId;

    public override Stream? ContentStream { get; set; } = AsStream(body);

    public override void Dispose()
    {
    }

    protected override bool ContainsHeader(string name) => TryGetHeader(name, out _);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => OwnHeaders();

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value)
    {
        foreach (var header in OwnHeaders())
        {
            if (header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                value = header.Value;
                return true;
            }
        }

        value = null;
        return !name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) && answer.Headers.TryGetValue(name, out value);
    }

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = TryGetHeader(name, out var value) ? [value] : null;
        return values is not null;
    }

    private List<HttpHeader> OwnHeaders()
    {
        if (_headers.Count == 0)
        {
            foreach (var line in Encoding.UTF8.GetString(headers.Span).Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
            {
                if (line.Split(':', 2, StringSplitOptions.TrimEntries) is [var name, var value])
                    _headers.Add(new(name, value));
            }
        }

        return _headers;
    }

    // Visible, so that Response.Content takes the bytes as they are.
    private static MemoryStream AsStream(ReadOnlyMemory<byte> body) => MemoryMarshal.TryGetArray(body, out var segment)
        ? new(segment.Array!, segment.Offset, segment.Count, writable: false, publiclyVisible: true)
        : new(body.ToArray(), writable: false);
}
