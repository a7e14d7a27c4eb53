namespace TriggerBridge.Webhooks.Hmac;

/// <summary>How a secret's text becomes the key of an HMAC.</summary>
internal enum KeyEncoding
{
    /// <summary>The text itself, as UTF-8.</summary>
    Text,

    /// <summary>Base64, after <c>whsec_</c> where that stands in front (https://github.com/standard-webhooks/standard-webhooks).</summary>
    Base64,
}
