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
    public const string Member = "member";
    public const string OtherHeaders = "otherHeaders";
    public const string Thumbprints = "thumbprints";
    public const string Subject = "subject";
    public const string Topics = "topics";
    public const string SignatureVersion = "signatureVersion";
    public const string WebhookId = "webhookId";

    // Of tokens.
    public const string Issuer = "issuer";
    public const string Audience = "audience";
    public const string Keys = "keys";
    public const string Algorithms = "algorithms";
    public const string Claims = "claims";
    public const string CallerClaim = "callerClaim";
    public const string Caller = "caller";
    public const string BodyHash = "bodyHash";
    public const string Tenant = "tenant";
    public const string BaseUrl = "baseUrl";

    /// <summary>What names the caller of a token where the bridge file does not say.</summary>
    public const string UsualCallerClaim = "sub";

    public static readonly IReadOnlySet<string> All = new HashSet<string>(StringComparer.Ordinal)
    {
        Header, Algorithm, Prefix, Encoding, Separator, Signed, Key, Timestamp, TimestampFormat, Tolerance, Parameter, VerifyToken,
        Topics, SignatureVersion, WebhookId, Member, OtherHeaders, Thumbprints, Subject,
        Issuer, Audience, Keys, Algorithms, Claims, CallerClaim, Caller, BodyHash, Tenant, BaseUrl,
    };
}
