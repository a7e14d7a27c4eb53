using TriggerBridge.Bridges.Files;
using TriggerBridge.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.Webhooks.Hmac;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Bridges.Compiling;

internal sealed class EventTypeRule : IBridgeRule
{
    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File.Webhook?.EventType is { } text) TextTemplate.Compile(text, "$.webhook.eventType", draft.Tables, problems);
    }
}

/// <summary>
/// An id that is the same for all events makes duplicates of them; one that differs at each repeat never finds a duplicate.
/// Without an id, a legitimate event that equals an earlier one is taken for its repeat: whoever wants that says so.
/// </summary>
internal sealed class DeliveryIdRule : IBridgeRule
{
    private const string At = "$.webhook.deliveryId";

    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File.Webhook is not { DeliveryId: not WebhookSection.Hash } webhook) return;
        if (webhook.DeliveryId is not { } text)
        {
            // Beside a poll another rule asks for it.
            if (draft.File.Poll is null && WebhookSchemes.IsGeneric(webhook.Scheme))
                problems.Add(new(At, $"is missing: {webhook.Scheme} knows no id of its sender: name the event's own, such as {{{{$.id}}}}, or say \"hash\" where equal events are one event"));
            return;
        }

        var ownProblems = new List<DocumentProblem>();
        var queries = TextTemplate.Compile(text, At, draft.Tables, ownProblems).Queries.Where(query => query.Root != PathRoot.Current).ToList();
        foreach (var problem in ownProblems) problems.Add(problem);
        if (ownProblems.Count > 0) return;

        if (queries.Find(query => query.IsUnderContext("delivery")) is { } own)
            problems.Add(new(At, $"{own.Text} is not the sender's: name an id in the event, the headers or the query"));
        else if (queries.TrueForAll(query => query.IsUnderContext("bridge") || query.IsUnderContext("event")))
            problems.Add(new(At, "would be the same for different events: name the event's own id, such as {{$.id}}"));
    }
}

/// <summary>The sender is known, and the file says only what this sender leaves open.</summary>
internal sealed class SchemeRule : IBridgeRule
{
    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File.Webhook is not { Scheme: { } scheme } webhook) return;

        if (!WebhookSchemes.Names.Contains(scheme, StringComparer.Ordinal))
        {
            problems.Add(new("$.webhook.scheme", Unknown(scheme)));
            return;
        }

        // Of this scheme alone: to make all of them would cost the app's start some milliseconds.
        var keys = WebhookSchemes.Create(scheme).Keys;
        foreach (var key in KeysIn(webhook).Where(key => !keys.Contains(key, StringComparer.Ordinal)))
        {
            var owners = string.Join(", ", WebhookSchemes.KeyOwners[key]);
            problems.Add(new($"$.webhook.{key}", $"belongs to {owners}: {scheme} knows its own, leave it out"));
        }

        if (webhook.VerifyToken is null && keys.Contains(SchemeKeys.VerifyToken, StringComparer.Ordinal))
            problems.Add(new("$.webhook.verifyToken", $"is missing: {scheme} tests the address with it, name the secret that holds it"));
    }

    private static IEnumerable<string> KeysIn(WebhookSection webhook)
    {
        (string Key, bool IsSet)[] keys =
        [
            (SchemeKeys.Header, webhook.Header is not null),
            (SchemeKeys.Algorithm, webhook.Algorithm is not null),
            (SchemeKeys.Prefix, webhook.Prefix is not null),
            (SchemeKeys.Encoding, webhook.Encoding is not null),
            (SchemeKeys.Separator, webhook.Separator is not null),
            (SchemeKeys.Signed, webhook.Signed is not null),
            (SchemeKeys.Key, webhook.Key is not null),
            (SchemeKeys.Timestamp, webhook.Timestamp is not null),
            (SchemeKeys.TimestampFormat, webhook.TimestampFormat is not null),
            (SchemeKeys.Tolerance, webhook.Tolerance is not null),
            (SchemeKeys.Parameter, webhook.Parameter is not null),
            (SchemeKeys.VerifyToken, webhook.VerifyToken is not null),
        ];
        return keys.Where(key => key.IsSet).Select(key => key.Key);
    }

    private static string Unknown(string scheme)
    {
        if (WebhookSchemes.NotSupported.TryGetValue(scheme, out var reason)) return $"'{scheme}' {reason}";
        return ClosestName.TryFind(scheme, WebhookSchemes.Names, out var closest)
            ? $"'{scheme}' is not a scheme; did you mean '{closest}'?"
            : $"'{scheme}' is not a scheme; the schemes are {string.Join(", ", WebhookSchemes.Names)}";
    }
}

