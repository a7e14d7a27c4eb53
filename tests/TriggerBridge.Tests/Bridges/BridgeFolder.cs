using TriggerBridge.Bridges;

namespace TriggerBridge.Tests.Bridges;

/// <summary>A folder of bridge files for one test.</summary>
internal sealed class BridgeFolder : IDisposable
{
    public string Location { get; } = Directory.CreateTempSubdirectory("bridges-").FullName;

    public BridgeFolder Add(string file, string text)
    {
        File.WriteAllText(Path.Combine(Location, file), text);
        return this;
    }

    public BridgeLoadResult Load(params string[] tenants) => BridgeLoader.Load(Location, tenants.ToHashSet(StringComparer.Ordinal));

    public void Dispose() => Directory.Delete(Location, recursive: true);

    public static Bridge LoadOne(string text)
    {
        using var folder = new BridgeFolder().Add("leavers.json", text);
        var result = folder.Load("acme");
        if (result is BridgeLoadResult.Invalid invalid) Assert.Fail(string.Join('\n', invalid.Errors));
        return Assert.Single(((BridgeLoadResult.Loaded)result).Catalog.All);
    }

    /// <summary>The errors of one file, as path and problem.</summary>
    public static IReadOnlyList<string> ErrorsOf(string text, string file = "leavers.json")
    {
        using var folder = new BridgeFolder().Add(file, text);
        return [.. Assert.IsType<BridgeLoadResult.Invalid>(folder.Load("acme", "umbrella")).Errors.Select(error => $"{error.Path}: {error.Problem}")];
    }
}
