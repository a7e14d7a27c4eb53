namespace TriggerBridge.Webhooks;

/// <summary>Which check a request failed; stored and counted by name.</summary>
public enum VerificationFailure
{
    MissingSignature,
    MalformedSignature,
    WrongSignature,

    /// <summary>Signed by the sender, but too long ago or too far ahead.</summary>
    Stale,

    /// <summary>A test of the address that is not as this sender makes it.</summary>
    FailedHandshake,
}
