namespace TriggerBridge.Webhooks;

/// <summary>Which check a request failed; stored and counted by name.</summary>
public enum VerificationFailure
{
    MissingSignature,
    MalformedSignature,
    WrongSignature,
}
