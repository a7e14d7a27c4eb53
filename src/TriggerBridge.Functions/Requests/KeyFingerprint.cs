using System.Security.Cryptography;
using System.Text;

namespace TriggerBridge.Functions.Requests;

/// <summary>Who called, as far as a key can tell.</summary>
internal static class KeyFingerprint
{
    /// <summary>The first 8 hex digits of the SHA-256 of what a request proved itself with: enough to tell keys apart, and none of the key.</summary>
    public static string? Of(HttpRequest request) =>
        request.Headers.Authorization is [{ Length: > 0 } text] && text.Split(' ') is [_, { Length: > 0 } key]
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..8]
            : null;
}
