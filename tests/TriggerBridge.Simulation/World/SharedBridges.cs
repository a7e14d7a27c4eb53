using System.Text;
using TriggerBridge.Bridges.Places;

namespace TriggerBridge.Simulation.World;

/// <summary>The place of the bridge files. People change them while events flow, and all processes read it.</summary>
internal sealed class SharedBridges
{
    private readonly SortedDictionary<string, BridgeFileText> _files = new(StringComparer.Ordinal);
    private readonly HashSet<(string Bridge, string Version)> _ever = [];

    public PlaceContent Content { get; private set; } = new([]);

    /// <summary>Nobody changes anything any more.</summary>
    public bool IsQuiet { get; set; }

    public void Put(string file, string text)
    {
        var made = new BridgeFileText(file, file, Encoding.UTF8.GetBytes(text));
        _files[file] = made;
        _ever.Add((NameOf(file), made.Version));
        Content = new PlaceContent([.. _files.Values]);
    }

    public void Remove(string file)
    {
        _files.Remove(file);
        Content = new PlaceContent([.. _files.Values]);
    }

    public bool Has(string file) => _files.ContainsKey(file);

    /// <summary>Whether a bridge, or a source, ever was this version.</summary>
    public bool HasEverBeen(string name, string? version) => version is not null && _ever.Contains((name, version));

    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file);
}
