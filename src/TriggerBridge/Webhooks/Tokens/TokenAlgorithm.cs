using System.Diagnostics;
using System.Security.Cryptography;

namespace TriggerBridge.Webhooks.Tokens;

/// <summary>The algorithms that a token may be signed with (https://www.rfc-editor.org/rfc/rfc7518#section-3.1). <c>none</c> is none of them.</summary>
internal static class TokenAlgorithm
{
    /// <summary>With a secret that both sides have.</summary>
    public static readonly IReadOnlyList<string> OfSecrets = ["HS256", "HS384", "HS512"];

    /// <summary>With a key that the sender keeps, and another that it publishes.</summary>
    public static readonly IReadOnlyList<string> OfPublishedKeys = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public static HashAlgorithmName HashOf(string algorithm) => algorithm[2..] switch
    {
        "256" => HashAlgorithmName.SHA256,
        "384" => HashAlgorithmName.SHA384,
        "512" => HashAlgorithmName.SHA512,
        _ => throw new UnreachableException(),
    };

    public static bool IsElliptic(string algorithm) => algorithm.StartsWith("ES", StringComparison.Ordinal);

    public static byte[] Hmac(string algorithm, ReadOnlySpan<byte> key, ReadOnlySpan<byte> content)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashOf(algorithm), key);
        hmac.AppendData(content);
        return hmac.GetHashAndReset();
    }
}
