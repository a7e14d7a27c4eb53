namespace TriggerBridge.Webhooks;

/// <summary>A sender's request as it came: signatures are over these very bytes.</summary>
public sealed record WebhookRequest
{
    /// <summary>The certificate that the caller showed while the connection was made, base64 DER, as App Service writes it. Whoever reads the request removes what nobody vouches for.</summary>
    public const string ClientCertificateHeader = "x-arr-clientcert";

    public required string Method { get; init; }

    /// <summary>The full address to which the sender sent it, as far as this app can know: some senders sign it.</summary>
    public string Url { get; init; } = "";

    /// <summary>Names in lower case; the values of a repeated header joined by <c>", "</c>.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Decoded; the values of a repeated key joined by <c>", "</c>.</summary>
    public required IReadOnlyDictionary<string, string> Query { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    public string? ContentType { get; init; }

    /// <summary>The most bytes that a compressed body may unfold to.</summary>
    public int MostBytes { get; init; } = 1024 * 1024;

    internal bool IsPost => Method.Equals("POST", StringComparison.OrdinalIgnoreCase);

    /// <param name="name">In lower case.</param>
    internal WebhookRequest WithHeader(string name, string value) => this with { Headers = With(Headers, name, value) };

    /// <summary>Also in the address, in place of what stands there.</summary>
    internal WebhookRequest WithQuery(string key, string value)
    {
        var parts = Url.Split('?', 2);
        var others = parts is [_, { Length: > 0 } query] ? query.Split('&').Where(field => Uri.UnescapeDataString(field.Split('=', 2)[0]) != key) : [];
        return this with
        {
            Query = With(Query, key, value),
            Url = $"{parts[0]}?{string.Join('&', others.Append($"{Uri.EscapeDataString(key)}={Uri.EscapeDataString(value)}"))}",
        };
    }

    private static Dictionary<string, string> With(IReadOnlyDictionary<string, string> fields, string name, string value) =>
        new(fields, StringComparer.Ordinal) { [name] = value };

    internal string? Header(string name) => Headers.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
