using TriggerBridge.Json;
using TriggerBridge.Webhooks.Hmac;

namespace TriggerBridge.Bridges.Compiling;

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
