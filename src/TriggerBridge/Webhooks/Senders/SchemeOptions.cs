using TriggerBridge.Webhooks.Certificates;
using TriggerBridge.Webhooks.Hmac;
using TriggerBridge.Webhooks.Tokens;

namespace TriggerBridge.Webhooks.Senders;

/// <summary>What a bridge file may say about its sender's scheme.</summary>
internal sealed record SchemeOptions
{
    /// <summary>Of the generic scheme only.</summary>
    public HmacSignatureSpec Signature { get; init; } = new();

    /// <summary>The header in which a plain secret stands.</summary>
    public string? Header { get; init; }

    /// <summary>The key of the query in which a plain secret stands.</summary>
    public string? Parameter { get; init; }

    /// <summary>Of Amazon SNS, whose messages are taken.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>Messages of Amazon SNS that are signed with SHA-1 are not taken.</summary>
    public bool RefusesSha1 { get; init; }

    /// <summary>What PayPal calls the webhook.</summary>
    public string WebhookId { get; init; } = "";

    /// <summary>Whose client certificates are taken.</summary>
    public ClientCertificateSpec ClientCertificate { get; init; } = new();

    /// <summary>How far the signed time may be off, in place of the sender's own rule.</summary>
    public TimeSpan? Tolerance { get; init; }

    /// <summary>What its tokens must say.</summary>
    public TokenOptions Token { get; init; } = new();
}
