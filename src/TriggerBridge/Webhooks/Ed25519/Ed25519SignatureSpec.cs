using TriggerBridge.Webhooks.Hmac;

namespace TriggerBridge.Webhooks.Ed25519;

/// <summary>How one sender signs with Ed25519: where the signatures stand, how they and its public key are written, and what is signed.</summary>
internal sealed record Ed25519SignatureSpec
{
    private readonly string _header = HmacSignatureSpec.DefaultHeader;

    /// <summary>Kept in lower case, as a request's header names are.</summary>
    public string Header
    {
        get => _header;
        init => _header = value.ToLowerInvariant();
    }

    /// <summary>What stands before the signature, such as <c>v1a,</c>: what begins otherwise is of another kind, and does not count.</summary>
    public string Prefix { get; init; } = "";

    public SignatureEncoding Encoding { get; init; } = SignatureEncoding.Hex;

    /// <summary>What stands between several signatures; null: the header holds one.</summary>
    public char? Separator { get; init; }

    public SignedContent Signed { get; init; } = SignedContent.BodyAlone;

    /// <summary>Hex, or base64 (after <c>whpk_</c> where that stands in front).</summary>
    public KeyEncoding Key { get; init; } = KeyEncoding.Hex;

    /// <summary>Its header; null where the sender signs no time.</summary>
    public TimestampSpec? Time { get; init; }
}
