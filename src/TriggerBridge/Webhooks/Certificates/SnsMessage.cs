using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TriggerBridge.Webhooks.Certificates;

/// <summary>A message of Amazon SNS: its texts, as they are without the escapes of JSON (https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html).</summary>
internal sealed partial class SnsMessage
{
    public const string Notification = "Notification";
    public const string SubscriptionConfirmation = "SubscriptionConfirmation";
    public const string UnsubscribeConfirmation = "UnsubscribeConfirmation";

    private const int LongestAddress = 2048;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 1024 };

    private static readonly string[] Names =
        ["Message", "MessageId", "Signature", "SignatureVersion", "SigningCertURL", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

    private static readonly string[] OfNotification = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"];
    private static readonly string[] OfConfirmation = ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    private SnsMessage()
    {
    }

    public string? Type => Text("Type");

    public string? TopicArn => Text("TopicArn");

    public string? Timestamp => Text("Timestamp");

    public string? SignatureVersion => Text("SignatureVersion");

    public string? Signature => Text("Signature");

    /// <summary>Where the certificate stands; null where it is not AWS's: others have hosts under amazonaws.com as well.</summary>
    public Uri? Certificate => Text("SigningCertURL") is { } url && CertificateUrl().IsMatch(url) ? new Uri(url) : null;

    /// <summary>The address whose visit confirms a subscription; null where it is not AWS's.</summary>
    public Uri? Subscribe => Text("SubscribeURL") is { Length: <= LongestAddress } url && ServiceUrl().IsMatch(url) ? new Uri(url) : null;

    public bool HasSignature => Signature is not null && SignatureVersion is not null && Text("SigningCertURL") is not null && ToSign is not null;

    /// <summary>What is signed, which is exact as long as type and topic are what is expected: no text before them can pretend to be one of them. Null where a part is missing.</summary>
    public byte[]? ToSign
    {
        get
        {
            var names = Type switch
            {
                Notification => OfNotification,
                SubscriptionConfirmation or UnsubscribeConfirmation => OfConfirmation,
                _ => null,
            };
            if (names is null || !Array.TrueForAll(names, name => name == "Subject" || Text(name) is not null)) return null;
            return Encoding.UTF8.GetBytes(string.Concat(names.Where(_texts.ContainsKey).Select(name => $"{name}\n{_texts[name]}\n")));
        }
    }

    /// <returns>Null for what is no JSON object, or has one of the texts twice: another reader may find the other one.</returns>
    public static SnsMessage? Read(ReadOnlySpan<byte> body)
    {
        var message = new SnsMessage();
        try
        {
            var reader = new Utf8JsonReader(body, Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = NameAt(ref reader);
                reader.Read();
                if (name is null || reader.TokenType == JsonTokenType.Null) reader.Skip();
                else if (reader.TokenType != JsonTokenType.String || !message._texts.TryAdd(name, reader.GetString()!)) return null;
            }

            return reader.Read() ? null : message;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The latter: text that is not UTF-8.
            return null;
        }
    }

    /// <summary>The names in which AWS's certificate may be, for one on this host: the same as in its own SDK (SnsHostProvider of the AWS SDK for Java 2).</summary>
    public static IEnumerable<string> CertificateNames(string host)
    {
        var region = host.Split('.')[1];
        var suffix = host[(host.IndexOf(".amazonaws.", StringComparison.OrdinalIgnoreCase) + 1)..];
        yield return $"sns.{suffix}";
        yield return $"sns-{region}.{suffix}";
        yield return $"sns-signing.{region}.{suffix}";
        yield return host;
        if (region.StartsWith("us-gov-", StringComparison.OrdinalIgnoreCase)) yield return $"sns-us-gov-west-1.{suffix}";
    }

    private static string? NameAt(ref Utf8JsonReader reader)
    {
        foreach (var name in Names)
        {
            if (reader.ValueTextEquals(name)) return name;
        }

        return null;
    }

    private string? Text(string name) => _texts.GetValueOrDefault(name);

    [GeneratedRegex(@"\Ahttps://sns\.[a-z0-9-]{3,40}\.amazonaws\.com(\.cn)?/SimpleNotificationService-[a-zA-Z0-9]{32,64}\.pem\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CertificateUrl();

    [GeneratedRegex(@"\Ahttps://sns\.[a-z0-9-]{3,40}\.amazonaws\.com(\.cn)?/\?Action=ConfirmSubscription&[!-~]+\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ServiceUrl();
}
