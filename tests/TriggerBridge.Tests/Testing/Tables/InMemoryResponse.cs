using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Data.Tables.Models;

namespace TriggerBridge.Tests.Testing.Tables;

/// <summary>An answer of the service in memory, with its <c>Date</c>, the row's ETag and, for a refusal, the service's error body.</summary>
internal sealed class InMemoryResponse : Response
{
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    public InMemoryResponse(int status, DateTimeOffset date, ETag? etag = null)
    {
        Status = status;
        _headers["Date"] = date.ToString("R", CultureInfo.InvariantCulture);
        if (etag is { } value)
            _headers["ETag"] = value.ToString();
    }

    public override int Status { get; }

    public override string ReasonPhrase => ((System.Net.HttpStatusCode)Status).ToString();

    public override bool IsError => Status >= 400;

    public override Stream? ContentStream { get; set; }

    public override string ClientRequestId { get; set; } = "in-memory";

    /// <summary>The service's answer to a question for a row that is not there.</summary>
    public static InMemoryResponse Missing(TableErrorCode code, DateTimeOffset date) => new(404, date)
    {
        ContentStream = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(
            new Dictionary<string, object>(StringComparer.Ordinal) { ["odata.error"] = new { code = code.ToString() } })),
    };

    public static RequestFailedException Refusal(int status, TableErrorCode code) => new(status, $"The service in memory says {code}.", code.ToString(), innerException: null);

    public override void Dispose()
    {
    }

    protected override bool ContainsHeader(string name) => _headers.ContainsKey(name);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => _headers.Select(header => new HttpHeader(header.Key, header.Value));

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value) => _headers.TryGetValue(name, out value);

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = _headers.TryGetValue(name, out var value) ? [value] : null;
        return values is not null;
    }
}
