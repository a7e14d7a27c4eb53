using System.Globalization;

namespace TriggerBridge.Simulation.World;

/// <summary>What happened in a run, line by line: when, where, what. Kept only where somebody wants to read it.</summary>
internal sealed class Story(TimeProvider time, bool isKept)
{
    private readonly List<string> _lines = [];
    private readonly long _start = time.GetTimestamp();
    private ulong _hash = 14695981039346656037;

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Two runs of the same seed have the same.</summary>
    public ulong Fingerprint => _hash;

    public void Tell(string who, string what)
    {
        foreach (var character in what)
            _hash = (_hash ^ character) * 1099511628211;
        _hash = (_hash ^ (ulong)time.GetTimestamp()) * 1099511628211;
        if (isKept)
            _lines.Add(string.Create(CultureInfo.InvariantCulture, $@"{time.GetElapsedTime(_start):d\.hh\:mm\:ss\.fff}  {who,-10}  {what}"));
    }
}
