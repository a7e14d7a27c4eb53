namespace TriggerBridge.Timing;

/// <summary>How long something may take: the wait of an event's sender for ISC, or a tick of a timer.</summary>
internal sealed class TimeBudget(TimeProvider time, TimeSpan length)
{
    // A call that is started with less than this would hardly ever answer in time.
    private static readonly TimeSpan LeastForCall = TimeSpan.FromMilliseconds(500);

    private readonly long _started = time.GetTimestamp();

    public TimeSpan Left
    {
        get
        {
            var left = length - time.GetElapsedTime(_started);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>How long a call may be put off so that there is still time for it.</summary>
    public TimeSpan LeftBeforeCall => Left > LeastForCall ? Left - LeastForCall : TimeSpan.Zero;

    public bool IsSpent => Left == TimeSpan.Zero;

    public bool AllowsCall => Left >= LeastForCall;
}
