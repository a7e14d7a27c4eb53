using System.Collections.Concurrent;
using System.Diagnostics;
using TriggerBridge.Telemetry;

namespace TriggerBridge.Tests.Testing;

/// <summary>The activities of one trace, as a collector would get them. Other tests' traces are passed over.</summary>
internal sealed class RecordedActivities : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;
    private readonly Activity _trace = new("test");

    public RecordedActivities()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is BridgeTelemetry.Name or "Microsoft.AspNetCore",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == _trace.TraceId)
                    _ended.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(_listener);
        // What the test calls belongs to it; a request is given its id.
        _trace.Start();
    }

    public string TraceParent => _trace.Id!;

    public Activity this[string name] => Assert.Single(_ended, activity => activity.DisplayName == name);

    public Activity Accept => Assert.Single(_ended, activity => activity.Source.Name == "Microsoft.AspNetCore");

    public IEnumerable<string> Names => _ended.Select(activity => activity.DisplayName);

    public void Dispose()
    {
        _trace.Dispose();
        _listener.Dispose();
    }
}
