using TriggerBridge.Webhooks.Hmac;

namespace TriggerBridge.Webhooks.Senders;

/// <summary>The senders that a bridge can name.</summary>
internal static class WebhookSchemes
{
    /// <summary>The one scheme whose signature the bridge file describes.</summary>
    public const string HmacName = "hmac";

    /// <summary>The scheme by which ISC sends the events of its triggers.</summary>
    public const string SailPointName = "sailpoint";

    /// <summary>Names that are no scheme, and what to do.</summary>
    public static readonly IReadOnlyDictionary<string, string> NotSupported = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["v1a"] = "is a kind of signature of Standard Webhooks: name standard-webhooks-v1a",
        ["entra-lifecycle"] = "calls Logic Apps only: have the Logic App send the event on, and name the proof of that",
    };

    private static readonly Dictionary<string, Func<SchemeOptions, WebhookScheme>> Senders = CreateAll();

    public static IReadOnlyCollection<string> Names { get; } = [.. Senders.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The keys of a bridge file that belong to only some schemes, with those that understand them.</summary>
    public static ILookup<string, string> KeyOwners => field ??= Names
        .Select(name => Create(name))
        .SelectMany(scheme => scheme.Keys, (scheme, key) => (scheme.Name, Key: key))
        .ToLookup(owner => owner.Key, owner => owner.Name, StringComparer.Ordinal);

    public static WebhookScheme Create(string name, SchemeOptions? options = null) => Senders[name](options ?? new SchemeOptions());

    private static Dictionary<string, Func<SchemeOptions, WebhookScheme>> CreateAll()
    {
        var all = new Dictionary<string, Func<SchemeOptions, WebhookScheme>>(OtherSenders.All, StringComparer.Ordinal);
        foreach (var (name, create) in DeveloperSenders.WithOptions.Concat(PeopleSenders.WithOptions)) all.Add(name, create);
        IEnumerable<WebhookScheme> senders = [.. HmacSenders.All, .. DeveloperSenders.All, .. WorkSenders.All, .. PeopleSenders.All, .. PaymentSenders.All];
        foreach (var sender in senders) all.Add(sender.Name, options => WithTolerance(sender, options.Tolerance));
        foreach (var (name, create) in KeySenders.All) all.Add(name, create);
        foreach (var (name, create) in TokenSenders.All) all.Add(name, create);
        all.Add(HmacName, options => WithTolerance(Generic(options.Signature), options.Tolerance));
        return all;
    }

    private static WebhookScheme Generic(HmacSignatureSpec signature) => new()
    {
        Name = HmacName,
        Verifier = new HmacSignature(signature),
        IsGeneric = true,
        SecretMembers = signature.BodyMember is { } member ? [member] : [],
        Keys =
        [
            SchemeKeys.Header, SchemeKeys.Algorithm, SchemeKeys.Prefix, SchemeKeys.Encoding, SchemeKeys.Separator, SchemeKeys.Signed,
            SchemeKeys.Key, SchemeKeys.Timestamp, SchemeKeys.TimestampFormat, SchemeKeys.Tolerance, SchemeKeys.Parameter, SchemeKeys.Member, SchemeKeys.OtherHeaders,
        ],
    };

    private static WebhookScheme WithTolerance(WebhookScheme scheme, TimeSpan? tolerance)
    {
        if ((scheme.Verifier as HmacSignature)?.Spec is not { Time: { } time } spec) return scheme;
        return scheme with
        {
            Verifier = tolerance is null ? scheme.Verifier : new HmacSignature(spec with { Time = time with { Tolerance = tolerance } }),
            Keys = [.. scheme.Keys.Union([SchemeKeys.Tolerance], StringComparer.Ordinal)],
        };
    }
}
