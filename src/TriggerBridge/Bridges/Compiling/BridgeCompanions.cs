using TriggerBridge.Bridges.Places;
using TriggerBridge.Json;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>Where a bridge's compiler finds the other files that the bridge uses. What it has looked for is part of the bridge from then on.</summary>
/// <param name="find">By name; null: it is not there.</param>
internal sealed class BridgeCompanions(Func<string, BridgeFileText?> find)
{
    private readonly Dictionary<string, string> _used = new(StringComparer.Ordinal);

    /// <summary>For a bridge that no file holds.</summary>
    public static BridgeCompanions None => new(_ => null);

    /// <summary>The file of a name, which may be unreadable; null: it is not there.</summary>
    public BridgeFileText? Find(string name)
    {
        var file = find(name);
        _used[name] = VersionOf(file);
        return file;
    }

    /// <summary>The file that a key of the bridge's file names.</summary>
    /// <param name="at">The key, where a problem is reported.</param>
    /// <returns>Null: it is reported why there is none.</returns>
    public BridgeFileText? Find(string written, string at, ICollection<DocumentProblem> problems)
    {
        if (CompanionFile.Resolve(written, folder: "", out var problem) is not { } name)
            problems.Add(new(at, $"'{written}' {problem}"));
        else if (Find(name) is not { } file)
            problems.Add(new(at, $"there is no file {name} beside the bridge: add it, or correct the name"));
        else if (file.Problem is { } unreadable)
            problems.Add(new(at, $"{name} {unreadable}"));
        else
            return file;
        return null;
    }

    /// <summary>With what was looked for until now.</summary>
    /// <param name="file">The version of the bridge's own file.</param>
    public BridgeTexts TextsWith(string file) => new(file, new Dictionary<string, string>(_used, StringComparer.Ordinal));

    /// <summary>Tells a file's state from any other.</summary>
    public static string VersionOf(BridgeFileText? file) => file is null ? "" : file.Problem ?? file.Version;
}
