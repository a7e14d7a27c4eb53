using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Compiling;

namespace TriggerBridge.Tests.Bridges;

/// <summary>A folder of bridge files for one test.</summary>
internal sealed class BridgeFolder : IDisposable
{
    public string Location { get; } = Directory.CreateTempSubdirectory("bridges-").FullName;

    public BridgeFolder Add(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Location, file))!);
        File.WriteAllText(Path.Combine(Location, file), text);
        return this;
    }

    public BridgeCatalog Load(params string[] tenants) => BridgeLoader.Load(Location, tenants.ToHashSet(StringComparer.Ordinal));

    public void Dispose() => Directory.Delete(Location, recursive: true);

    public static Bridge LoadOne(string text)
    {
        using var folder = new BridgeFolder().Add("leavers.json", text);
        var catalog = folder.Load("acme");
        if (catalog.Broken is [{ Errors: var errors }]) Assert.Fail(string.Join('\n', errors));
        return Assert.Single(catalog.All);
    }

    /// <summary>The errors of one file, as path and problem.</summary>
    public static IReadOnlyList<string> ErrorsOf(string text, string file = "leavers.json")
    {
        using var folder = new BridgeFolder().Add(file, text);
        return [.. Assert.Single(folder.Load("acme", "umbrella").Broken).Errors.Select(error => $"{error.Path}: {error.Problem}")];
    }
}
