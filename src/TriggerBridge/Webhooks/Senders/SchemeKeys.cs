namespace TriggerBridge.Webhooks.Senders;

/// <summary>Keys of a bridge file's webhook section that only some schemes understand.</summary>
internal static class SchemeKeys
{
    public const string Header = "header";
    public const string Algorithm = "algorithm";
    public const string Prefix = "prefix";
    public const string Encoding = "encoding";
    public const string Separator = "separator";
    public const string Signed = "signed";
    public const string Key = "key";
    public const string Timestamp = "timestamp";
    public const string TimestampFormat = "timestampFormat";
    public const string Tolerance = "tolerance";
    public const string Parameter = "parameter";
    public const string VerifyToken = "verifyToken";
    public const string Topics = "topics";
    public const string SignatureVersion = "signatureVersion";
    public const string WebhookId = "webhookId";

    public static readonly IReadOnlySet<string> All = new HashSet<string>(StringComparer.Ordinal)
    {
        Header, Algorithm, Prefix, Encoding, Separator, Signed, Key, Timestamp, TimestampFormat, Tolerance, Parameter, VerifyToken,
        Topics, SignatureVersion, WebhookId,
    };
}
