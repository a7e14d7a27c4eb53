using TriggerBridge.Credentials;

namespace TriggerBridge.Webhooks;

/// <summary>One way in which senders prove themselves. Any of the secrets may be the sender's: one is rotated by naming two.</summary>
internal interface IRequestVerifier
{
    /// <summary>Headers with signatures or secrets, in lower case; they must not be stored.</summary>
    IEnumerable<string> SensitiveHeaders { get; }

    /// <summary>Keys of the query with secrets, in lower case; they must not be stored.</summary>
    IEnumerable<string> SensitiveQuery => [];

    /// <summary>In plain words, for the documentation.</summary>
    string Description { get; }

    /// <summary>Takes about the same time whatever is wrong, and looks at every secret.</summary>
    VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now);
}
