namespace TriggerBridge.Webhooks;

/// <summary>What a sender's test of the address is answered with; it becomes no delivery.</summary>
public sealed record HandshakeAnswer
{
    public required int Status { get; init; }

    public string? ContentType { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }
}
