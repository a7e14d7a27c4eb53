using System.Security.Cryptography;
using TriggerBridge.Credentials;

namespace TriggerBridge.Webhooks;

/// <summary>One way in which senders prove themselves, from both sides. Any of the secrets may be the sender's: one is rotated by naming two.</summary>
internal interface IRequestVerifier
{
    /// <summary>Headers with signatures or secrets, in lower case; they must not be stored.</summary>
    IEnumerable<string> SensitiveHeaders { get; }

    /// <summary>Keys of the query with secrets, in lower case; they must not be stored.</summary>
    IEnumerable<string> SensitiveQuery => [];

    /// <summary>In plain words, for the documentation.</summary>
    string Description { get; }

    /// <summary>What is read of a body to verify it, in plain words, for the documentation.</summary>
    string ReadsOfBody => "nothing";

    /// <summary>Whether the proof covers the body; otherwise whoever has seen one request can send any.</summary>
    bool CoversBody { get; }

    /// <summary>Adds what the proof covers: the same for each request that one proof is good for.</summary>
    void AppendSigned(WebhookRequest request, IncrementalHash hash) => hash.AppendData(request.Body.Span);

    /// <summary>Takes about the same time whatever is wrong, and looks at every secret.</summary>
    VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now);

    /// <summary>
    /// Does what the sender does, so that a bridge can be tried without it. What the sender adds to a request is added, or takes the place
    /// of what stands there; nothing else is changed.
    /// </summary>
    /// <param name="now">The time of sending, where the sender signs one.</param>
    SigningResult Sign(WebhookRequest request, SecretValue secret, DateTimeOffset now);
}
