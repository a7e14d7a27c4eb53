using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Flows.Receiving;

/// <summary>Tells of failed verifications, at most one line a second for each bridge, so that a flood of them costs little.</summary>
internal sealed partial class Rejections(TimeProvider time, ILogger<Rejections> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Window> _windows = new(StringComparer.Ordinal);

    public void Add(string bridge, VerificationFailure reason)
    {
        var window = _windows.GetOrAdd(bridge, static _ => new Window());
        lock (window)
        {
            window.Counts[(int)reason]++;
            // The first is told at once, those that follow it within a second together.
            if (window.Timer is not null) return;
            Tell(bridge, window);
            window.Timer = time.CreateTimer(_ => Close(bridge, window), state: null, Interval, Interval);
        }
    }

    private void Close(string bridge, Window window)
    {
        lock (window)
        {
            if (Array.TrueForAll(window.Counts, count => count == 0))
            {
                window.Timer?.Dispose();
                window.Timer = null;
            }
            else Tell(bridge, window);
        }
    }

    private void Tell(string bridge, Window window)
    {
        var counts = Enum.GetValues<VerificationFailure>()
            .Where(reason => window.Counts[(int)reason] > 0)
            .Select(reason => string.Create(CultureInfo.InvariantCulture, $"{reason} {window.Counts[(int)reason]}"));
        LogRejected(bridge, string.Join(", ", counts));
        Array.Clear(window.Counts);
    }

    [LoggerMessage(LogLevel.Warning, "Bridge {Bridge} rejected requests: {Counts}")]
    private partial void LogRejected(string bridge, string counts);

    private sealed class Window
    {
        public int[] Counts { get; } = new int[Enum.GetValues<VerificationFailure>().Length];

        public ITimer? Timer { get; set; }
    }
}
