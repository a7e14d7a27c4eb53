using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>The executables under test, as <c>./test.sh</c> publishes them.</summary>
internal static class PublishedApp
{
    /// <summary>The function app without the Functions host.</summary>
    public static string Bridge => Find("publish/localhost", "TriggerBridge.LocalHost");

    /// <summary>The function app as the Functions host starts it: the package for Azure.</summary>
    public static string Worker => Find("package", "TriggerBridge.Functions.dll");

    public static string Simulator => Find("publish/simulator", "TriggerBridge.Simulator");

    /// <summary>Where it was built, as an operator runs it with <c>dotnet run</c>.</summary>
    public static string CommandLine => RepositoryRoot.File(
        "src", "TriggerBridge.Cli", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "TriggerBridge.Cli.dll");

    private static string Find(string folder, string name)
    {
        var path = RepositoryRoot.File("artifacts", folder, name);
        return File.Exists(path)
            ? path
            : throw new InvalidOperationException($"{path} is missing: ./test.sh publishes it.");
    }
}