/// <summary>What the file says of a signature can be checked, and covers the body and the time.</summary>
internal sealed class SignatureRule : IBridgeRule
{
    private const string Signed = "$.webhook.signed";

    private static readonly TimeSpan LongestTolerance = TimeSpan.FromDays(1);

    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File.Webhook is not { } webhook) return;

        CheckHeader(webhook.Header, "$.webhook.header", "X-Signature", problems);
        CheckHeader(webhook.Timestamp, "$.webhook.timestamp", "X-Timestamp", problems);
        if (webhook.Separator is { Length: not 1 }) problems.Add(new("$.webhook.separator", "expected one character"));
        if (webhook.Parameter is "") problems.Add(new("$.webhook.parameter", "expected a key of the query, such as code"));
        if (webhook.Tolerance is { Value: var tolerance } && (tolerance <= TimeSpan.Zero || tolerance > LongestTolerance))
            problems.Add(new("$.webhook.tolerance", $"expected more than 00:00:00 and at most {LongestTolerance:c}"));
        CheckSigned(webhook.Signed, webhook.Timestamp, problems);
    }

    private static void CheckHeader(string? header, string at, string example, ICollection<DocumentProblem> problems)
    {
        if (header is not null && (header.Length == 0 || !header.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
            problems.Add(new(at, $"expected a header's name, such as {example}"));
    }

    private static void CheckSigned(string? pattern, string? timestamp, ICollection<DocumentProblem> problems)
    {
        if (!SignedContent.TryParse(pattern ?? SignedContent.BodyAlone.Pattern, out var signed, out var problem))
            problems.Add(new(Signed, problem!));
        else if (!signed.HasBody)
            problems.Add(new(Signed, "must contain {body}: what is not signed, anyone can change"));
        else if (timestamp is not null && !signed.HasTime && !signed.HasHeader(timestamp))
            problems.Add(new(Signed, "must contain {time}: a time that is not signed proves nothing"));
        else if (timestamp is null && signed.HasTime)
            problems.Add(new(Signed, "has {time}: name the header that holds it, as $.webhook.timestamp"));
    }
}

/// <summary>
/// Names that Key Vault takes (https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates).
/// It also catches a secret that was pasted where its name belongs, so the text is not repeated.
/// </summary>
internal sealed class SecretNameRule : IBridgeRule
{
    private const int Longest = 127;

    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File.Workflow?.Credential is { } credential) CheckName(credential, "$.workflow.credential", problems);
        if (draft.File.Webhook?.VerifyToken is { } verifyToken) CheckName(verifyToken, "$.webhook.verifyToken", problems);
        if (draft.File.Poll?.Request?.Auth?.Secret is { } pollSecret) CheckName(pollSecret, "$.poll.request.auth.secret", problems);
        if (draft.File.Webhook?.Secret is not { } secret) return;

        const string at = "$.webhook.secret";
        if (secret.Names.Count == 0) problems.Add(new(at, "the list is empty: name the secret with which the sender signs"));
        for (var i = 0; i < secret.Names.Count; i++)
            CheckName(secret.Names[i], secret.IsList ? JsonLocation.Item(at, i) : at, problems);
    }

    private static void CheckName(string name, string at, ICollection<DocumentProblem> problems)
    {
        if (name.Length is 0 or > Longest || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            problems.Add(new(at, $"expected a secret's name in the vault (not the secret): 1 to {Longest} of 0-9, a-z, A-Z and -"));
    }
}
