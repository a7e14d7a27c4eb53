using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Tests.Webhooks.Senders;

/// <summary>The senders that publish a certificate. The secret of a sample is the private key; only that of the first one has a certificate.</summary>
[SuppressMessage("Security", "CA5350", Justification = "SNS signs with it.")]
internal static class CertificateSamples
{
    public const string Topic = "arn:aws:sns:eu-central-1:123456789012:users";
    public const string SnsCertificate = "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-00000000000000000000000000000000.pem";
    public const string PayPalCertificate = "https://api.paypal.com/v1/notifications/certs/CERT-00000000-00000000-00000000";
    public const string WebhookId = "8PT597110X687430LKGECATA";

    private static readonly string Key = NewKey();
    private static readonly string OtherKey = NewKey();

    public static SenderSample Sns { get; } = new()
    {
        Scheme = "aws-sns",
        Options = new() { Topics = [Topic] },
        More = $""", "topics": "{Topic}" """,
        Secret = Key,
        OtherSecret = OtherKey,
        Published = new Dictionary<string, byte[]>(StringComparer.Ordinal) { [SnsCertificate] = SampleAuthority.Certify(KeyOf(Key), "sns.amazonaws.com") },
        SignsBody = false,
        Proof = [],
        ProofInBodyAfter = "\"Signature\":\"",
        Tolerance = TimeSpan.FromHours(1),
        Sign = (secret, content, time) => Message(secret, time, members => members["Message"] = content),
    };

    public static SenderSample PayPal { get; } = new()
    {
        Scheme = "paypal",
        Options = new() { WebhookId = WebhookId },
        More = $""", "webhookId": "{WebhookId}" """,
        Secret = Key,
        OtherSecret = OtherKey,
        Published = new Dictionary<string, byte[]>(StringComparer.Ordinal) { [PayPalCertificate] = SampleAuthority.Certify(KeyOf(Key), "messageverificationcerts.paypal.com") },
        AllowsEmpty = true,
        Proof = ["paypal-transmission-sig", "paypal-transmission-id", "paypal-transmission-time", "paypal-cert-url", "paypal-auth-algo"],
        Sign = (secret, content, time) => Transmission(secret, SenderSample.Json(content), time),
    };

    private static readonly X509Certificate2 Client = NewClient();
    private static readonly X509Certificate2 OtherClient = NewClient();

    public static IReadOnlyList<SenderSample> All { get; } =
    [
        new()
        {
            Scheme = "mtls",
            Options = new() { ClientCertificate = new() { Thumbprints = [Client.GetCertHash(HashAlgorithmName.SHA256)] } },
            More = $", \"thumbprints\": \"{Client.GetCertHashString(HashAlgorithmName.SHA256)}\"",
            SignsBody = false,
            AllowsEmpty = true,
            CanBeSigned = false,
            Proof = ["x-arr-clientcert"],
            Secret = "its own certificate",
            Sign = static (secret, content, _) => SenderSample.Post(SenderSample.Json(content), ("x-arr-clientcert", Convert.ToBase64String((secret == "its own certificate" ? Client : OtherClient).RawData))),
        },
        Sns,
        Sns with
        {
            More = "",
            Options = new() { Topics = ["arn:aws:sns:eu-central-1:123456789012:other", Topic], Tolerance = TimeSpan.FromMinutes(2) },
            Tolerance = TimeSpan.FromMinutes(2),
            Sign = (secret, content, time) => Message(secret, time, members =>
            {
                members["Message"] = content;
                members["SignatureVersion"] = "1";
                members.Remove("Subject");
            }),
        },
        PayPal,
        PayPal with { More = "", Options = new() { WebhookId = WebhookId, Tolerance = TimeSpan.FromMinutes(2) }, Tolerance = TimeSpan.FromMinutes(2) },
    ];

    /// <summary>A notification, as changed before it is signed.</summary>
    public static WebhookRequest Message(string secret, DateTimeOffset time, Action<Dictionary<string, string>> change)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Type"] = "Notification",
            ["MessageId"] = "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
            ["TopicArn"] = Topic,
            ["Subject"] = "Zoë \"left\"\n",
            ["Message"] = "hello",
            ["Timestamp"] = time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
            ["SignatureVersion"] = "2",
            ["SigningCertURL"] = SnsCertificate,
        };
        change(members);
        string[] names = members["Type"] == "Notification"
            ? ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
            : ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];
        var signed = string.Concat(names.Where(members.ContainsKey).Select(name => $"{name}\n{members[name]}\n"));
        var hash = members["SignatureVersion"] == "1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;
        members["Signature"] = Convert.ToBase64String(KeyOf(secret).SignData(Encoding.UTF8.GetBytes(signed), hash, RSASignaturePadding.Pkcs1));
        members["UnsubscribeURL"] = "https://sns.eu-central-1.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=" + Topic + ":c9135db0-26c4-47ec-8998-413945fb5a96";
        // Plus signs as they are: SNS escapes none.
        var body = JsonSerializer.SerializeToUtf8Bytes(members).AsSpan();
        return SenderSample.Post(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body).Replace("\\u002B", "+", StringComparison.Ordinal)), ("x-amz-sns-message-type", members["Type"])) with { ContentType = "text/plain; charset=UTF-8" };
    }

    public static WebhookRequest Transmission(string secret, byte[] body, DateTimeOffset time, string certificate = PayPalCertificate, string algorithm = "SHA256withRSA")
    {
        const string id = "69cd13f0-d67a-11e5-baa3-778b53f4ae55";
        var at = time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var signed = string.Create(CultureInfo.InvariantCulture, $"{id}|{at}|{WebhookId}|{Crc32(body)}");
        return SenderSample.Post(
            body,
            ("paypal-transmission-id", id),
            ("paypal-transmission-time", at),
            ("paypal-cert-url", certificate),
            ("paypal-auth-algo", algorithm),
            ("paypal-transmission-sig", Convert.ToBase64String(KeyOf(secret).SignData(Encoding.UTF8.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))));
    }

    public static RSA KeyOf(string pem)
    {
        var key = RSA.Create();
        key.ImportFromPem(pem);
        return key;
    }

    // Bit by bit, as the standard has it.
    private static uint Crc32(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }

        return ~crc;
    }

    private static string NewKey()
    {
        using var key = RSA.Create(2048);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static X509Certificate2 NewClient() =>
        SampleAuthority.Leaf(RSA.Create(2048), "sender.example.com", SampleAuthority.Issuer, new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2050, 1, 1, 0, 0, 0, TimeSpan.Zero));
}
