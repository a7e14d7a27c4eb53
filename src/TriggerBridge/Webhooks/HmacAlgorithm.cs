namespace TriggerBridge.Webhooks;

/// <summary>The hash under an HMAC signature.</summary>
internal enum HmacAlgorithm
{
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}
