using System.Text.Json;
using TriggerBridge.Credentials;
using TriggerBridge.Mapping;

namespace TriggerBridge.Webhooks.Verifiers;

/// <summary>
/// Each notification carries the client state that was set with its subscription; a request counts only if all of its do
/// (https://learn.microsoft.com/graph/change-notifications-delivery-webhooks).
/// </summary>
internal sealed class GraphClientState : IRequestVerifier
{
    public IEnumerable<string> SensitiveHeaders => [];

    public string Description => "the secret in `clientState` of each item of `$.value`";

    public VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now)
    {
        SecretValue? holder = null;
        var isComplete = true;
        var areAllHeld = true;
        foreach (var state in StatesIn(request.Body.Span))
        {
            holder = secrets.Holder(state ?? "");
            isComplete &= state is not null;
            areAllHeld &= holder is not null;
        }

        if (!isComplete) return VerificationResult.Failed.Missing;
        return areAllHeld ? new VerificationResult.Verified(holder!) : VerificationResult.Failed.Wrong;
    }

    /// <summary>Of each notification; null where it has none, and for a body without notifications.</summary>
    private static List<string?> StatesIn(ReadOnlySpan<byte> body) =>
        JsonText.ParseEvent(body) is JsonParse.Parsed { Document: { ValueKind: JsonValueKind.Object } document }
        && document.TryGetProperty("value", out var items) && items.ValueKind == JsonValueKind.Array && items.GetArrayLength() > 0
            ? [.. items.EnumerateArray().Select(StateOf)]
            : [null];

    private static string? StateOf(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("clientState", out var state) && state.ValueKind == JsonValueKind.String
            ? state.GetString()
            : null;
}
