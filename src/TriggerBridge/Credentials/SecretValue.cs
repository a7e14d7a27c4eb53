using System.Security.Cryptography;
using System.Text;

namespace TriggerBridge.Credentials;

/// <summary>A secret's text. It shows itself only through <see cref="Reveal"/>; in logs and messages it is <c>***</c>.</summary>
public sealed class SecretValue
{
    private readonly string _value;
    private readonly byte[] _utf8;
    private readonly byte[] _digest;

    public SecretValue(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
        _utf8 = Encoding.UTF8.GetBytes(value);
        _digest = SHA256.HashData(_utf8);
    }

    /// <summary>The text as UTF-8, encoded once: the key of an HMAC.</summary>
    public ReadOnlyMemory<byte> Utf8 => _utf8;

    public string Reveal() => _value;

    /// <summary>Compares digests of one length, so the time tells neither where the texts differ nor how long the secret is.</summary>
    public bool Matches(string candidate)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        return CryptographicOperations.FixedTimeEquals(_digest, SHA256.HashData(Encoding.UTF8.GetBytes(candidate)));
    }

    public override string ToString() => "***";

    internal bool SameAs(SecretValue other) => CryptographicOperations.FixedTimeEquals(_digest, other._digest);
}
