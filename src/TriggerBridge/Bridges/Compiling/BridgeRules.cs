using TriggerBridge.Bridges.Files;
using TriggerBridge.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Mapping.JsonPath.Functions;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Bridges.Compiling;

internal static class BridgeRules
{
    private static readonly IBridgeRule[] All =
    [
        new BridgeNameRule(),
        new SourceRule(),
        new SchemeRule(),
        new SignatureRule(),
        new SecretNameRule(),
        new DeliveryIdRule(),
        new EventTypeRule(),
        new TablesRule(),
        new FilterRule(),
        new InputRule(),
        new PollRule(),
        new SharedIdRule(),
        new WorkflowIdRule(),
        new TenantRule(),
        new DurationRule(),
        new RetryOrderRule(),
    ];

    public static void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        foreach (var rule in All) rule.Check(draft, problems);
    }
}

/// <summary>One rule that bridges keep. What a draft lacks has been reported already and is passed over.</summary>
internal interface IBridgeRule
{
    void Check(BridgeDraft draft, ICollection<DocumentProblem> problems);
}

/// <summary>The name stands in addresses and in the ledger's keys.</summary>
internal sealed class BridgeNameRule : IBridgeRule
{
    private const int Longest = 63;

    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.Name.Length is 0 or > Longest || !draft.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            problems.Add(new(JsonLocation.Root, $"rename the file: a bridge's name has 1 to {Longest} of the characters a-z, 0-9 and -"));
    }
}

/// <summary>Events come from somewhere.</summary>
internal sealed class SourceRule : IBridgeRule
{
    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        // What could not be read of one of them has been reported.
        if (draft.File is { Webhook: null, Poll: null } && !problems.Any(IsOfSource))
            problems.Add(new(JsonLocation.Root, "no events come from anywhere: add a webhook (who sends them), a poll (where they are read from) or both"));
    }

    private static bool IsOfSource(DocumentProblem problem) =>
        problem.Path == JsonLocation.Root
        || problem.Path.StartsWith("$.webhook", StringComparison.Ordinal)
        || problem.Path.StartsWith("$.poll", StringComparison.Ordinal);
}

/// <summary>The poll compiles.</summary>
internal sealed class PollRule : IBridgeRule
{
    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File.Poll is { } poll) new PollCompiler(poll, draft, problems).Compile();
    }
}

/// <summary>
/// A poll beside a webhook finds what the sender delivered by the same id, so the id stands in the event itself: a header never comes
/// with a polled record, and two different ids of one event would start its workflow twice.
/// </summary>
internal sealed class SharedIdRule : IBridgeRule
{
    private const string At = "$.webhook.deliveryId";
    private const string Remedy = "name an id in the event's body, the same as in $.poll.deliveryId";

    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File is not { Poll: not null, Webhook: { Scheme: { } scheme } webhook } || !WebhookSchemes.Names.Contains(scheme, StringComparer.Ordinal)) return;

        var texts = webhook.DeliveryId is { } own ? [own] : WebhookSchemes.Create(scheme).DeliveryIds;
        if (webhook.DeliveryId == WebhookSection.Hash)
            problems.Add(new(At, $"is a hash of the event, and a polled record is told from it by an id; {Remedy}"));
        else if (texts.Count == 0)
            problems.Add(new(At, $"is missing: {scheme} sends no id, and a polled record is told from its event by one; {Remedy}"));
        // What cannot be compiled is reported by another rule.
        else if (texts.SelectMany(text => TextTemplate.Compile(text, At, []).Queries).FirstOrDefault(IsOutsideTheBody) is { } outside)
            problems.Add(new(At, $"{outside.Text} does not stand in the body, so it never comes with a polled record: {Remedy}"));
    }

    private static bool IsOutsideTheBody(PathQuery query) => query.Root == PathRoot.Context && !query.IsUnderContext("bridge");
}

/// <summary>The filter is a condition.</summary>
internal sealed class FilterRule : IBridgeRule
{
    private const string At = "$.filter";

    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File.Filter is { } filter) EventFilter.Compile(filter, At, draft.Tables, problems);
        if (draft.File.Poll?.Filter is { } ofPoll) EventFilter.Compile(ofPoll, "$.poll.filter", draft.Tables, problems);
        if (draft.File is { Filter: null, Poll: not { Filter: not null }, KeepFiltered: not null }) problems.Add(new("$.keepFiltered", "belongs to $.filter: add one, or leave this out"));
    }
}

/// <summary>Tables are objects of objects, and each key stands in them once.</summary>
internal sealed class TablesRule : IBridgeRule
{
    public const string At = "$.tables";

    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File.Tables is { } tables) LookupTables.Compile(tables, At, problems);
    }
}
