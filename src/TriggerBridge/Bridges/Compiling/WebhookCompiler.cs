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
internal sealed class WebhookCompiler(
    WebhookSection section, bool isPolled, TimeSpan? retention, LookupTables tables, bool isDevelopment, ICollection<DocumentProblem> problems)
{
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
            Token = _token.Compile(),
        });
        var secrets = CompileSecrets(scheme);
        var deliveryIds = CompileDeliveryIds(scheme);
        var eventTypes = CompileTexts(section.EventType is { } own ? [own] : scheme?.EventTypes ?? [], "eventType");
        Names.CheckSecret(section.VerifyToken, At("verifyToken"), problems);
        if (section.ReplayWindow is { Value: var window } && (window <= TimeSpan.Zero || window > retention))
            Problem("replayWindow", $"expected more than 00:00:00 and at most {retention ?? BridgeDefaults.Retention:c}, the bridge's $.retention");
        if (scheme is null) return null;

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
            Problem(key, $"belongs to {string.Join(", ", WebhookSchemes.KeyOwners[key])}: {name} knows its own, leave it out");

        if (section.VerifyToken is null && scheme.Keys.Contains(SchemeKeys.VerifyToken, StringComparer.Ordinal))
            Problem("verifyToken", $"is missing: {name} tests the address with it, name the secret that holds it");
        _token.CheckRequired(scheme);
        return scheme;
    }

    // Of those that only some schemes understand.
    private IEnumerable<string> WrittenKeys() =>
        BridgeFileJson.Default.WebhookSection.Properties
            .Where(key => SchemeKeys.All.Contains(key.Name) && key.Get!(section) is not null)
            .Select(key => key.Name);

    private static string Unknown(string scheme) => WebhookSchemes.NotSupported.TryGetValue(scheme, out var reason)
        ? $"'{scheme}' {reason}"
        : ClosestName.Objection(scheme, WebhookSchemes.Names, "a scheme", "schemes");

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

        if (!signed.HasBody)
            Problem("signed", "must contain {body}: what is not signed, anyone can change");
        else if (timestamp is not null && !signed.HasTime && !signed.HasHeader(timestamp))
            Problem("signed", "must contain {time}: a time that is not signed proves nothing");
        else if (timestamp is null && signed.HasTime)
            Problem("signed", "has {time}: name the header that holds it, as $.webhook.timestamp");
        return signed;
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

    private IReadOnlyList<TextTemplate> CompileTexts(IReadOnlyList<string> texts, string key) =>
        [.. texts.Select(text => TextTemplate.Compile(text, At(key), tables, problems))];

    private static string At(string key) => "$.webhook." + key;

    private void Problem(string key, string problem) => problems.Add(new(At(key), problem));
}
