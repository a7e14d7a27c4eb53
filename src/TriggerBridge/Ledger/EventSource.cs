namespace TriggerBridge.Ledger;

/// <summary>How an event came in; stored by name.</summary>
public enum EventSource
{
    /// <summary>Its sender sent it.</summary>
    Webhook,

    /// <summary>It was read from its source on a schedule.</summary>
    Poll,
}
