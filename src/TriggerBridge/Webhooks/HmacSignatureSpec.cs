namespace TriggerBridge.Webhooks;

/// <summary>How one sender writes the HMAC of the raw body.</summary>
internal sealed record HmacSignatureSpec
{
    private readonly string _header = "x-signature";

    /// <summary>Kept in lower case, as a request's header names are.</summary>
    public string Header
    {
        get => _header;
        init => _header = value.ToLowerInvariant();
    }

    public HmacAlgorithm Algorithm { get; init; } = HmacAlgorithm.Sha256;

    /// <summary>Text that stands before the encoded signature, such as <c>sha256=</c>.</summary>
    public string Prefix { get; init; } = "";

    public SignatureEncoding Encoding { get; init; } = SignatureEncoding.Hex;
}
