using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using TriggerBridge.Telemetry;

namespace TriggerBridge.Tests.Testing;

/// <summary>The measurements of one app, as a collector would get them.</summary>
internal sealed class RecordedFigures : IDisposable
{
    private readonly ConcurrentQueue<Figure> _figures = new();
    private readonly ConcurrentDictionary<string, Instrument> _instruments = new(StringComparer.Ordinal);
    private readonly MeterListener _listener;

    public RecordedFigures(TestApp app)
    {
        var meters = app.Get<IMeterFactory>();
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name != BridgeTelemetry.Name || instrument.Meter.Scope != meters)
                    return;
                _instruments[instrument.Name] = instrument;
                listener.EnableMeasurementEvents(instrument);
            },
        };
        _listener.SetMeasurementEventCallback<int>(Keep);
        _listener.SetMeasurementEventCallback<long>(Keep);
        _listener.SetMeasurementEventCallback<double>(Keep);
        _listener.Start();
    }

    public Instrument Instrument(string name) => _instruments[name];

    /// <summary>What was measured so far.</summary>
    public IReadOnlyList<Figure> Of(string name) => [.. _figures.Where(figure => figure.Name == name)];

    /// <summary>What a gauge shows now; null where it is not reported.</summary>
    public double? Gauge(string name)
    {
        _figures.Clear();
        _listener.RecordObservableInstruments();
        return Of(name).SingleOrDefault()?.Value;
    }

    public void Dispose() => _listener.Dispose();

    private void Keep<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        where T : struct, IConvertible =>
        _figures.Enqueue(new Figure(instrument.Name, value.ToDouble(provider: null), tags.ToArray().ToDictionary(StringComparer.Ordinal)));

    internal sealed record Figure(string Name, double Value, IReadOnlyDictionary<string, object?> Tags);
}
