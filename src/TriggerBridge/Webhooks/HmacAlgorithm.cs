using System.Text.Json.Serialization;

namespace TriggerBridge.Webhooks;

/// <summary>The hash under an HMAC signature.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<HmacAlgorithm>))]
internal enum HmacAlgorithm
{
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}
