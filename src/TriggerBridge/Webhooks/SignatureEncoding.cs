using System.Text.Json.Serialization;

namespace TriggerBridge.Webhooks;

/// <summary>How a signature's bytes are written in a header.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<SignatureEncoding>))]
internal enum SignatureEncoding
{
    /// <summary>In either case.</summary>
    Hex,
    Base64,
}
