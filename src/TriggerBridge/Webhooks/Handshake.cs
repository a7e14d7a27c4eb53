using TriggerBridge.Credentials;

namespace TriggerBridge.Webhooks;

/// <summary>How a sender tests the address.</summary>
/// <param name="Description">In plain words, for the documentation.</param>
/// <param name="IsSigned">Answered only to a verified sender; otherwise to anyone, as nothing depends on it.</param>
/// <param name="Answer">
/// Null for what is no test. With the secret that the sender signed with, or the bridge's verify token where the test is not signed.
/// </param>
internal sealed record Handshake(string Description, bool IsSigned, Func<WebhookRequest, SecretValue?, SenderAnswer?> Answer)
{
    /// <summary>What is read of a body to tell a test that is not signed, in plain words, for the documentation; null: nothing.</summary>
    public string? ReadsOfBody { get; init; }
}
