using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>Makes tokens and publishes keys by the text of RFC 7515, 7517 and 7638, with nothing of the app's.</summary>
internal static class SampleToken
{
    private static readonly Lock Making = new();
    private static readonly Dictionary<string, string> Made = new(StringComparer.Ordinal);

    /// <summary>One private key each, as PKCS#8 in base64: the same in all of a run, as RSA takes its time to make one.</summary>
    public static string Key(string name) => Make(name, () => { using var key = RSA.Create(2048); return Convert.ToBase64String(key.ExportPkcs8PrivateKey()); });

    public static string EllipticKey(string name) => Make("elliptic " + name, () => { using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256); return Convert.ToBase64String(key.ExportPkcs8PrivateKey()); });

    public static string Hs256(string secret, JsonObject claims, string algorithm = "HS256") =>
        Signed(new JsonObject { ["typ"] = "JWT", ["alg"] = algorithm }, claims, content => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), content));

    public static string Rs256(string key, JsonObject claims, string? keyId = null)
    {
        using var rsa = Rsa(key);
        return Signed(new JsonObject { ["typ"] = "JWT", ["alg"] = "RS256", ["kid"] = keyId ?? Thumbprint(rsa) }, claims, content => rsa.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    public static string Es256(string key, JsonObject claims)
    {
        using var elliptic = Elliptic(key);
        return Signed(new JsonObject { ["alg"] = "ES256", ["kid"] = (string?)Jwk(elliptic)["kid"] }, claims, content => elliptic.SignData(content, HashAlgorithmName.SHA256));
    }

    public static string Signed(JsonObject header, JsonObject claims, Func<byte[], byte[]> sign)
    {
        var content = $"{Text(header)}.{Text(claims)}";
        return $"{content}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(content)))}";
    }

    public static string Text(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));

    public static long Seconds(DateTimeOffset time) => Math.Min(time.ToUnixTimeSeconds(), 253402300799);

    /// <summary>The public halves, as a key set.</summary>
    public static byte[] Jwks(params string[] keys) => Encoding.UTF8.GetBytes(new JsonObject { ["keys"] = new JsonArray([.. keys.Select(Jwk)]) }.ToJsonString());

    public static JsonObject Jwk(string key)
    {
        try
        {
            using var rsa = Rsa(key);
            return Jwk(rsa);
        }
        catch (CryptographicException)
        {
            using var elliptic = Elliptic(key);
            return Jwk(elliptic);
        }
    }

    public static RSA Rsa(string key)
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(Convert.FromBase64String(key), out _);
        return rsa;
    }

    public static ECDsa Elliptic(string key)
    {
        var elliptic = ECDsa.Create();
        elliptic.ImportPkcs8PrivateKey(Convert.FromBase64String(key), out _);
        return elliptic;
    }

    private static JsonObject Jwk(RSA key)
    {
        var numbers = key.ExportParameters(includePrivateParameters: false);
        return new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = Thumbprint(key), ["n"] = Base64Url.EncodeToString(numbers.Modulus), ["e"] = Base64Url.EncodeToString(numbers.Exponent) };
    }

    private static JsonObject Jwk(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var (x, y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        var thumbprint = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));
        return new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = thumbprint, ["x"] = x, ["y"] = y };
    }

    private static string Thumbprint(RSA key)
    {
        var numbers = key.ExportParameters(includePrivateParameters: false);
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(
            $$"""{"e":"{{Base64Url.EncodeToString(numbers.Exponent)}}","kty":"RSA","n":"{{Base64Url.EncodeToString(numbers.Modulus)}}"}""")));
    }

    private static string Make(string name, Func<string> make)
    {
        lock (Making)
        {
            if (!Made.TryGetValue(name, out var key)) Made[name] = key = make();
            return key;
        }
    }
}
