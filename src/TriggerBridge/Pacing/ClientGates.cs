using System.Diagnostics.CodeAnalysis;

namespace TriggerBridge.Pacing;

/// <summary>The gates that every call of ISC goes through, one for each client id.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "The seam that others build on; its state follows.")]
internal sealed class ClientGates
{
    /// <summary>
    /// Whether the straight way may call at once: not while the client is paused, its circuit is open or older work waits.
    /// From memory; a credential that was never used counts as open.
    /// </summary>
    public bool IsOpen(string tenant, string credentialName) => true;

    /// <summary>Before every call of ISC other than for a token.</summary>
    /// <param name="tenant">As bridges name it.</param>
    /// <param name="clientId">Whose limits count.</param>
    /// <param name="kind">What the call is for.</param>
    /// <param name="mostWait">A permit that is not to be had within this time is refused at once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<GatePass> EnterAsync(string tenant, string clientId, CallKind kind, TimeSpan mostWait, CancellationToken cancellationToken) =>
        ValueTask.FromResult<GatePass>(new GatePass.Granted());

    /// <summary>After every <see cref="GatePass.Granted"/>: what the call said about its client.</summary>
    public void Report(string tenant, string clientId, CallReport report)
    {
        // Nothing is paused yet.
    }
}
