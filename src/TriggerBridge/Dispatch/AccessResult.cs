using TriggerBridge.Credentials;
using TriggerBridge.Pacing;
using TriggerBridge.SailPoint.Tokens;

namespace TriggerBridge.Dispatch;

/// <summary>Whether a call can be made.</summary>
internal abstract record AccessResult
{
    /// <summary>It can. Whoever asked disposes of it: without a report, the call was not made.</summary>
    public sealed record Ready(Uri ExecuteUrl, AccessToken Token, string CredentialName, SecretValue Secret, CallPermit Permit) : AccessResult, IDisposable
    {
        public void Dispose() => Permit.Dispose();
    }

    /// <summary>
    /// The client takes no call now: it is paused, out of permits or out of reach. Nothing is wrong with the delivery, which waits in
    /// the order in which it came.
    /// </summary>
    public sealed record ClientClosed(string Reason) : AccessResult;

    /// <summary>Not now; tried again later.</summary>
    public record NotReady(string Reason) : AccessResult
    {
        public TimeSpan? RetryAfter { get; init; }
    }

    /// <summary>The credential is missing, cannot be read or is none: a person must see to it, and until then it is tried again ever more slowly.</summary>
    public record NoCredential(string Reason) : NotReady(Reason);

    /// <summary>The token endpoint refused the credential.</summary>
    public sealed record WrongCredential(string Reason) : NoCredential(Reason);
}
