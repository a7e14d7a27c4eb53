using System.Security.Cryptography.X509Certificates;

namespace TriggerBridge.Webhooks.Published;

/// <summary>Which roots the certificates that senders publish must lead to.</summary>
internal sealed class CertificateTrust
{
    /// <summary>Those of the operating system.</summary>
    public static readonly CertificateTrust Platform = new();

    private readonly X509Certificate2Collection? _roots;

    private CertificateTrust()
    {
    }

    /// <param name="roots">In place of the operating system's: of tests.</param>
    public CertificateTrust(X509Certificate2Collection roots) => _roots = roots;

    /// <summary>Whether the certificate leads to a root, and all on the way are valid now. Nothing is fetched.</summary>
    /// <param name="others">May stand on the way; none of them is trusted for that.</param>
    /// <param name="end">The last certificate of which another should have issued, where that is not there.</param>
    public bool Includes(X509Certificate2 certificate, X509Certificate2Collection others, DateTimeOffset now, out X509Certificate2? end)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.ExtraStore.AddRange(others);
        if (_roots is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(_roots);
        }

        end = null;
        if (chain.Build(certificate)) return true;
        if (Array.TrueForAll(chain.ChainStatus, status => status.Status == X509ChainStatusFlags.PartialChain) && chain.ChainElements is [.., var last])
            end = last.Certificate;
        return false;
    }
}
