using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using TriggerBridge.Credentials;

namespace TriggerBridge.Webhooks.Tokens;

/// <summary>Makes the token that a sender would send.</summary>
internal static class TokenSigner
{
    private const int LeastBits = 2048;
    private const int EllipticBits = 256;

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <param name="secret">The sender's; where it publishes its keys, a private key in its place: RSA or P-256, as PKCS#8 in base64, or PEM.</param>
    public static SigningResult Sign(TokenSpec spec, WebhookRequest request, SecretValue secret, DateTimeOffset now)
    {
        if (secret.Utf8.IsEmpty) return SigningResult.Impossible("the secret is empty");
        if (spec.Rules[0].FirstOrDefault(rule => rule.Allowed.Count == 0) is { } open) return SigningResult.Impossible($"the bridge does not say what the token's {open.Name} must be");

        var claims = new JsonObject();
        foreach (var rule in spec.Rules[0]) claims[rule.Name] = rule.Allowed[0] is "true" or "false" ? rule.Allowed[0] == "true" : rule.Allowed[0];
        if (spec.Expires || spec.AgesFromIssue) claims["iat"] = now.ToUnixTimeSeconds();
        if (spec.Expires) claims["exp"] = (now + Life).ToUnixTimeSeconds();

        foreach (var (name, value) in TokenClaims.BindingOf(spec, request))
        {
            if (value is null) return SigningResult.Impossible("the address does not stand below the bridge's baseUrl, which the sender signs");
            claims[name] = value;
        }

        var token = spec.Keys is null ? Sign(spec.Algorithms[0], secret, claims) : SignWithKey(spec.Algorithms, secret.Reveal(), claims);
        return token is not null ? SigningResult.Signed(spec.Places[0].Put(request, token)) : SigningResult.Impossible(
            $"the sender signs with a private key that it keeps ({string.Join(", ", spec.Algorithms)}): make a pair yourself, RSA of {LeastBits} bits or P-256 as that wants, give the private key here (PKCS#8, base64 or PEM) and publish the other where the bridge looks");
    }

    private static string Sign(string algorithm, SecretValue secret, JsonObject claims)
    {
        var content = Content(new() { ["alg"] = algorithm, ["typ"] = "JWT" }, claims);
        return Whole(content, TokenAlgorithm.Hmac(algorithm, secret.Utf8.Span, Encoding.ASCII.GetBytes(content)));
    }

    private static string? SignWithKey(IReadOnlyList<string> algorithms, string key, JsonObject claims)
    {
        if (algorithms.FirstOrDefault(algorithm => !TokenAlgorithm.IsElliptic(algorithm)) is { } ofRsa)
        {
            using var rsa = RSA.Create();
            if (TryImport(rsa, key) && rsa.KeySize >= LeastBits)
            {
                var content = Content(ofRsa, JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: false))), claims);
                var padding = ofRsa[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
                return Whole(content, rsa.SignData(Encoding.ASCII.GetBytes(content), TokenAlgorithm.HashOf(ofRsa), padding));
            }
        }

        if (!algorithms.Contains("ES256", StringComparer.Ordinal)) return null;
        using var elliptic = ECDsa.Create();
        if (!TryImport(elliptic, key) || elliptic.KeySize != EllipticBits) return null;
        var text = Content("ES256", JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(elliptic)), claims);
        return Whole(text, elliptic.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256));
    }

    private static bool TryImport(AsymmetricAlgorithm key, string text)
    {
        try
        {
            if (text.Contains("-----BEGIN", StringComparison.Ordinal)) key.ImportFromPem(text);
            else key.ImportPkcs8PrivateKey(Convert.FromBase64String(text), out _);
            // A public key in PEM is imported as well, and cannot sign.
            return key switch
            {
                RSA rsa => rsa.ExportParameters(includePrivateParameters: true).D is not null,
                ECDsa elliptic => elliptic.ExportParameters(includePrivateParameters: true).D is not null,
                _ => false,
            };
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException or ArgumentException)
        {
            return false;
        }
    }

    // The key is told by its thumbprint (https://www.rfc-editor.org/rfc/rfc7638), as those of most senders are.
    private static string Content(string algorithm, JsonWebKey key, JsonObject claims) =>
        Content(new() { ["alg"] = algorithm, ["kid"] = Base64Url.EncodeToString(key.ComputeJwkThumbprint()), ["typ"] = "JWT" }, claims);

    private static string Content(JsonObject header, JsonObject claims) =>
        $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";

    private static string Whole(string content, ReadOnlySpan<byte> signature) => $"{content}.{Base64Url.EncodeToString(signature)}";
}
