using System.Globalization;
using System.Text;
using NSec.Cryptography;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>The senders that sign with a private key, each written out from its documentation.</summary>
internal static class KeySamples
{
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    // By the public key in hexadecimal.
    private static readonly Dictionary<string, byte[]> Seeds = new[] { Seed(1), Seed(2) }.ToDictionary(PublicKeyOf, StringComparer.Ordinal);

    private static readonly string[] PublicKeys = [.. Seeds.Keys];

    public static IReadOnlyList<SenderSample> All { get; } =
    [
        Hex("discord", ["x-signature-ed25519", "x-signature-timestamp"], (sign, body, time) => SenderSample.Post(
            body, ("x-signature-ed25519", Convert.ToHexStringLower(sign(Join(Seconds(time), body)))), ("x-signature-timestamp", Seconds(time)))),
        Base64("telnyx", "", ["telnyx-signature-ed25519", "telnyx-timestamp"], (sign, body, time) => SenderSample.Post(
            body, ("telnyx-signature-ed25519", Convert.ToBase64String(sign(Join(Seconds(time) + "|", body)))), ("telnyx-timestamp", Seconds(time)))),
        Base64("standard-webhooks-v1a", "whpk_", ["webhook-signature", "webhook-id", "webhook-timestamp"], (sign, body, time) => SenderSample.Post(
            body,
            ("webhook-signature", $"v1a,{Convert.ToBase64String(sign(Join($"msg_1.{Seconds(time)}.", body)))} v1,{Convert.ToBase64String(new byte[32])}"),
            ("webhook-id", "msg_1"),
            ("webhook-timestamp", Seconds(time)))),
        Hex("ed25519", ["x-signature"], (sign, body, _) => SenderSample.Post(body, ("x-signature", Convert.ToHexStringLower(sign(body))))),
    ];

    /// <summary>By its public key, in hexadecimal.</summary>
    public static byte[] Sign(string publicKey, ReadOnlySpan<byte> content)
    {
        using var key = Key.Import(SignatureAlgorithm.Ed25519, Seeds[publicKey], KeyBlobFormat.RawPrivateKey);
        return SignatureAlgorithm.Ed25519.Sign(key, content);
    }

    private static SenderSample Hex(string scheme, string[] proof, Func<Func<byte[], byte[]>, byte[], DateTimeOffset, WebhookRequest> sign) =>
        Sample(scheme, proof, key => key, key => key, sign);

    private static SenderSample Base64(string scheme, string prefix, string[] proof, Func<Func<byte[], byte[]>, byte[], DateTimeOffset, WebhookRequest> sign) => Sample(
        scheme,
        proof,
        key => prefix + Convert.ToBase64String(Convert.FromHexString(key)),
        key => Convert.ToHexStringLower(Convert.FromBase64String(key[prefix.Length..])),
        sign) with { Tolerance = FiveMinutes };

    private static SenderSample Sample(
        string scheme, string[] proof, Func<string, string> write, Func<string, string> read, Func<Func<byte[], byte[]>, byte[], DateTimeOffset, WebhookRequest> sign) => new()
    {
        Scheme = scheme,
        Secret = write(PublicKeys[0]),
        OtherSecret = write(PublicKeys[1]),
        PrivateKey = Convert.ToHexStringLower(Seeds[PublicKeys[0]]),
        Proof = proof,
        AllowsEmpty = true,
        Sign = (secret, content, time) => sign(signed => Sign(read(secret), signed), SenderSample.Json(content), time),
    };

    private static byte[] Seed(byte number) => [.. Enumerable.Repeat(number, 32)];

    private static string PublicKeyOf(byte[] seed)
    {
        using var key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
        return Convert.ToHexStringLower(key.Export(KeyBlobFormat.RawPublicKey));
    }

    private static byte[] Join(string before, byte[] body) => [.. Encoding.UTF8.GetBytes(before), .. body];

    private static string Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
