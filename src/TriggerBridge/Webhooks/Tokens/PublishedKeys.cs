using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using TriggerBridge.Json;

namespace TriggerBridge.Webhooks.Tokens;

/// <summary>The keys that a sender publishes (https://www.rfc-editor.org/rfc/rfc7517#section-5), or its word on where they are.</summary>
internal sealed record PublishedKeys
{
    // Of those who publish most, Entra has some ten.
    private const int MostKeys = 50;

    // Whoever can work out a sender's key is the sender.
    private const int LeastBits = 2048;

    private static readonly JsonDocumentOptions Shallow = new() { MaxDepth = 16 };

    private PublishedKeys()
    {
    }

    /// <summary>The document is of OpenID discovery, and the keys are there.</summary>
    public Uri? Elsewhere { get; private init; }

    public IReadOnlyList<JsonWebKey> All { get; private init; } = [];

    /// <returns>Null for what is neither.</returns>
    public static PublishedKeys? Read(ReadOnlyMemory<byte> document)
    {
        if (JsonText.Parse(document.Span, Shallow) is not JsonParse.Parsed { Document: { ValueKind: JsonValueKind.Object } members }) return null;
        if (members.TryGetProperty("keys", out var keys))
        {
            return keys.ValueKind == JsonValueKind.Array
                ? new PublishedKeys { All = [.. keys.EnumerateArray().Take(MostKeys).Select(Key).OfType<JsonWebKey>()] }
                : null;
        }

        return members.TryGetProperty("jwks_uri", out var at) && at.ValueKind == JsonValueKind.String && Uri.TryCreate(at.GetString(), UriKind.Absolute, out var address)
            ? new PublishedKeys { Elsewhere = address }
            : null;
    }

    /// <summary>Of an answer with one key, as Plaid gives it: one that has expired is none.</summary>
    /// <returns>Null for what is no such answer.</returns>
    public static PublishedKeys? ReadOne(ReadOnlyMemory<byte> document)
    {
        if (JsonText.Parse(document.Span, Shallow) is not JsonParse.Parsed { Document: { ValueKind: JsonValueKind.Object } members }
            || !members.TryGetProperty("key", out var written) || written.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var isGood = !written.TryGetProperty("expired_at", out var expired) || expired.ValueKind == JsonValueKind.Null;
        return new PublishedKeys { All = isGood && Key(written) is { } key ? [key] : [] };
    }

    /// <summary>Those that may have signed: of the name that the token has, and made for its algorithm.</summary>
    public IReadOnlyList<SecurityKey> Of(CompactToken token)
    {
        var kind = TokenAlgorithm.IsElliptic(token.Algorithm) ? JsonWebAlgorithmsKeyTypes.EllipticCurve : JsonWebAlgorithmsKeyTypes.RSA;
        return [.. All.Where(key => key.Kty == kind && (key.Alg is not { Length: > 0 } own || own == token.Algorithm) && (token.KeyId is null || key.Kid is not { Length: > 0 } id || id == token.KeyId))];
    }

    /// <param name="keys">Of the one kind that the algorithm wants.</param>
    public static bool HaveSigned(IReadOnlyList<SecurityKey> keys, CompactToken token) => keys.Any(key => HasSigned(key, token));

    // The signature alone: what the token says is looked at afterwards, in one way for all tokens.
    private static bool HasSigned(SecurityKey key, CompactToken token)
    {
        SignatureProvider? provider = null;
        try
        {
            if (!key.CryptoProviderFactory.IsSupportedAlgorithm(token.Algorithm, key)) return false;
            provider = key.CryptoProviderFactory.CreateForVerifying(key, token.Algorithm);
            return provider.Verify(token.Signed.ToArray(), token.Signature.ToArray());
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or NotSupportedException or CryptographicException or SecurityTokenException)
        {
            // A key that is none, such as a point beside the curve.
            return false;
        }
        finally
        {
            if (provider is not null) key.CryptoProviderFactory.ReleaseSignatureProvider(provider);
        }
    }

    private static JsonWebKey? Key(JsonElement written)
    {
        if (written.ValueKind != JsonValueKind.Object) return null;
        try
        {
            var key = new JsonWebKey(written.GetRawText());
            // The certificates that some add say nothing that these do not.
            key.X5c.Clear();
            return key.Use is null or "" or "sig" && IsStrong(key) ? key : null;
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or JsonException or InvalidOperationException)
        {
            // One that cannot be read is no reason to do without the others.
            return null;
        }
    }

    private static bool IsStrong(JsonWebKey key) => key.Kty switch
    {
        JsonWebAlgorithmsKeyTypes.RSA => key is { N.Length: > 0, E.Length: > 0 } && key.KeySize >= LeastBits,
        JsonWebAlgorithmsKeyTypes.EllipticCurve => key is { X.Length: > 0, Y.Length: > 0, Crv: "P-256" or "P-384" or "P-521" },
        _ => false,
    };
}
