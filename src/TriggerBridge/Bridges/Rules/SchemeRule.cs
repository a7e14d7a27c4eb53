using TriggerBridge.Bridges.Files;
using TriggerBridge.Mapping;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Bridges.Rules;

/// <summary>The sender is known, and only the generic scheme describes its signature.</summary>
internal sealed class SchemeRule : IBridgeRule
{
    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File.Webhook is not { Scheme: { } scheme } webhook) return;

        var isHmac = scheme == WebhookSchemes.HmacName;
        if (!WebhookSchemes.Names.Contains(scheme, StringComparer.Ordinal)) problems.Add(new("$.webhook.scheme", Unknown(scheme)));
        else if (!isHmac) ForbidSignature(webhook, scheme, problems);

        if (isHmac && webhook.Header is { } header && !IsHeaderName(header))
            problems.Add(new("$.webhook.header", "expected a header's name, such as X-Signature"));
    }

    private static void ForbidSignature(WebhookSection webhook, string scheme, ICollection<DocumentProblem> problems)
    {
        (string Key, bool IsSet)[] keys =
        [
            ("header", webhook.Header is not null),
            ("algorithm", webhook.Algorithm is not null),
            ("prefix", webhook.Prefix is not null),
            ("encoding", webhook.Encoding is not null),
        ];
        foreach (var (key, _) in keys.Where(key => key.IsSet))
            problems.Add(new($"$.webhook.{key}", $"belongs to the scheme {WebhookSchemes.HmacName}: {scheme} knows its own, leave it out"));
    }

    private static string Unknown(string scheme) =>
        ClosestName.TryFind(scheme, WebhookSchemes.Names, out var closest)
            ? $"'{scheme}' is not a scheme; did you mean '{closest}'?"
            : $"'{scheme}' is not a scheme; the schemes are {string.Join(", ", WebhookSchemes.Names)}";

    private static bool IsHeaderName(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
