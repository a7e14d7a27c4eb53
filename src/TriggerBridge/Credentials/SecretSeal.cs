using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace TriggerBridge.Credentials;

/// <summary>
/// Keeps a secret that came with an event where others can read: encrypted with a key of the vault (AES-256-GCM), and bound to its place. The key's
/// secret holds one key or more, 32 random bytes each in base64, with blanks between them: the first one seals, and any of them opens, so a key is
/// replaced by putting a new one in front.
/// </summary>
internal sealed class SecretSeal(SecretCache secrets)
{
    public const string KeyName = "triggerbridge-data-key";

    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <returns>A new key.</returns>
    public static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>Whether anything can be sealed.</summary>
    public async ValueTask<bool> HasKeyAsync(CancellationToken cancellationToken) => await KeysAsync(cancellationToken) is not [];

    /// <param name="secret">What is kept.</param>
    /// <param name="place">Where it is kept: it opens nowhere else.</param>
    /// <returns>Null where there is no key.</returns>
    public async ValueTask<string?> SealAsync(SecretValue secret, string place, CancellationToken cancellationToken)
    {
        if (await KeysAsync(cancellationToken) is not [var key, ..])
            return null;
        var bytes = new byte[NonceBytes + TagBytes + secret.Utf8.Length];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(
            bytes.AsSpan(0, NonceBytes), secret.Utf8.Span, bytes.AsSpan(NonceBytes + TagBytes), bytes.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(place));
        return Convert.ToBase64String(bytes);
    }

    /// <returns>Null where no key opens it.</returns>
    public async ValueTask<SecretValue?> OpenAsync(string sealedSecret, string place, CancellationToken cancellationToken)
    {
        foreach (var key in await KeysAsync(cancellationToken))
        {
            if (TryOpen(Convert.FromBase64String(sealedSecret), key, place, out var secret))
                return secret;
        }

        return null;
    }

    /// <summary>What tells the same secret when it comes again, and nothing else of it.</summary>
    /// <returns>Null where there is no key.</returns>
    public async ValueTask<string?> MarkAsync(SecretValue secret, string place, CancellationToken cancellationToken) =>
        await KeysAsync(cancellationToken) is [var key, ..] ? Convert.ToHexStringLower(MarkOf(secret, key, place)) : null;

    /// <summary>Whether the mark is of this secret, in constant time.</summary>
    public async ValueTask<bool> IsMarkOfAsync(string mark, SecretValue secret, string place, CancellationToken cancellationToken)
    {
        var expected = Convert.FromHexString(mark);
        var isOne = false;
        foreach (var key in await KeysAsync(cancellationToken)) isOne |= CryptographicOperations.FixedTimeEquals(expected, MarkOf(secret, key, place));
        return isOne;
    }

    // A key of its own: the one that encrypts does nothing else.
    private static byte[] MarkOf(SecretValue secret, byte[] key, string place) =>
        HMACSHA256.HashData(HKDF.DeriveKey(HashAlgorithmName.SHA256, key, KeyBytes, info: Encoding.UTF8.GetBytes("mark " + place)), secret.Utf8.Span);

    private static bool TryOpen(byte[] bytes, byte[] key, string place, [NotNullWhen(true)] out SecretValue? secret)
    {
        secret = null;
        if (bytes.Length < NonceBytes + TagBytes)
            return false;
        var plain = new byte[bytes.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            aes.Decrypt(bytes.AsSpan(0, NonceBytes), bytes.AsSpan(NonceBytes + TagBytes), bytes.AsSpan(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(place));
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        secret = new SecretValue(Encoding.UTF8.GetString(plain));
        return true;
    }

    private async ValueTask<IReadOnlyList<byte[]>> KeysAsync(CancellationToken cancellationToken)
    {
        if (await secrets.GetAsync(KeyName, cancellationToken) is not SecretLookup.Found found)
            return [];
        var keys = found.Value.Reveal().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Read).ToList();
        // One that is damaged must not leave the choice to chance.
        return keys.Contains(null) ? [] : [.. keys.OfType<byte[]>()];
    }

    private static byte[]? Read(string text)
    {
        var key = new byte[KeyBytes];
        return Convert.TryFromBase64String(text, key, out var length) && length == KeyBytes ? key : null;
    }
}
