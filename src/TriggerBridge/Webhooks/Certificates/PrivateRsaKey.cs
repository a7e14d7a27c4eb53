using System.Security.Cryptography;

namespace TriggerBridge.Webhooks.Certificates;

internal static class PrivateRsaKey
{
    /// <returns>Null for what is no private RSA key in PEM.</returns>
    public static RSA? In(string text)
    {
        var key = RSA.Create();
        try
        {
            key.ImportFromPem(text);
            // A public key in PEM is imported as well, and cannot sign.
            if (key.ExportParameters(includePrivateParameters: true).D is not null) return key;
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            // Is none.
        }

        key.Dispose();
        return null;
    }
}
