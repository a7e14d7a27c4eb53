namespace TriggerBridge.Webhooks;

/// <summary>A sender's request as it came: signatures are over these very bytes.</summary>
public sealed record WebhookRequest
{
    public required string Method { get; init; }

    /// <summary>Names in lower case; the values of a repeated header joined by <c>", "</c>.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Decoded; the values of a repeated key joined by <c>", "</c>.</summary>
    public required IReadOnlyDictionary<string, string> Query { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    public string? ContentType { get; init; }
}
