namespace TriggerBridge.Pacing;

/// <summary>What a call of ISC is for; when calls run short, reading gives way first.</summary>
internal enum CallKind
{
    /// <summary>Starts a workflow.</summary>
    Execute,

    /// <summary>Everything else: lists, gets, histories, cancels, tests of a workflow.</summary>
    Read,
}
