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
        if (JsonText.ParseEvent(request.Body.Span) is not JsonParse.Parsed { Document: { ValueKind: JsonValueKind.Object } body }
            || !body.TryGetProperty("value", out var items) || items.ValueKind != JsonValueKind.Array || items.GetArrayLength() == 0)
            return VerificationResult.Failed.Missing;

        SecretValue? holder = null;
        var areAllHeld = true;
        foreach (var item in items.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("clientState", out var state) || state.ValueKind != JsonValueKind.String)
                return VerificationResult.Failed.Missing;
            holder = secrets.Holder(state.GetString()!);
            areAllHeld &= holder is not null;
        }

        return areAllHeld ? new VerificationResult.Verified(holder!) : VerificationResult.Failed.Wrong;
    }
}
