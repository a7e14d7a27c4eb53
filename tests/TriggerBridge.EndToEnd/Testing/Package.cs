using System.IO.Compression;
using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>What <c>./publish.sh</c> makes for Azure Functions, unpacked into a folder that goes away with it.</summary>
internal sealed class Package : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("triggerbridge-package-");

    public Package() => ZipFile.ExtractToDirectory(ZipPath, _folder.FullName);

    public static string ZipPath => RepositoryRoot.File("artifacts", "functionapp.zip");

    /// <summary>The one for a function app on Windows; nothing here can run it.</summary>
    public static string WindowsZipPath => RepositoryRoot.File("artifacts", "functionapp-win-x64.zip");

    /// <summary>Why there is nothing to test; null where a package of these very sources is there.</summary>
    public static string? WhyMissing(string zip, string remedy)
    {
        var name = $"artifacts/{Path.GetFileName(zip)}";
        if (!File.Exists(zip))
            return $"there is no {name}: {remedy}";

        var made = File.GetLastWriteTimeUtc(zip);
        return Sources().Any(file => file.LastWriteTimeUtc > made) ? $"{name} is older than its sources: {remedy}" : null;
    }

    /// <summary>Where the host unpacks it: the executable's folder, and its working directory.</summary>
    public string Root => _folder.FullName;

    public string Program => Path.Combine(Root, "TriggerBridge.Functions");

    public string Worker => Path.Combine(Root, "TriggerBridge.Functions.dll");

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
    public PackageFactAttribute() => Skip = Package.WhyMissing(Package.ZipPath, "./test.sh --long or ./publish.sh makes it");
}

/// <summary>The same of the package for Windows.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WindowsPackageFactAttribute : FactAttribute
{
    public WindowsPackageFactAttribute() => Skip = Package.WhyMissing(Package.WindowsZipPath, "./test.sh --long or ./publish.sh --runtime win-x64 makes it");
}
