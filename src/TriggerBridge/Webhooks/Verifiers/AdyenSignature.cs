using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TriggerBridge.Credentials;
using TriggerBridge.Json;
using TriggerBridge.Webhooks.Hmac;

namespace TriggerBridge.Webhooks.Verifiers;

/// <summary>Adyen signs eight fields of each item of a request; it counts only if all of its items are signed by one key, which is hexadecimal (@adyen/api-library).</summary>
internal sealed class AdyenSignature : ISecretVerifier
{
    /// <summary>The list of a body.</summary>
    public const string Items = "notificationItems";

    /// <summary>Within an item.</summary>
    public const string Item = "NotificationRequestItem";

    private const string Additional = "additionalData";
    private const string Signature = "hmacSignature";
    private const string SignatureField = $"{Item}.{Additional}.{Signature}";
    private const int MostItems = 1000;

    private static readonly string[] Fields =
    [
        .. ((string[])["pspReference", "originalReference", "merchantAccountCode", "merchantReference", "amount.value", "amount.currency", "eventCode", "success"])
            .Select(field => $"{Item}.{field}"),
    ];

    private static readonly JsonReaderOptions Options = new() { MaxDepth = JsonDepth.Most };

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JsonOutput.Encoder, MaxDepth = JsonDepth.Most };

    public IEnumerable<string> SensitiveHeaders => [];

    public string Description => $"`{Additional}.{Signature}` of each item: base64 HMAC-SHA256 of eight of its fields; **the other fields are not signed**";

    public string ReadsOfBody => $"JSON, the items of `$.{Items}`";

    public bool CoversBody => false;

    public bool ShowsSecret => false;

    public void AppendSigned(WebhookRequest request, IncrementalHash hash)
    {
        foreach (var item in ItemsOf(request) ?? []) hash.AppendData(Encoding.UTF8.GetBytes(TextOf(item) + "\n"));
    }

    public VerificationResult Verify(WebhookRequest request, IReadOnlyList<SecretValue> secrets, DateTimeOffset now)
    {
        if (ItemsOf(request) is not { Count: > 0 } items) return VerificationResult.Failed.Missing;
        var claims = items.ConvertAll(item => item.GetValueOrDefault(SignatureField));
        if (claims.Contains(null)) return VerificationResult.Failed.Missing;

        SecretValue? signer = null;
        foreach (var secret in secrets)
        {
            var key = KeyOf(secret);
            if (key.Length == 0) continue;
            var isOfAll = true;
            for (var i = 0; i < items.Count; i++) isOfAll &= IsSignedBy(key, items[i], claims[i]!);
            if (isOfAll) signer = secret;
        }

        return signer is null ? VerificationResult.Failed.Wrong : new VerificationResult.Verified(signer);
    }

    public SigningResult Sign(WebhookRequest request, SecretValue secret, DateTimeOffset now)
    {
        const string shape = $"the body must be JSON with a list of items as $.{Items}, each with a {Item}";
        var key = KeyOf(secret);
        if (key.Length == 0) return SigningResult.Impossible("the secret must be hexadecimal");
        try
        {
            var body = JsonNode.Parse(request.Body.Span);
            if ((body as JsonObject)?[Items] is not JsonArray { Count: > 0 } list) return SigningResult.Impossible(shape);
            foreach (var wrapper in list)
            {
                if ((wrapper as JsonObject)?[Item] is not JsonObject item) return SigningResult.Impossible(shape);
                if (item[Additional] is not JsonObject additional) item[Additional] = additional = [];
                additional[Signature] = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(TextOf(JsonMember.FindOnce(Encoding.UTF8.GetBytes(wrapper.ToJsonString()), Fields)))));
            }

            return SigningResult.Signed(request with { Body = Encoding.UTF8.GetBytes(body.ToJsonString(Relaxed)) });
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            // The latter: a name that comes twice.
            return SigningResult.Impossible(shape);
        }
    }

    /// <returns>What is read of each item; null where the body has no such list.</returns>
    private static List<IReadOnlyDictionary<string, string>>? ItemsOf(WebhookRequest request)
    {
        var body = request.Body.Span;
        if (body.StartsWith(JsonText.ByteOrderMark)) body = body[JsonText.ByteOrderMark.Length..];
        List<IReadOnlyDictionary<string, string>>? items = null;
        try
        {
            var reader = new Utf8JsonReader(body, Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isList = reader.ValueTextEquals(Items);
                reader.Read();
                if (!isList)
                {
                    reader.Skip();
                    continue;
                }

                // Of two lists another one may be taken for the events.
                if (items is not null || reader.TokenType != JsonTokenType.StartArray) return null;
                items = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    if (items.Count == MostItems) return null;
                    items.Add(JsonMember.FindOnce(body[start..(int)reader.BytesConsumed], [.. Fields, SignatureField]));
                }
            }

            return items;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The latter: text that is not UTF-8.
            return null;
        }
    }

    private static bool IsSignedBy(byte[] key, IReadOnlyDictionary<string, string> item, string claim)
    {
        var claimed = new byte[HMACSHA256.HashSizeInBytes];
        var isWhole = Convert.TryFromBase64String(claim, claimed, out var length) && length == claimed.Length;
        return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(TextOf(item))), claimed) && isWhole;
    }

    // What is missing counts as empty.
    private static string TextOf(IReadOnlyDictionary<string, string> item) => string.Join(':', Fields.Select(field => item.GetValueOrDefault(field, "")));

    private static byte[] KeyOf(SecretValue secret) => KeyEncoding.Hex.Decode(secret.Reveal(), prefix: "");
}
