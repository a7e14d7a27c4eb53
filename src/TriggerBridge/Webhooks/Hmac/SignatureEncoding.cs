namespace TriggerBridge.Webhooks.Hmac;

/// <summary>How a signature's bytes are written in a header.</summary>
internal enum SignatureEncoding
{
    /// <summary>In either case.</summary>
    Hex,
    Base64,
}
