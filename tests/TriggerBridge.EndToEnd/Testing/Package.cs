using System.IO.Compression;
using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>What <c>./publish.sh</c> makes for Azure Functions, unpacked into a folder that goes away with it.</summary>
internal sealed class Package : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("triggerbridge-package-");

    public Package() => ZipFile.ExtractToDirectory(ZipPath, _folder.FullName);

    public static string ZipPath => RepositoryRoot.File("artifacts", "functionapp.zip");

    /// <summary>Why there is nothing to test; null where a package of these very sources is there.</summary>
    public static string? WhyMissing()
    {
        const string remedy = "./test.sh --long or ./publish.sh makes it";
        if (!File.Exists(ZipPath))
            return $"there is no artifacts/functionapp.zip: {remedy}";

        var made = File.GetLastWriteTimeUtc(ZipPath);
        return Sources().Any(file => file.LastWriteTimeUtc > made) ? $"artifacts/functionapp.zip is older than its sources: {remedy}" : null;
    }

    /// <summary>Where the host unpacks it: the executable's folder, and its working directory.</summary>
    public string Root => _folder.FullName;

    public string Program => Path.Combine(Root, "TriggerBridge.Functions");

    public void Dispose() => _folder.Delete(recursive: true);

    private static IEnumerable<FileInfo> Sources() => new[] { "TriggerBridge", "TriggerBridge.SailPoint", "TriggerBridge.Functions" }
        .SelectMany(project => new DirectoryInfo(RepositoryRoot.File("src", project)).EnumerateFiles("*", SearchOption.AllDirectories))
        .Where(file => file.Extension is ".cs" or ".csproj" or ".json" && !IsOutput(file.FullName))
        .Append(new FileInfo(RepositoryRoot.File("host.json")));

    private static bool IsOutput(string path) => path.Split(Path.DirectorySeparatorChar) is var parts && (parts.Contains("obj") || parts.Contains("bin"));
}

/// <summary>A test of the package; skipped, with the reason, where none of these sources has been made.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PackageFactAttribute : FactAttribute
{
    public PackageFactAttribute() => Skip = Package.WhyMissing();
}
