using TriggerBridge.Simulator.Http;

namespace TriggerBridge.Simulator.Executions;

/// <summary>A started workflow. Nothing runs: what it has come to is worked out from the clock when somebody asks.</summary>
internal sealed class Execution
{
    // Ticks in UTC; 0 while it was not canceled.
    private long _canceledAt;

    /// <summary>Null while it was not canceled.</summary>
    public DateTimeOffset? CanceledAt
    {
        get => Interlocked.Read(ref _canceledAt) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
        init => _canceledAt = value?.UtcTicks ?? 0;
    }

    public required string Id { get; init; }

    public required string WorkflowId { get; init; }

    public required string RequestId { get; init; }

    /// <summary>One valid JSON value in UTF-8.</summary>
    public required ReadOnlyMemory<byte> Input { get; init; }

    public required DateTimeOffset StartTime { get; init; }

    public required DateTimeOffset EndTime { get; init; }

    public required DateTimeOffset VisibleFrom { get; init; }

    /// <summary>What it ends as when nobody cancels it.</summary>
    public required ExecutionStatus FinalStatus { get; init; }

    public bool IsVisibleAt(DateTimeOffset now) => VisibleFrom <= now;

    public DateTimeOffset? CloseTimeAt(DateTimeOffset now) => CanceledAt ?? (EndTime <= now ? EndTime : null);

    public ExecutionStatus StatusAt(DateTimeOffset now)
    {
        if (CanceledAt is not null)
            return ExecutionStatus.Canceled;
        if (EndTime <= now)
            return FinalStatus;
        // A quarter of the time in the queue, so that both open statuses are seen.
        return now < StartTime + ((EndTime - StartTime) / 4) ? ExecutionStatus.Queued : ExecutionStatus.Running;
    }

    /// <returns>False when it had closed before.</returns>
    public bool TryCancel(DateTimeOffset now) =>
        EndTime > now && Interlocked.CompareExchange(ref _canceledAt, now.UtcTicks, 0) == 0;
}
