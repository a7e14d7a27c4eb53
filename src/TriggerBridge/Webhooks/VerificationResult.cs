using TriggerBridge.Credentials;

namespace TriggerBridge.Webhooks;

/// <summary>Whether a request is its sender's own. Closed: anything but <see cref="Verified"/> is refused.</summary>
public abstract record VerificationResult
{
    private VerificationResult()
    {
    }

    /// <param name="By">The secret that the sender holds: some handshakes are answered with it. Null where it proved itself without one.</param>
    public sealed record Verified(SecretValue? By) : VerificationResult
    {
        /// <summary>What to answer where the request only tests the address; null for an event.</summary>
        public SenderAnswer? Test { get; init; }

        /// <summary>What the sender expects to hear when its event is recorded; null: the delivery, as JSON.</summary>
        public SenderAnswer? Success { get; init; }
    }

    /// <summary>For the log and the counters only: the sender learns nothing but 401.</summary>
    public sealed record Failed(VerificationFailure Reason) : VerificationResult
    {
        internal static readonly Failed Missing = new(VerificationFailure.MissingSignature);
        internal static readonly Failed Malformed = new(VerificationFailure.MalformedSignature);
        internal static readonly Failed Wrong = new(VerificationFailure.WrongSignature);
        internal static readonly Failed Stale = new(VerificationFailure.Stale);
        internal static readonly Failed WrongSender = new(VerificationFailure.WrongSender);
    }

    /// <summary>Nothing can be said now, as what the sender publishes cannot be read: it must send again.</summary>
    public sealed record Unavailable(string Reason) : VerificationResult;
}

/// <summary>Which check a request failed; stored and counted by name.</summary>
public enum VerificationFailure
{
    MissingSignature,
    MalformedSignature,
    WrongSignature,

    /// <summary>Signed by the sender, but too long ago or too far ahead.</summary>
    Stale,

    /// <summary>Proven, but by somebody whom the bridge does not name.</summary>
    WrongSender,

    /// <summary>A test of the address that is not as this sender makes it.</summary>
    FailedHandshake,
}
