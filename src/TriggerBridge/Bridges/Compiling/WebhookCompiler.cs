using System.Text.RegularExpressions;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Mapping.JsonPath.Functions;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Hmac;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>Makes a bridge's sender of its section: each key's rule and what holds where it is left out stand at the key.</summary>
/// <param name="isPolled">The bridge has a poll as well.</param>
/// <param name="retention">The bridge's; null: it is a source's.</param>
/// <param name="isDevelopment">A sender's keys may come from this machine without TLS.</param>
internal sealed partial class WebhookCompiler(
    WebhookSection section, bool isPolled, TimeSpan? retention, LookupTables tables, bool isDevelopment, ICollection<DocumentProblem> problems)
{
    private const string SomeTopic = "arn:aws:sns:eu-central-1:123456789012:users";

    private static readonly TimeSpan UsualTolerance = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestTolerance = TimeSpan.FromDays(1);

    private readonly TokenCompiler _token = new(section, isDevelopment, problems);

    /// <returns>Null where a part is missing or wrong, which is reported.</returns>
    public WebhookSource? Compile()
    {
        var scheme = CompileScheme(new SchemeOptions
        {
            Header = HeaderName("header", section.Header, "X-Signature"),
            Parameter = CompileParameter(),
            Tolerance = CompileTolerance(),
            Signature = CompileSignature(),
            Topics = CompileTopics(),
            RefusesSha1 = CompileRefusesSha1(),
            WebhookId = CompileWebhookId(),
            Token = _token.Compile(),
        });
        var secrets = CompileSecrets(scheme);
        var deliveryIds = CompileDeliveryIds(scheme);
        var eventTypes = CompileTexts(section.EventType is { } own ? [own] : scheme?.EventTypes ?? [], "eventType");
        Names.CheckSecret(section.VerifyToken, At("verifyToken"), problems);
        if (section.ReplayWindow is { Value: var window } && (window <= TimeSpan.Zero || window > retention))
            Problem("replayWindow", $"expected more than 00:00:00 and at most {retention ?? BridgeDefaults.Retention:c}, the bridge's $.retention");
        if (scheme is null) return null;

        if (CompileBatch() is { } batch) scheme = scheme with { BatchAt = batch };
        if (section.DeliveryId == WebhookSection.Hash) scheme = scheme with { DeliveryIds = [], BodiesRepeat = false };
        return new WebhookSource(scheme, secrets, deliveryIds, eventTypes)
        {
            VerifyTokenName = section.VerifyToken,
            ReplayWindow = section.ReplayWindow?.Value,
        };
    }

    // The sender is known, and the file says only what this sender leaves open.
    private WebhookScheme? CompileScheme(SchemeOptions options)
    {
        if (section.Scheme is not { } name) return null;
        if (!WebhookSchemes.Names.Contains(name, StringComparer.Ordinal))
        {
            Problem("scheme", Unknown(name));
            return null;
        }

        var scheme = WebhookSchemes.Create(name, options);
        foreach (var key in WrittenKeys().Where(key => !scheme.Keys.Contains(key, StringComparer.Ordinal)))
            Problem(key, $"belongs to {OwnersOf(key)}: {name} knows its own, leave it out");

        if (name == KeySenders.Ed25519Name && section.Key?.Value == KeyEncoding.Text)
            Problem("key", "'text' is no form of a public key: expected hex or base64");
        if (section.VerifyToken is null && scheme.Keys.Contains(SchemeKeys.VerifyToken, StringComparer.Ordinal))
            Problem("verifyToken", $"is missing: {name} tests the address with it, name the secret that holds it");
        if (section.Topics is null && IsLacking(scheme, SchemeKeys.Topics))
            Problem("topics", $"is missing: SNS signs for every topic there is, name yours, such as {SomeTopic}");
        if (section.WebhookId is null && IsLacking(scheme, SchemeKeys.WebhookId))
            Problem("webhookId", $"is missing: {name} signs the webhook's id, which it shows beside its address");
        _token.CheckRequired(scheme);
        return scheme;
    }

    // What could not be read is reported already.
    private bool IsLacking(WebhookScheme scheme, string key) => scheme.Keys.Contains(key, StringComparer.Ordinal) && problems.All(problem => problem.Path != At(key));

    // Of those that only some schemes understand.
    private IEnumerable<string> WrittenKeys() =>
        BridgeFileJson.Default.WebhookSection.Properties
            .Where(key => SchemeKeys.All.Contains(key.Name) && key.Get!(section) is not null)
            .Select(key => key.Name);

    private static string Unknown(string scheme) => WebhookSchemes.NotSupported.TryGetValue(scheme, out var reason)
        ? $"'{scheme}' {reason}"
        : ClosestName.Objection(scheme, WebhookSchemes.Names, "a scheme", "schemes") + (ClosestName.TryFind(scheme, WebhookSchemes.Names, out _) ? "" : "; 'triggerbridge senders list' shows them");

    private static string OwnersOf(string key)
    {
        const int most = 8;
        var owners = WebhookSchemes.KeyOwners[key].ToList();
        return owners.Count <= most ? string.Join(", ", owners) : "other schemes";
    }

    // What the file says of a signature can be checked, and covers the body and the time.
    private HmacSignatureSpec CompileSignature()
    {
        var usual = new HmacSignatureSpec();
        return new HmacSignatureSpec
        {
            Header = section.Header ?? usual.Header,
            Algorithm = section.Algorithm?.Value ?? usual.Algorithm,
            Prefix = section.Prefix ?? usual.Prefix,
            Encoding = section.Encoding?.Value ?? usual.Encoding,
            Separator = CompileSeparator() ?? usual.Separator,
            Signed = CompileSigned() ?? usual.Signed,
            Key = section.Key?.Value ?? usual.Key,
            Time = HeaderName("timestamp", section.Timestamp, "X-Timestamp") is { } timestamp
                ? new() { Header = timestamp.ToLowerInvariant(), Format = section.TimestampFormat?.Value ?? default, Tolerance = UsualTolerance }
                : usual.Time,
        };
    }

    private char? CompileSeparator()
    {
        if (section.Separator is { Length: not 1 }) Problem("separator", "expected one character");
        return section.Separator is [var separator] ? separator : null;
    }

    private SignedContent? CompileSigned()
    {
        var (pattern, timestamp) = (section.Signed ?? SignedContent.BodyAlone.Pattern, section.Timestamp);
        if (!SignedContent.TryParse(pattern, out var signed, out var problem))
        {
            Problem("signed", problem!);
            return null;
        }

        // Others know what is signed.
        if (!WebhookSchemes.KeyOwners[SchemeKeys.Signed].Contains(section.Scheme, StringComparer.Ordinal)) return signed;
        if (!signed.HasBody && !signed.Members.Any())
            Problem("signed", "must contain {body}, {form} or a member such as {$.token}: what is not signed, anyone can change");
        else if (timestamp is not null && !signed.HasTime && !signed.HasHeader(timestamp))
            Problem("signed", "must contain {time}: a time that is not signed proves nothing");
        else if (timestamp is null && signed.HasTime)
            Problem("signed", "has {time}: name the header that holds it, as $.webhook.timestamp");
        return signed;
    }

    private IReadOnlyList<string> CompileTopics()
    {
        if (section.Topics is not { } topics) return [];
        if (topics.All.Count == 0) Problem("topics", $"the list is empty: name the topics whose messages are taken, such as {SomeTopic}");
        foreach (var topic in topics.All.Where(topic => !TopicArn().IsMatch(topic))) Problem("topics", $"'{topic}': expected the ARN of a topic, such as {SomeTopic}");
        return topics.All;
    }

    private bool CompileRefusesSha1()
    {
        if (section.SignatureVersion is { Value: not 2 }) Problem("signatureVersion", "expected 2, which refuses version 1; leave it out to take both");
        return section.SignatureVersion is not null;
    }

    private string CompileWebhookId()
    {
        if (section.WebhookId is { } id && !PlainId().IsMatch(id)) Problem("webhookId", "expected the id as PayPal shows it, such as 8PT597110X687430LKGECATA");
        return section.WebhookId ?? "";
    }

    private string? HeaderName(string key, string? name, string example)
    {
        Names.CheckHeader(name, At(key), example, problems);
        return name;
    }

    private string? CompileParameter()
    {
        Names.CheckQueryKey(section.Parameter, At("parameter"), "code", problems);
        return section.Parameter;
    }

    private TimeSpan? CompileTolerance()
    {
        if (section.Tolerance is { Value: var tolerance } && (tolerance <= TimeSpan.Zero || tolerance > LongestTolerance))
            Problem("tolerance", $"expected more than 00:00:00 and at most {LongestTolerance:c}");
        return section.Tolerance?.Value;
    }

    private IReadOnlyList<string> CompileSecrets(WebhookScheme? scheme)
    {
        if (section.Secret is not { } secret)
        {
            if (scheme is { Verifier.NeedsSecret: true } && !problems.Any(problem => problem.Path.StartsWith(At("secret"), StringComparison.Ordinal))) Problem("secret", $"is missing: {scheme.Name} proves itself by a secret, name the one in the vault that holds it");
            return [];
        }

        if (scheme is { Verifier.NeedsSecret: false }) Problem("secret", $"belongs to senders that share a secret: {scheme.Name} proves itself by what it publishes, leave it out");
        if (secret.Names.Count == 0) Problem("secret", "the list is empty: name the secret with which the sender signs");
        for (var i = 0; i < secret.Names.Count; i++)
            Names.CheckSecret(secret.Names[i], secret.IsList ? JsonLocation.Item(At("secret"), i) : At("secret"), problems);
        return secret.Names;
    }

    // An id that is the same for all events makes duplicates of them; one that differs at each repeat never finds a duplicate.
    // Without an id, a legitimate event that equals an earlier one is taken for its repeat: whoever wants that says so.
    private IReadOnlyList<TextTemplate> CompileDeliveryIds(WebhookScheme? scheme)
    {
        var own = section.DeliveryId is WebhookSection.Hash ? null : section.DeliveryId;
        var before = problems.Count;
        var texts = CompileTexts(own is not null ? [own] : section.DeliveryId is null ? scheme?.DeliveryIds ?? [] : [], "deliveryId");
        if (problems.Count > before) return [];

        var queries = texts.SelectMany(text => text.Queries).Where(query => query.Root != PathRoot.Current).ToList();
        if (own is not null && queries.Find(query => query.IsUnderContext("delivery")) is { } ours)
            Problem("deliveryId", $"{ours.Text} is not the sender's: name an id in the event, the headers or the query");
        else if (own is not null && queries.TrueForAll(query => query.IsUnderContext("bridge") || query.IsUnderContext("event")))
            Problem("deliveryId", "would be the same for different events: name the event's own id, such as {{$.id}}");
        if (scheme is null)
            return texts;
        if (isPolled)
            CheckSharedId(scheme, queries);
        else if (section.DeliveryId is null && scheme.IsGeneric)
            Problem("deliveryId", $"is missing: {scheme.Name} knows no id of its sender: name the event's own, such as {{{{$.id}}}}, or say \"hash\" where equal events are one event");
        return texts;
    }

    // A poll beside a webhook finds what the sender delivered by the same id, so the id stands in the event itself: a header never comes
    // with a polled record, and two different ids of one event would start its workflow twice.
    private void CheckSharedId(WebhookScheme scheme, List<PathQuery> queries)
    {
        const string remedy = "name an id in the event's body, the same as in $.poll.deliveryId";
        if (section.DeliveryId == WebhookSection.Hash)
            Problem("deliveryId", $"is a hash of the event, and a polled record is told from it by an id; {remedy}");
        else if (section.DeliveryId is null && scheme.DeliveryIds.Count == 0)
            Problem("deliveryId", $"is missing: {scheme.Name} sends no id, and a polled record is told from its event by one; {remedy}");
        else if (queries.Find(query => query.Root == PathRoot.Context && !query.IsUnderContext("bridge")) is { } outside)
            Problem("deliveryId", $"{outside.Text} does not stand in the body, so it never comes with a polled record: {remedy}");
    }

    // The names that lead to the list.
    private string[]? CompileBatch()
    {
        if (section.Batch is not { } path) return null;
        const string items = "[*]";
        string[]? names = path == "$" + items ? []
            : path.StartsWith("$.", StringComparison.Ordinal) && path.EndsWith(items, StringComparison.Ordinal) ? path[2..^items.Length].Split('.')
            : null;
        if (names is not null && Array.TrueForAll(names, static name => name.Length > 0 && name.All(static c => char.IsLetterOrDigit(c) || c is '_' or '-'))) return names;
        Problem("batch", "expected the path of a list, such as $.events[*], or $[*] where the body itself is the list");
        return null;
    }

    private IReadOnlyList<TextTemplate> CompileTexts(IReadOnlyList<string> texts, string key) =>
        [.. texts.Select(text => TextTemplate.Compile(text, At(key), tables, problems))];

    private static string At(string key) => "$.webhook." + key;

    private void Problem(string key, string problem) => problems.Add(new(At(key), problem));

    [GeneratedRegex(@"\Aarn:aws[a-z-]{0,20}:sns:[a-z0-9-]{1,40}:[0-9]{12}:[A-Za-z0-9_-]{1,256}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TopicArn();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,100}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainId();
}
