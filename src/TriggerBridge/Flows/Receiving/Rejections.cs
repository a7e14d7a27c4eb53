using System.Collections.Concurrent;
using System.Diagnostics;
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
            .Select(reason => string.Create(CultureInfo.InvariantCulture, $"{window.Counts[(int)reason]} {Describe(reason)}"));
        LogRejected(bridge, string.Join(", ", counts));
        Array.Clear(window.Counts);
    }

    internal static string Describe(VerificationFailure reason) => reason switch
    {
        VerificationFailure.MissingSignature => "without a signature or secret (is one set where the sender is configured?)",
        VerificationFailure.MalformedSignature => "with a signature that this scheme does not write (is $.webhook.scheme the sender's?)",
        VerificationFailure.WrongSignature => "with a wrong signature or secret (compare the sender's secret with the bridge's)",
        VerificationFailure.Stale => "signed too long ago or ahead of time (is the sender's clock right? $.webhook.tolerance allows more)",
        VerificationFailure.FailedHandshake => "with a test of the address that this scheme does not know (is $.webhook.scheme the sender's, and its verify token the bridge's?)",
        _ => throw new UnreachableException(),
    };

    [LoggerMessage(LogLevel.Warning, "Bridge {Bridge} rejected requests: {Counts}")]
    private partial void LogRejected(string bridge, string counts);

    private sealed class Window
    {
        public int[] Counts { get; } = new int[Enum.GetValues<VerificationFailure>().Length];

        public ITimer? Timer { get; set; }
    }
}
