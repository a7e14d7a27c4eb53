using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TriggerBridge.Bridges;
using TriggerBridge.Ledger;
using TriggerBridge.Mapping.JsonPath;

namespace TriggerBridge.Drift;

/// <summary>
/// Sees what the bridges' events look like. Whoever has an event hands it over and goes on; it is looked at beside the work, as far as there is time. What an
/// instance has seen it writes down every few minutes and when it stops; what a crash takes away is not missed.
/// </summary>
internal sealed partial class ShapeWatch(BridgeCatalog bridges, ShapeStore store, LedgerClock clock, IOptions<DriftOptions> options, ILogger<ShapeWatch> logger) : IDisposable
{
    private const int MostWaiting = 2000;
    private const int MostWaitingBytes = 8 * 1024 * 1024;
    private const int MostKeys = 100;

    // Of all bridges, between two times that they are written down: some sixty megabytes.
    private const int MostPaths = 200_000;

    private readonly Channel<SeenEvent> _waiting = Channel.CreateBounded<SeenEvent>(new BoundedChannelOptions(MostWaiting) { SingleReader = false });
    private readonly Dictionary<ShapeKey, long> _passedOver = [];
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Lock _gate = new();
    private readonly SampleRate _rate = new(clock.Time);
    private readonly bool _isOff = options.Value.DriftInterval == TimeSpan.Zero;
    private Dictionary<ShapeKey, SeenShapes> _seen = [];
    private long _waitingBytes;
    private int _paths;

    /// <summary>Takes an event of a bridge: a reference to it, and nobody waits. What is too much at once is passed over, and counted.</summary>
    public void Offer(Bridge bridge, EventContext context, EventSource source, bool isWanted)
    {
        if (_isOff) return;
        var bytes = JsonMarshal.GetRawUtf8Value(context.Event).Length;
        if (Interlocked.Add(ref _waitingBytes, bytes) <= MostWaitingBytes && _waiting.Writer.TryWrite(new SeenEvent(bridge.Name, context.EventType, context.Event, context.ReceivedAt, source, isWanted, bytes))) return;
        Interlocked.Add(ref _waitingBytes, -bytes);
        var key = new ShapeKey(bridge.Name, ShapeKey.TypeOf(context.EventType), source, isWanted);
        lock (_passedOver) _passedOver[key] = _passedOver.GetValueOrDefault(key) + 1;
    }

    /// <summary>Looks at what is handed over, and writes down what was seen, until the app stops; then once more.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        if (_isOff) return;
        var reading = ReadAsync(stopping);
        try
        {
            using var timer = new PeriodicTimer(options.Value.DriftInterval, clock.Time);
            while (await timer.WaitForNextTickAsync(stopping)) await WriteAsync();
        }
        catch (OperationCanceledException)
        {
            await reading;
            await WriteAsync();
        }
    }

    /// <summary>Writes down what this instance has seen until now.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The edge: what is seen of events is none of the senders' business, and comes again.")]
    public async Task WriteAsync()
    {
        await _writing.WaitAsync();
        try
        {
            LookAtAll();
            var (taken, unwritten) = (Take(), new List<(ShapeKey Key, SeenShapes Seen)>());
            foreach (var (key, seen) in taken)
            {
                if (!bridges.TryFind(key.Bridge, out var bridge)) continue;
                try
                {
                    if (unwritten.Count == 0) await store.AddAsync(bridge, key, seen.All);
                    else unwritten.Add((key, seen));
                }
                catch (LedgerUnavailableException)
                {
                    // Whatever needs the ledger says so by itself.
                    unwritten.Add((key, seen));
                }
                catch (Exception fault)
                {
                    LogFault(key.Bridge, fault);
                }
            }

            PutBack(unwritten);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private async Task ReadAsync(CancellationToken stopping)
    {
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stopping)) LookAtAll();
        }
        catch (OperationCanceledException)
        {
            // What is still there is looked at before it is written down.
        }
    }

    private void LookAtAll()
    {
        while (TryLook())
        {
            // One after another, so that whoever takes what was seen waits for one event at most.
        }
    }

    private bool TryLook()
    {
        lock (_gate)
        {
            if (!_waiting.Reader.TryRead(out var seen)) return false;
            Interlocked.Add(ref _waitingBytes, -seen.Bytes);
            LookAt(seen);
            return true;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The edge: an event that cannot be looked at must not keep others from it.")]
    private void LookAt(SeenEvent seen)
    {
        var shapes = ShapesOf(new ShapeKey(seen.Bridge, ShapeKey.TypeOf(seen.EventType), seen.Source, seen.IsWanted));
        var last = shapes.Last;
        if (_paths > MostPaths || !_rate.Allows(seen.Bridge))
        {
            last.Shape.PassedOver++;
            return;
        }

        try
        {
            _paths -= last.Shape.Paths;
            last.Record(seen.Document, seen.At);
            _paths += last.Shape.Paths;
        }
        catch (Exception fault)
        {
            LogFault(seen.Bridge, fault);
        }
    }

    private SeenShapes ShapesOf(ShapeKey key)
    {
        ref var shapes = ref CollectionsMarshal.GetValueRefOrAddDefault(_seen, key, out var exists);
        if (exists) return shapes!;
        if (key.EventType != ShapeKey.OtherTypes && _seen.Keys.Count(each => each.Bridge == key.Bridge) > MostKeys)
        {
            _seen.Remove(key);
            return ShapesOf(key with { EventType = ShapeKey.OtherTypes });
        }

        return shapes = new SeenShapes();
    }

    private Dictionary<ShapeKey, SeenShapes> Take()
    {
        lock (_gate)
        {
            lock (_passedOver)
            {
                foreach (var (key, count) in _passedOver) ShapesOf(key).Last.Shape.PassedOver += count;
                _passedOver.Clear();
            }

            var taken = _seen;
            _seen = [];
            _paths = 0;
            return taken;
        }
    }

    // Before what was seen meanwhile.
    private void PutBack(List<(ShapeKey Key, SeenShapes Seen)> unwritten)
    {
        lock (_gate)
        {
            foreach (var (key, seen) in unwritten) _seen[key] = _seen.TryGetValue(key, out var later) ? seen.With(later, clock.UtcNow) : seen;
        }
    }

    [LoggerMessage(LogLevel.Warning, "What the events of bridge {Bridge} look like could not be looked at or written down; the events themselves are on record")]
    private partial void LogFault(string bridge, Exception fault);

    private readonly record struct SeenEvent(string Bridge, string? EventType, JsonElement Document, DateTimeOffset At, EventSource Source, bool IsWanted, int Bytes);
}

/// <summary>
/// What an instance has seen and not written down. The first events are kept apart from what came later, which is judged by them where nothing is known yet.
/// </summary>
internal sealed class SeenShapes
{
    private List<EventShape> _before = [];
    private ShapeRecorder _last = new(new EventShape());

    public IReadOnlyList<EventShape> All => [.. _before, _last.Shape];

    public ShapeRecorder Last
    {
        get
        {
            if (_before.Count == 0 && _last.Shape.Events == EventShape.LeastEvents)
            {
                _before.Add(_last.Shape);
                _last = new ShapeRecorder(new EventShape());
            }

            return _last;
        }
    }

    /// <summary>With what was seen later.</summary>
    public SeenShapes With(SeenShapes later, DateTimeOffset now)
    {
        var all = All;
        var latest = new EventShape();
        foreach (var shape in all.Skip(1).Concat(later.All)) ShapeMerge.Run(latest, shape, now);
        latest.Changes.Clear();
        return new SeenShapes { _before = [all[0]], _last = new ShapeRecorder(latest) };
    }
}
