using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace TriggerBridge.Webhooks.Certificates;

/// <summary>A certificate that a sender publishes, with those that stand beside it. Kept while its address is; it may run out meanwhile.</summary>
internal sealed class SenderCertificate
{
    private const int MostCertificates = 10;
    private const int MostIssuersFetched = 3;
    private const int FewestBits = 2048;
    private const int MostBits = 8192;

    private static readonly VerificationResult.Unavailable Unavailable = new("The sender's certificate cannot be read now.");

    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection _others;
    private readonly RSA _key;

    private SenderCertificate(X509Certificate2 certificate, X509Certificate2Collection others, RSA key)
    {
        _certificate = certificate;
        _others = others;
        _key = key;
    }

    /// <param name="pem">The sender's own stands first.</param>
    /// <returns>Null for what is no certificate with an RSA key.</returns>
    public static SenderCertificate? Read(ReadOnlyMemory<byte> pem)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(Encoding.UTF8.GetString(pem.Span));
            return all.Count is > 0 and <= MostCertificates && all[0].GetRSAPublicKey() is { KeySize: >= FewestBits and <= MostBits } key
                ? new SenderCertificate(all[0], [.. all.Skip(1)], key)
                : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Whether the certificate at an address has signed a text, can be trusted, and did so lately.</summary>
    /// <param name="names">In one of which it must be.</param>
    /// <param name="isStale">The text says that it was signed too long ago, or ahead of time.</param>
    public static async ValueTask<VerificationResult> VerifyAsync(Uri address, IEnumerable<string> names, CertifiedText text, bool isStale, VerificationMeans means, CancellationToken cancellationToken)
    {
        if (await means.Documents.FindAsync(address, Read, again: false, cancellationToken) is not { } certificate) return Unavailable;
        if (!certificate.HasSigned(text)) return VerificationResult.Failed.Wrong;
        return await certificate.IsTrustedAsync(names, means, cancellationToken) switch
        {
            null => Unavailable,
            false => VerificationResult.Failed.Wrong,
            true when isStale => VerificationResult.Failed.Stale,
            true => new VerificationResult.Verified(By: null),
        };
    }

    private bool HasSigned(CertifiedText text)
    {
        try
        {
            // Verification changes nothing in a key of OpenSSL or of Windows; nobody says so of all.
            lock (_key)
                return _key.VerifyData(text.Content.Span, text.Signature.Span, text.Hash, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>
    /// Whether it is valid now, in one of the names, and leads to a trusted root. To be asked for a signature that it has made: the issuers that its file lacks are
    /// fetched from where it says.
    /// </summary>
    /// <returns>Null where an issuer cannot be read now.</returns>
    private async ValueTask<bool?> IsTrustedAsync(IEnumerable<string> names, VerificationMeans means, CancellationToken cancellationToken)
    {
        if (!names.Any(name => _certificate.MatchesHostname(name, allowWildcards: false))) return false;

        var others = new X509Certificate2Collection(_others);
        for (var fetched = 0; ; fetched++)
        {
            if (means.Trust.Includes(_certificate, others, means.Now, out var end)) return true;
            if (fetched == MostIssuersFetched || end is null || IssuerOf(end) is not { } address) return false;
            if (await means.Documents.FindAsync(address, ReadIssuer, again: false, cancellationToken) is not { } issuer) return null;
            others.Add(issuer);
        }
    }

    // Mostly without TLS: that it is the issuer, its signature tells.
    private static Uri? IssuerOf(X509Certificate2 certificate)
    {
        try
        {
            return certificate.Extensions.OfType<X509AuthorityInformationAccessExtension>().FirstOrDefault()?.EnumerateCAIssuersUris().FirstOrDefault() is { } text
                && Uri.TryCreate(text, UriKind.Absolute, out var address)
                && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) && address.IsDefaultPort && address.UserInfo.Length == 0
                    ? address
                    : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static X509Certificate2? ReadIssuer(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(bytes.Span);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}

/// <param name="Signature">Of the content, by RSA.</param>
internal readonly record struct CertifiedText(ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Signature, HashAlgorithmName Hash);
