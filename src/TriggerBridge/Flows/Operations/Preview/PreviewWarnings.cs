using System.Text.Json;
using TriggerBridge.Bridges;
using TriggerBridge.Flows.Receiving;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Flows.Operations.Preview;

/// <summary>What a person should look at before an event comes: above all, paths that find nothing.</summary>
internal static class PreviewWarnings
{
    public static IEnumerable<string> Of(Bridge bridge, WebhookRequest sample)
    {
        foreach (var warning in bridge.Warnings) yield return $"{warning.Path}: {warning.Problem}";
        if (!bridge.Enabled) yield return "$.enabled: the bridge is disabled, its sender is answered 503";
        if (bridge.Sender?.IsTest(sample) is true) yield return "$.webhook: the sender only tests the address with it, which is answered and starts nothing";
    }

    public static IEnumerable<string> Of(Bridge bridge, MappedEvent mapped) =>
    [
        .. bridge.Sender is { } webhook ? AboutIdentity(webhook, mapped.Sent) : [],
        .. mapped.Result.Mismatch is { } mismatch ? [$"$.schema: {mismatch.Objection}: {ConsequenceOf(mismatch.Handling)}"] : (IEnumerable<string>)[],
        .. mapped.Stopped is MappingResult.Filtered
            ? AboutFilter(bridge, mapped.Sent.Context)
            : bridge.Input.Sites.SelectMany(site => About(site, mapped.Sent.Context)),
    ];

    private static string ConsequenceOf(MismatchHandling handling) => handling switch
    {
        MismatchHandling.Refuse => "its sender is answered 422 and nothing is recorded; where other events are in its request, it is a dead letter",
        MismatchHandling.Note => "it goes on, with a note",
        _ => "such an event is a dead letter",
    };

    private static IEnumerable<string> AboutIdentity(WebhookSource webhook, SentEvent sent)
    {
        if (sent.Identity.SenderId is null)
        {
            yield return webhook.DeliveryIdPaths.ToList() is { Count: > 0 } paths
                ? $"$.webhook.deliveryId: {WhatIsMissing(paths, sent.Context)}: the delivery id is a hash of the event"
                : "$.webhook.deliveryId: the sender gives no id of its own, so the delivery id is a hash of the event";
        }

        if (sent.Context.EventType is null && webhook.EventTypePaths.ToList() is { Count: > 0 } typePaths)
            yield return $"$.webhook: {WhatIsMissing(typePaths, sent.Context)}: the event has no type";
    }

    // Of several paths some may have been found: they are not named.
    private static string WhatIsMissing(IReadOnlyList<PathExpression> paths, EventContext context)
    {
        var absent = FindingNothing(paths.SelectMany(path => path.Queries), context);
        string[] problems =
        [
            .. absent.Count > 0 ? [$"{string.Join(", ", absent)} found nothing"] : Array.Empty<string>(),
            .. paths.Where(path => !path.Queries.Any(query => absent.Contains(query.Text))).Select(path => WhyNoText(path, FreshLook(context))).OfType<string>(),
        ];
        return problems.Length > 0 ? string.Join(", ", problems) : "looking for it costs too much";
    }

    // Null where there is a text.
    private static string? WhyNoText(PathExpression path, EventContext context) =>
        path.TryFind(context, out var value)
            ? value.Kind == JsonValueKind.Null || string.IsNullOrWhiteSpace(value.ToText()) ? $"{path.Text} is null or empty" : null
            : context.Budget.IsSpent ? null : path.NothingFound();

    private static IEnumerable<string> AboutFilter(Bridge bridge, EventContext context)
    {
        var record = bridge.KeepFiltered ? "recorded as Filtered" : "not recorded";
        return
        [
            $"{bridge.Filter!.At}: the event does not pass, it is {record} and starts nothing",
            .. FindingNothing(bridge.Filter.Queries, context).Select(text => $"{bridge.Filter.At}: {text} found nothing"),
        ];
    }

    private static IEnumerable<string> About(TemplateSite site, EventContext context)
    {
        var absent = FindingNothing(site.Path.Queries, context);
        var look = FreshLook(context);
        var isFound = site.Path.TryFind(look, out var value) && !(site.IsOptional && value.FoundNothing);
        // A look that costs too much has said so as the mapping's own reason.
        if (look.Budget.IsSpent || (isFound && absent.Count == 0)) yield break;

        var what = absent.Count > 0 ? $"{string.Join(", ", absent)} found nothing" : site.Path.NothingFound();
        var consequence = isFound ? $"{site.Path.Text} gives {value.ToText()}"
            : site.IsOptional ? "the key is left out"
            : "such an event is a dead letter";
        yield return $"{site.At}: {what}: {consequence}";
    }

    private static List<string> FindingNothing(IEnumerable<PathQuery> queries, EventContext context) =>
    [
        .. queries
            .Where(query => query.Root != PathRoot.Current && FindsNothing(query, FreshLook(context)))
            .Select(query => query.Text)
            .Distinct(StringComparer.Ordinal),
    ];

    // A look that was given up has not shown that there is nothing.
    private static bool FindsNothing(PathQuery query, EventContext look) => !query.FindsAny(look, current: default) && !look.Budget.IsSpent;

    // With a budget of its own: the mapping may have spent the event's.
    private static EventContext FreshLook(EventContext context) => new()
    {
        Event = context.Event,
        IsShallow = context.IsShallow,
        Envelope = context.Envelope,
        Headers = context.Headers,
        Query = context.Query,
        BridgeName = context.BridgeName,
        ReceivedAt = context.ReceivedAt,
        DeliveryId = context.DeliveryId,
        EventType = context.EventType,
    };
}
