using System.Diagnostics.CodeAnalysis;

namespace TriggerBridge.Simulation.Scheduling;

/// <summary>
/// Runs a world on the thread pool's only thread: all that is queued runs to its end in the order in which it was queued, and only then does
/// time go on. Nothing else decides what comes next, so that the same seed makes the same run.
/// </summary>
internal sealed class Pump(VirtualTime time, Func<bool> isOver) : IThreadPoolWorkItem
{
    private const string ProcessorCount = "DOTNET_PROCESSOR_COUNT";

    private readonly TaskCompletionSource _over = new();

    /// <summary>Whether this process was started with what <see cref="OneThread"/> needs; the thread pool has at least as many threads as there are processors.</summary>
    public static bool CanRun => Environment.ProcessorCount == 1;

    /// <summary>What a process must be started with.</summary>
    public static (string Name, string Value) Variable => (ProcessorCount, "1");

    public static void OneThread()
    {
        if (!CanRun || !ThreadPool.SetMinThreads(1, 1) || !ThreadPool.SetMaxThreads(1, 1))
            throw new InvalidOperationException($"The thread pool must have one thread: {ProcessorCount}=1.");
    }

    /// <summary>Until the world is over; called from outside of the thread pool.</summary>
    public void Run(Action begin)
    {
        ThreadPool.UnsafeQueueUserWorkItem(_ => Guarded(begin), null);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        _over.Task.GetAwaiter().GetResult();
    }

    public void Execute() => Guarded(Step);

    private void Step()
    {
        // What was queued meanwhile comes first.
        if (ThreadPool.PendingWorkItemCount == 0)
        {
            if (isOver())
            {
                _over.TrySetResult();
                return;
            }

            if (!time.FireNext())
                throw new InvalidOperationException("Nothing can happen any more, and the run is not over.");
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    [SuppressMessage("Design", "CA1031", Justification = "The edge: the run ends with it.")]
    private void Guarded(Action action)
    {
        try
        {
            action();
        }
        catch (Exception fault)
        {
            _over.TrySetException(fault);
        }
    }
}
