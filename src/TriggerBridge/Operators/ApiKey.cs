using System.Security.Cryptography;
using System.Text;

namespace TriggerBridge.Operators;

/// <summary>
/// The text of an API key: <c>tbk_</c>, 64 random hex digits, and 8 of the SHA-256 of all before them. Whoever finds one sees what it is, and
/// one that was cut off or mistyped is told from one that is unknown, without looking.
/// </summary>
internal static class ApiKey
{
    public const string Prefix = "tbk_";

    private const int RandomBytes = 32;
    private const int ChecksumDigits = 8;
    private const int Length = 4 + (2 * RandomBytes) + ChecksumDigits;

    public static string Create()
    {
        var key = Prefix + RandomNumberGenerator.GetHexString(2 * RandomBytes, lowercase: true);
        return key + ChecksumOf(key);
    }

    /// <summary>Whether it has a key's form, and its checksum fits. It costs one hash, whatever it is.</summary>
    public static bool IsWhole(string text)
    {
        var end = Math.Max(0, text.Length - ChecksumDigits);
        var fits = text.AsSpan(end).SequenceEqual(ChecksumOf(text[..end]));
        return fits && text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal);
    }

    /// <summary>What is stored of a key: its SHA-256, in lower hex. A key is random, so that nobody finds it from this.</summary>
    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static string ChecksumOf(string text) => HashOf(text)[..ChecksumDigits];
}
