using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using TriggerBridge.Json;

namespace TriggerBridge.Webhooks.Tokens;

/// <summary>A token as it was sent, taken apart: nothing in it is proven (https://www.rfc-editor.org/rfc/rfc7515#section-3.1).</summary>
internal sealed record CompactToken
{
    // The largest that senders write take 3 KB. Anybody may send one: nothing larger is looked at.
    private const int Longest = 16 * 1024;
    private const int LongestKeyId = 512;

    // A name that comes twice would be read in one way here, and in another elsewhere.
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    private CompactToken()
    {
    }

    public required string Text { get; init; }

    public required string Algorithm { get; init; }

    /// <summary>Which of its keys the sender says it signed with.</summary>
    public string? KeyId { get; private init; }

    public required JsonElement Claims { get; init; }

    public required ReadOnlyMemory<byte> Signed { get; init; }

    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <returns>False for what is no signed token, or has parts that must be understood and are not.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out CompactToken? token)
    {
        token = null;
        if (text.Length > Longest || text.AsSpan().Count('.') != 2) return false;
        var parts = text.Split('.');
        if (Decode(parts[0]) is not { } header || Decode(parts[1]) is not { } claims || Decode(parts[2]) is not { Length: > 0 } signature) return false;
        if (Object(header) is not { } about || Object(claims) is not { } content) return false;
        if (about.TryGetProperty("crit", out _) || TextOf(about, "alg") is not { } algorithm) return false;

        var keyId = TextOf(about, "kid");
        if (keyId?.Length > LongestKeyId || (keyId is null && about.TryGetProperty("kid", out _))) return false;
        token = new CompactToken
        {
            Text = text,
            Algorithm = algorithm,
            KeyId = keyId,
            Claims = content,
            Signed = Encoding.ASCII.GetBytes(text[..text.LastIndexOf('.')]),
            Signature = signature,
        };
        return true;
    }

    // In the one spelling that these bytes have: others would be other tokens with the same proof.
    private static byte[]? Decode(string part)
    {
        if (!Base64Url.IsValid(part)) return null;
        var bytes = Base64Url.DecodeFromChars(part);
        return Base64Url.EncodeToString(bytes) == part ? bytes : null;
    }

    private static JsonElement? Object(ReadOnlySpan<byte> json) =>
        JsonText.Parse(json, Strict) is JsonParse.Parsed { Document: { ValueKind: JsonValueKind.Object } members } ? members : null;

    private static string? TextOf(JsonElement members, string name) =>
        members.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
