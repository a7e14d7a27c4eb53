using System.Globalization;

namespace TriggerBridge.Simulation.World;

/// <summary>What happened in a run, line by line: when, where, what. Kept only where somebody wants to read it.</summary>
internal sealed class Story(TimeProvider time, bool isKept)
{
    private readonly List<string> _lines = [];
    private readonly long _start = time.GetTimestamp();

    public IReadOnlyList<string> Lines => _lines;

    public void Tell(string who, string what)
    {
        if (isKept)
            _lines.Add(string.Create(CultureInfo.InvariantCulture, $@"{time.GetElapsedTime(_start):d\.hh\:mm\:ss\.fff}  {who,-10}  {what}"));
    }
}
