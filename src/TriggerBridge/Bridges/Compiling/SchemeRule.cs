using TriggerBridge.Bridges.Files;
using TriggerBridge.Json;
using TriggerBridge.Webhooks.Senders;

namespace TriggerBridge.Bridges.Compiling;

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
