using System.Globalization;
using System.Security.Cryptography;
using TriggerBridge.Credentials;
using TriggerBridge.Webhooks.Published;

namespace TriggerBridge.Webhooks;

/// <summary>One way in which senders prove themselves, from both sides.</summary>
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

    /// <summary>Whether it verifies by a secret that the sender has as well; otherwise by what the sender publishes, or its certificate.</summary>
    bool NeedsSecret => true;

    /// <summary>Whether it can tell anything with the secrets that are known now.</summary>
    bool CanVerify(IReadOnlyDictionary<string, SecretValue> known) => !NeedsSecret || known.Count > 0;

    /// <summary>Whether the proof covers the body; otherwise whoever has seen one request can send any.</summary>
    bool CoversBody { get; }

    /// <summary>Where it does not: why a captured request is good for others, in plain words, for the documentation.</summary>
    string WhyAnyBody => "the secret is in the request";

    /// <summary>Whether the proof shows the secret itself, or the most of it.</summary>
    bool ShowsSecret => !CoversBody;

    /// <summary>Adds what the proof covers: the same for each request that one proof is good for.</summary>
    void AppendSigned(WebhookRequest request, IncrementalHash hash) => hash.AppendData(request.Body.Span);

    /// <summary>Takes about the same time whatever is wrong.</summary>
    ValueTask<VerificationResult> VerifyAsync(WebhookRequest request, VerificationMeans means, CancellationToken cancellationToken);

    /// <summary>
    /// Does what the sender does, so that a bridge can be tried without it. What the sender adds to a request is added, or takes the place
    /// of what stands there; nothing else is changed.
    /// </summary>
    /// <param name="now">The time of sending, where the sender signs one.</param>
    SigningResult Sign(WebhookRequest request, SecretValue secret, DateTimeOffset now);
}

/// <summary>Verifies by nothing but a secret. Any of the secrets may be the sender's: one is rotated by naming two.</summary>
internal interface ISecretVerifier : IRequestVerifier
{
    /// <summary>Takes about the same time whatever is wrong, and looks at every secret.</summary>
    VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now);

    ValueTask<VerificationResult> IRequestVerifier.VerifyAsync(WebhookRequest request, VerificationMeans means, CancellationToken cancellationToken) =>
        new(Verify(request, means.Secrets, means.Now));
}

/// <summary>What a request is verified with.</summary>
/// <param name="Known">The bridge's secrets by their names, as far as they could be read.</param>
/// <param name="Now">When it came.</param>
/// <param name="Documents">What senders publish.</param>
internal sealed record VerificationMeans(IReadOnlyDictionary<string, SecretValue> Known, DateTimeOffset Now, IPublishedDocuments Documents)
{
    public IReadOnlyList<SecretValue> Secrets => [.. Known.Values];

    /// <summary>Which certificates are believed.</summary>
    public CertificateTrust Trust { get; init; } = CertificateTrust.Platform;

    /// <summary>Nothing but secrets, whatever their names.</summary>
    public static VerificationMeans Of(DateTimeOffset now, params IReadOnlyList<SecretValue> secrets) =>
        new(secrets.Index().ToDictionary(each => each.Index.ToString(CultureInfo.InvariantCulture), each => each.Item, StringComparer.Ordinal), now, NoDocuments.Instance);

    private sealed class NoDocuments : IPublishedDocuments
    {
        public static readonly NoDocuments Instance = new();

        public ValueTask<T?> FindAsync<T>(Uri address, Func<ReadOnlyMemory<byte>, T?> read, bool again, CancellationToken cancellationToken)
            where T : class => default;
    }
}
