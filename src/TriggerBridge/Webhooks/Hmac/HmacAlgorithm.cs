using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace TriggerBridge.Webhooks.Hmac;

/// <summary>The hash under an HMAC signature.</summary>
internal enum HmacAlgorithm
{
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

internal static class HmacAlgorithmExtensions
{
    public const int MostBytes = HMACSHA512.HashSizeInBytes;

    public static int Length(this HmacAlgorithm algorithm) => algorithm switch
    {
        HmacAlgorithm.Sha1 => HMACSHA1.HashSizeInBytes,
        HmacAlgorithm.Sha256 => HMACSHA256.HashSizeInBytes,
        HmacAlgorithm.Sha384 => HMACSHA384.HashSizeInBytes,
        HmacAlgorithm.Sha512 => HMACSHA512.HashSizeInBytes,
        _ => throw new UnreachableException(),
    };

    public static HashAlgorithmName Name(this HmacAlgorithm algorithm) => algorithm switch
    {
        HmacAlgorithm.Sha1 => HashAlgorithmName.SHA1,
        HmacAlgorithm.Sha256 => HashAlgorithmName.SHA256,
        HmacAlgorithm.Sha384 => HashAlgorithmName.SHA384,
        HmacAlgorithm.Sha512 => HashAlgorithmName.SHA512,
        _ => throw new UnreachableException(),
    };

    [SuppressMessage("Security", "CA5350", Justification = "HMAC-SHA1 is what some senders sign with; as an HMAC it is unbroken.")]
    public static int Hash(this HmacAlgorithm algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> content, Span<byte> hash) => algorithm switch
    {
        HmacAlgorithm.Sha1 => HMACSHA1.HashData(key, content, hash),
        HmacAlgorithm.Sha256 => HMACSHA256.HashData(key, content, hash),
        HmacAlgorithm.Sha384 => HMACSHA384.HashData(key, content, hash),
        HmacAlgorithm.Sha512 => HMACSHA512.HashData(key, content, hash),
        _ => throw new UnreachableException(),
    };
}
