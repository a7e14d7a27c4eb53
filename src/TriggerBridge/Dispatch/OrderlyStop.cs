using Microsoft.Extensions.Options;
using TriggerBridge.Attempts;

namespace TriggerBridge.Dispatch;

/// <summary>
/// The end of the app in order, so that it leaves no doubt: from the request on nothing new is sent and what was claimed is released; calls
/// under way have a moment to be answered, and what is not answered by then is put on record. Best effort: a platform may end the process at any line.
/// </summary>
internal sealed class OrderlyStop : IDisposable
{
    private readonly CancellationTokenSource _requested = new();
    private readonly CancellationTokenSource _graceEnded;
    private readonly Lock _lock = new();
    private readonly TimeSpan _grace;
    private int _running;
    private TaskCompletionSource? _idle;

    public OrderlyStop(TimeProvider time, IOptions<DispatchOptions> options)
    {
        _grace = options.Value.StopGrace;
        _graceEnded = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        Requested = _requested.Token;
        GraceEnded = _graceEnded.Token;
    }

    internal bool IsRequested => Requested.IsCancellationRequested;

    /// <summary>Ends whatever waits before a call.</summary>
    internal CancellationToken Requested { get; }

    /// <summary>Ends the calls themselves.</summary>
    internal CancellationToken GraceEnded { get; }

    /// <summary>The app is asked to stop. Returns at once.</summary>
    public void Request()
    {
        _graceEnded.CancelAfter(_grace);
        _requested.Cancel();
    }

    /// <summary>Waits until every call that was begun has its outcome on record.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_running == 0)
                return Task.CompletedTask;
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Something begins that a stop must wait for; it ends when this is disposed of.</summary>
    internal Work Begin()
    {
        lock (_lock)
            _running++;
        return new Work(this);
    }

    public void Dispose()
    {
        _requested.Dispose();
        _graceEnded.Dispose();
    }

    private void End()
    {
        lock (_lock)
        {
            if (--_running == 0)
                _idle?.TrySetResult();
        }
    }

    internal readonly struct Work(OrderlyStop stop) : IDisposable
    {
        public void Dispose() => stop.End();
    }
}
