using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Faults;

internal abstract record FaultEffect
{
    private FaultEffect()
    {
    }

    public sealed record Answer(int Status, int? RetryAfterSeconds) : FaultEffect;

    /// <summary>Says nothing for that long, then 504.</summary>
    public sealed record Hang(TimeSpan Time) : FaultEffect;

    /// <summary>Closes the connection without an answer.</summary>
    public sealed record Drop : FaultEffect;

    /// <summary>The workflow starts, or the invocation is completed, and then the caller meets the effect instead of the answer.</summary>
    public sealed record ExecuteThen(FaultEffect Effect) : FaultEffect;

    /// <summary>The answer of a workflow that is not enabled.</summary>
    public sealed record Disabled : FaultEffect;

    /// <summary>The workflow starts as usual and ends like this.</summary>
    public sealed record EndAs(ExecutionStatus Status) : FaultEffect;

    /// <summary>A started execution cannot be read for that long.</summary>
    public sealed record Delay(TimeSpan Time) : FaultEffect;

    /// <summary>The callback comes after the invocation's deadline.</summary>
    public sealed record PassDeadline : FaultEffect;
}
