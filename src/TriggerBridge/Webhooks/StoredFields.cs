namespace TriggerBridge.Webhooks;

/// <summary>
/// The headers and query keys that may be kept with a delivery: names in lower case, no credentials, no signatures.
/// Map from these too, so that no template can send a secret on.
/// </summary>
public sealed record StoredFields(IReadOnlyDictionary<string, string> Headers, IReadOnlyDictionary<string, string> Query);
