namespace TriggerBridge.Ledger;

/// <summary>Where a delivery stands; stored and shown by name. <see cref="DeliveryLifecycle"/> has the allowed transitions.</summary>
public enum DeliveryStatus
{
    /// <summary>Recorded; no call has been sent yet.</summary>
    Received,

    /// <summary>The bridge's filter left it out. Final.</summary>
    Filtered,

    /// <summary>Somebody holds its lease and may be calling ISC now.</summary>
    Dispatching,

    /// <summary>ISC answered with a workflow execution id.</summary>
    Started,

    /// <summary>Known not to have started; tried again when its work item is due.</summary>
    RetryScheduled,

    /// <summary>A call was sent and no clear answer came: it may or may not have started an execution.</summary>
    InDoubt,

    /// <summary>The execution ended well. Final.</summary>
    Completed,

    /// <summary>The execution ended with an error. Final.</summary>
    Failed,

    /// <summary>The execution was cancelled. Final.</summary>
    Canceled,

    /// <summary>Not tried again by itself; a person can replay it. Final.</summary>
    DeadLettered,

    /// <summary>It came to a source of which no bridge wants it; a person can replay it once one does. Final.</summary>
    Unrouted,

    /// <summary>It was <see cref="Unrouted"/>, and stands in the bridges that want it now. Final.</summary>
    Routed,
}
