using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>The executables under test, as <c>./test.sh</c> publishes them.</summary>
internal static class PublishedApp
{
    public static string Bridge => Find("functions", "TriggerBridge.Functions");

    public static string Simulator => Find("simulator", "TriggerBridge.Simulator");

    private static string Find(string folder, string name)
    {
        var path = RepositoryRoot.File("artifacts", "publish", folder, name);
        return File.Exists(path)
            ? path
            : throw new InvalidOperationException($"{path} is missing: run ./test.sh, or dotnet publish src/{name} -o artifacts/publish/{folder}.");
    }
}
