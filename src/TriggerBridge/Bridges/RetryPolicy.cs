namespace TriggerBridge.Bridges;

/// <summary>When to send again what is known not to have started.</summary>
/// <param name="First">The wait after the first try.</param>
/// <param name="Max">The longest wait between two tries.</param>
/// <param name="GiveUpAfter">The age at which a delivery becomes a dead letter.</param>
public sealed record RetryPolicy(TimeSpan First, TimeSpan Max, TimeSpan GiveUpAfter);

/// <summary>What to do with an attempt that may or may not have started an execution, when ISC shows none.</summary>
public enum WhenInDoubt
{
    /// <summary>Send again once ISC proves its absence; where ISC cannot be asked, leave it to a person.</summary>
    RetryIfAbsent,

    /// <summary>Leave it to a person: at most one execution, whatever ISC shows.</summary>
    Hold,

    /// <summary>Send again, also where ISC cannot be asked.</summary>
    Retry,
}
