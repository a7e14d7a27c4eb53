using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TriggerBridge.Credentials;
using TriggerBridge.Json;

namespace TriggerBridge.Webhooks.Verifiers;

/// <summary>
/// Each notification carries the client state that was set with its subscription; a request counts only if all of its do
/// (https://learn.microsoft.com/graph/change-notifications-delivery-webhooks).
/// </summary>
internal sealed class GraphClientState : ISecretVerifier
{
    // As deep as events are read whole: of a deeper one the secrets could not be taken out.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = JsonDepth.Most };

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JsonOutput.Encoder, MaxDepth = JsonDepth.Most };

    public IEnumerable<string> SensitiveHeaders => [];

    public string Description => "the secret in `clientState` of each item of `$.value`";

    public string ReadsOfBody => "JSON, as far as the first `$.value[*].clientState` that is not the secret";

    public bool CoversBody => false;

    public VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now)
    {
        var body = request.Body.Span;
        if (body.StartsWith(JsonText.ByteOrderMark)) body = body[JsonText.ByteOrderMark.Length..];
        try
        {
            var reader = new Utf8JsonReader(body, Options);
            return Verify(ref reader, secrets);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The latter: text that is not UTF-8.
            return VerificationResult.Failed.Missing;
        }
    }

    public SigningResult Sign(WebhookRequest request, SecretValue secret, DateTimeOffset now)
    {
        if (secret.Utf8.IsEmpty) return SigningResult.Impossible("the secret is empty");
        try
        {
            if (JsonNode.Parse(request.Body.Span) is JsonObject message && message["value"] is JsonArray { Count: > 0 } notifications && notifications.All(notification => notification is JsonObject))
            {
                foreach (var notification in notifications) notification!["clientState"] = secret.Reveal();
                return SigningResult.Signed(request with { Body = Encoding.UTF8.GetBytes(message.ToJsonString(Relaxed)) });
            }
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            // The latter: a name that comes twice.
        }

        return SigningResult.Impossible("the body must be JSON with a list of notifications as $.value, each name once");
    }

    // No document is made of what nobody has proven, and the first notification without the secret is the last one that is looked at. A
    // member that comes twice must hold the secret twice: which of the two is read later does not matter then.
    private static VerificationResult Verify(ref Utf8JsonReader reader, IReadOnlyList<SecretValue> secrets)
    {
        VerificationResult result = VerificationResult.Failed.Missing;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return result;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isList = reader.ValueTextEquals("value"u8);
            reader.Read();
            if (!isList)
            {
                reader.Skip();
                continue;
            }

            if (reader.TokenType != JsonTokenType.StartArray) return VerificationResult.Failed.Missing;
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                result = VerifyNotification(ref reader, secrets);
                if (result is not VerificationResult.Verified) return result;
            }
        }

        // Nothing may come after the object; this throws if it does.
        return reader.Read() ? VerificationResult.Failed.Missing : result;
    }

    private static VerificationResult VerifyNotification(ref Utf8JsonReader reader, IReadOnlyList<SecretValue> secrets)
    {
        VerificationResult result = VerificationResult.Failed.Missing;
        if (reader.TokenType != JsonTokenType.StartObject) return result;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isState = reader.ValueTextEquals("clientState"u8);
            reader.Read();
            if (!isState)
            {
                reader.Skip();
                continue;
            }

            if (reader.TokenType != JsonTokenType.String) return VerificationResult.Failed.Missing;
            if (secrets.Holder(reader.GetString()!) is not { } holder) return VerificationResult.Failed.Wrong;
            result = new VerificationResult.Verified(holder);
        }

        return result;
    }
}
