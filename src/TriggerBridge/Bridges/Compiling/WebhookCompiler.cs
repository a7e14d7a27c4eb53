using TriggerBridge.Bridges.Files;
using TriggerBridge.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Mapping.JsonPath.Functions;
using TriggerBridge.Webhooks;
using TriggerBridge.Webhooks.Verifiers;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>Makes a bridge's sender of its section: each key's rule and what holds where it is left out stand at the key.</summary>
/// <param name="isPolled">The bridge has a poll as well.</param>
/// <param name="retention">The bridge's; null: it is a source's.</param>
/// <param name="isDevelopment">A sender's keys may come from this machine without TLS.</param>
internal sealed class WebhookCompiler(
    WebhookSection section, bool isPolled, TimeSpan? retention, LookupTables tables, bool isDevelopment, ICollection<DocumentProblem> problems)
{
    private const int MostProofs = 4;

    /// <returns>Null where a part is missing or wrong, which is reported.</returns>
    public WebhookSource? Compile()
    {
        var (scheme, secrets, verifyToken) = CompileProofs();
        var deliveryIds = CompileDeliveryIds(scheme);
        var eventTypes = CompileTexts(section.EventType is { } own ? [own] : scheme?.EventTypes ?? [], "eventType");
        if (section.ReplayWindow is { Value: var window } && (window <= TimeSpan.Zero || window > retention))
            Problem("replayWindow", $"expected more than 00:00:00 and at most {retention ?? BridgeDefaults.Retention:c}, the bridge's $.retention");
        if (scheme is null) return null;

        if (CompileBatch() is { } batch) scheme = scheme with { BatchAt = batch };
        if (section.DeliveryId == WebhookSection.Hash) scheme = scheme with { DeliveryIds = [], BodiesRepeat = false };
        return new WebhookSource(scheme, secrets, deliveryIds, eventTypes)
        {
            VerifyTokenName = verifyToken,
            ReplayWindow = section.ReplayWindow?.Value,
        };
    }

    private (WebhookScheme? Scheme, IReadOnlyList<string> Secrets, string? VerifyToken) CompileProofs()
    {
        if (section is { All: null, Any: null })
        {
            if (section.Scheme is null && problems.All(problem => problem.Path != At("scheme")))
                Problem("scheme", "is missing: name the sender, or its proofs as all or any");
            return new ProofCompiler(section, "$.webhook", isDevelopment, problems).Compile();
        }

        var (key, proofs) = section.All is { } all ? ("all", all) : ("any", section.Any!);
        if (section is { All: not null, Any: not null }) Problem("any", "all and any do not go together: take one of them");
        if (BridgeFileJson.Default.ProofSection.Properties.FirstOrDefault(each => each.Get!(section) is not null) is { } beside) Problem(beside.Name, $"stands in each proof of {key}, not beside it");
        if (proofs.Count is < 2 or > MostProofs)
        {
            Problem(key, $"expected 2 to {MostProofs} proofs");
            return (null, [], null);
        }

        var compiled = proofs.Select((proof, i) => new ProofCompiler(proof, JsonLocation.Item(At(key), i), isDevelopment, problems).Compile()).ToList();
        if (compiled.Exists(each => each.Scheme is null)) return (null, [], null);
        var verifier = new CombinedProof([.. compiled.Select(each => new ProofPart(each.Scheme!.Verifier, each.Secrets))], needsAll: section.All is not null);
        var first = compiled[0];
        var combined = first.Scheme! with
        {
            Verifier = verifier,
            // Which of them it would be for, nobody could tell.
            Pairing = null,
            OtherSignatureHeaders = [.. compiled.SelectMany(each => each.Scheme!.OtherSignatureHeaders)],
            SecretMembers = [.. compiled.SelectMany(each => each.Scheme!.SecretMembers).Distinct(StringComparer.Ordinal)],
        };
        return (combined, [.. compiled.SelectMany(each => each.Secrets).Distinct(StringComparer.Ordinal)], first.VerifyToken);
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
}
