using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TriggerBridge.Webhooks.Published;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>Issues certificates to samples, as a public authority does to their senders. Everything in the tests trusts its root, and no other.</summary>
internal static class SampleAuthority
{
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = new(2050, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly X509Certificate2 Root = SelfSigned("Sample Root");

    public static X509Certificate2 Issuer { get; } = Issue("Sample Issuer", Root);

    /// <summary>All of it, in PEM.</summary>
    public static string Certificates { get; } = Encoding.ASCII.GetString(Pem(Issuer, Root));

    public static CertificateTrust Trust { get; } = new([X509CertificateLoader.LoadCertificate(Root.RawData)]);

    /// <summary>For the whole of the sender's time, with its issuer beside it.</summary>
    public static byte[] Certify(RSA key, string name) => Pem(Leaf(key, name, Issuer, From, Until), Issuer);

    /// <param name="at">Where its issuer stands; null: it does not say so.</param>
    public static X509Certificate2 Leaf(RSA key, string name, X509Certificate2 issuer, DateTimeOffset from, DateTimeOffset until, string? at = null)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        if (at is not null) request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [at]));
        return request.Create(issuer.SubjectName, Generator(issuer), from, until, RandomNumberGenerator.GetBytes(8));
    }

    public static X509Certificate2 SelfSigned(string name)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Authority(name, key).CreateSelfSigned(From, Until);
    }

    public static byte[] Pem(params X509Certificate2[] certificates) =>
        Encoding.ASCII.GetBytes(string.Join('\n', certificates.Select(certificate => certificate.ExportCertificatePem())));

    private static X509Certificate2 Issue(string name, X509Certificate2 issuer)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Authority(name, key).Create(issuer.SubjectName, Generator(issuer), From, Until, RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
    }

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request;
    }

    private static X509SignatureGenerator Generator(X509Certificate2 issuer) => issuer.GetECDsaPrivateKey() is { } ecdsa
        ? X509SignatureGenerator.CreateForECDsa(ecdsa)
        : X509SignatureGenerator.CreateForRSA(issuer.GetRSAPrivateKey()!, RSASignaturePadding.Pkcs1);
}
