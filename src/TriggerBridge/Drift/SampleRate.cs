namespace TriggerBridge.Drift;

/// <summary>How many events of a bridge are looked at: enough to see what they look like, and no burden where there are very many.</summary>
internal sealed class SampleRate(TimeProvider time)
{
    private const double PerSecond = 20;
    private const double AtOnce = 2000;

    private readonly Dictionary<string, (long At, double Left)> _left = new(StringComparer.Ordinal);

    public bool Allows(string bridge)
    {
        var now = time.GetTimestamp();
        var left = _left.TryGetValue(bridge, out var known) ? Math.Min(AtOnce, known.Left + (time.GetElapsedTime(known.At, now).TotalSeconds * PerSecond)) : AtOnce;
        _left[bridge] = (now, left < 1 ? left : left - 1);
        return left >= 1;
    }
}
