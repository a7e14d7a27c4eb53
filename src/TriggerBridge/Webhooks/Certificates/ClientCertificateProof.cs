using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TriggerBridge.Credentials;
using TriggerBridge.Webhooks.Published;

namespace TriggerBridge.Webhooks.Certificates;

/// <summary>
/// The certificate that the caller showed while the connection was made. Whoever made the connection puts it into a header, and only then: a header of the caller's
/// own is removed before this sees it.
/// </summary>
internal sealed class ClientCertificateProof(ClientCertificateSpec spec) : IRequestVerifier
{
    // A certificate takes one or two kilobytes.
    private const int LongestHeader = 16 * 1024;

    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    public IEnumerable<string> SensitiveHeaders => [WebhookRequest.ClientCertificateHeader];

    public string Description => spec.Thumbprints.Count > 0 ? "a client certificate whose SHA-256 the bridge names" : "a client certificate of an authority, in a name that the bridge names";

    public bool CoversBody => false;

    public string WhyAnyBody => "the connection is proven, and not the request";

    public bool ShowsSecret => false;

    /// <summary>Where names are named: the authority's certificate, in PEM. It is no secret, but what the bridge trusts.</summary>
    public bool NeedsSecret => spec.Thumbprints.Count == 0 && spec.Subjects.Count > 0;

    public ValueTask<VerificationResult> VerifyAsync(WebhookRequest request, VerificationMeans means, CancellationToken cancellationToken) => new(Verify(request, means));

    public SigningResult Sign(WebhookRequest request, SecretValue secret, DateTimeOffset now) =>
        SigningResult.Impossible("the sender shows a certificate while the connection is made: send the request with curl --cert");

    private VerificationResult Verify(WebhookRequest request, VerificationMeans means)
    {
        if (request.Header(WebhookRequest.ClientCertificateHeader) is not { } header) return VerificationResult.Failed.Missing;
        try
        {
            using var certificate = Read(header);
            return certificate is null ? VerificationResult.Failed.Malformed : Verify(certificate, means);
        }
        catch (CryptographicException)
        {
            // Parts of it are read only when they are asked for.
            return VerificationResult.Failed.Malformed;
        }
    }

    private VerificationResult Verify(X509Certificate2 certificate, VerificationMeans means)
    {
        if (spec.Thumbprints.Count > 0)
        {
            var thumbprint = certificate.GetCertHash(HashAlgorithmName.SHA256);
            if (!spec.Thumbprints.Any(known => CryptographicOperations.FixedTimeEquals(known, thumbprint))) return VerificationResult.Failed.Wrong;
        }

        if (means.Now.UtcDateTime < certificate.NotBefore.ToUniversalTime() || means.Now.UtcDateTime > certificate.NotAfter.ToUniversalTime()) return VerificationResult.Failed.Stale;
        if (certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>().FirstOrDefault() is { } usage && usage.EnhancedKeyUsages[ClientAuthentication] is null) return VerificationResult.Failed.Wrong;
        if (spec.Thumbprints.Count > 0) return new VerificationResult.Verified(By: null);

        if (means.Secrets.FirstOrDefault(authority => IsOf(authority, certificate, means.Now)) is not { } by) return VerificationResult.Failed.Wrong;
        return IsNamed(spec.Subjects, certificate.SubjectName, certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false))
            && (spec.Issuers.Count == 0 || IsNamed(spec.Issuers, certificate.IssuerName, certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true)))
                ? new VerificationResult.Verified(by)
                : VerificationResult.Failed.WrongSender;
    }

    private static X509Certificate2? Read(string header)
    {
        if (header.Length > LongestHeader) return null;
        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header, bytes, out var length)) return null;
        return X509CertificateLoader.LoadCertificate(bytes.AsSpan(0, length));
    }

    private static bool IsOf(SecretValue authority, X509Certificate2 certificate, DateTimeOffset now)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPem(authority.Reveal());
            return roots.Count > 0 && new CertificateTrust(roots).Includes(certificate, roots, now, out _);
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            foreach (var root in roots) root.Dispose();
        }
    }

    private static bool IsNamed(IReadOnlyList<string> names, X500DistinguishedName whole, string simple) =>
        names.Contains(whole.Name, StringComparer.Ordinal) || (simple.Length > 0 && names.Contains(simple, StringComparer.Ordinal));
}

/// <summary>Whose certificates are taken.</summary>
internal sealed record ClientCertificateSpec
{
    /// <summary>SHA-256; none: any of the authority's that is named.</summary>
    public IReadOnlyList<byte[]> Thumbprints { get; init; } = [];

    /// <summary>Whole names, or common names.</summary>
    public IReadOnlyList<string> Subjects { get; init; } = [];

    /// <summary>Likewise; none: whoever has issued it for the authority.</summary>
    public IReadOnlyList<string> Issuers { get; init; } = [];
}
