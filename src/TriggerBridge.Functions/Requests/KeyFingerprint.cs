using System.Security.Cryptography;
using System.Text;

namespace TriggerBridge.Functions.Requests;

/// <summary>Who called, as far as a key can tell.</summary>
internal static class KeyFingerprint
{
    /// <summary>
    /// The first 8 hex digits of the SHA-256 of the key that a request came with: enough to tell keys apart, and none of the key. The
    /// Functions host takes a key from the header or else from <c>?code=</c>, and passes both on.
    /// </summary>
    public static string? Of(HttpRequest request) =>
        (request.Headers["x-functions-key"].FirstOrDefault() ?? request.Query["code"].FirstOrDefault()) is { Length: > 0 } key
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..8]
            : null;
}
