namespace TriggerBridge.Pacing;

/// <summary>Whether a call may be made now.</summary>
internal abstract record CallAdmission
{
    private CallAdmission()
    {
    }

    /// <summary>One call may be made.</summary>
    public sealed record Granted(CallPermit Permit) : CallAdmission;

    /// <summary>No call: the client is paused, its circuit is open, or no permit was to be had in time.</summary>
    /// <param name="Reason">In plain words.</param>
    /// <param name="Until">By the ledger's clock; null where no time is known.</param>
    public sealed record Closed(string Reason, DateTimeOffset? Until) : CallAdmission;
}
