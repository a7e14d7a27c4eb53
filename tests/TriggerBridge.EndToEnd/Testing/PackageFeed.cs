using System.Diagnostics;
using System.IO.Compression;
using System.Reflection;
using System.Xml.Linq;
using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>
/// A package of this build in a folder that serves as the only feed, and an empty folder beside it in which it is installed. What the package needs
/// comes from the machine's own package folder, where the build has put it: nothing is asked of the network, and nothing is left behind.
/// </summary>
internal sealed class PackageFeed : IDisposable
{
    private static readonly string Configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("triggerbridge-feed-");

    private PackageFeed(string id)
    {
        Id = id;
        // The package is called by the version that was built: a commit since then would give it another.
        Version = FileVersionInfo.GetVersionInfo(RepositoryRoot.File("src", id, "bin", Configuration, "net10.0", $"{id}.dll")).ProductVersion!.Split('+')[0];
        Empty = _root.CreateSubdirectory("empty").FullName;
        File.WriteAllText(Path.Combine(Empty, "NuGet.config"), $"""
            <configuration>
              <packageSources><clear /><add key="feed" value="{Feed}" /></packageSources>
              <packageSourceMapping><clear /></packageSourceMapping>
              <fallbackPackageFolders><clear /><add key="machine" value="{MachinePackages}" /></fallbackPackageFolders>
            </configuration>
            """);
    }

    public string Id { get; }

    public string Version { get; }

    /// <summary>Where it is installed.</summary>
    public string Empty { get; }

    private static string MachinePackages =>
        typeof(PackageFeed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(each => each.Key == "NuGetPackages").Value!;

    private string Feed => Path.Combine(_root.FullName, "feed");

    /// <param name="id">A project in <c>src</c>, which was built.</param>
    public static async Task<PackageFeed> CreateAsync(string id)
    {
        var feed = new PackageFeed(id);
        try
        {
            await feed.RunAsync(
                "dotnet", "pack", RepositoryRoot.File("src", id), "--no-build", "--nologo", "--configuration", Configuration, "--output", feed.Feed,
                $"-p:MinVerVersionOverride={feed.Version}");
            return feed;
        }
        catch
        {
            feed.Dispose();
            throw;
        }
    }

    public ZipArchive Open(string extension = "nupkg") => ZipFile.OpenRead(Path.Combine(Feed, $"{Id}.{Version}.{extension}"));

    /// <summary>The text of a fenced block of the package's readme.</summary>
    /// <param name="language">What stands after the fence.</param>
    public async Task<string> ReadmeBlockAsync(string language)
    {
        using var package = Open();
        using var reader = new StreamReader(await package.GetEntry("README.md")!.OpenAsync());
        var readme = (await reader.ReadToEndAsync()).ReplaceLineEndings("\n");
        return readme.Split($"```{language}\n")[1].Split("```")[0];
    }

    /// <summary>Runs a program in the empty folder; it must succeed.</summary>
    /// <returns>What it printed.</returns>
    public Task<string> RunAsync(string program, params string[] arguments) => RunAsync(new ProcessStartInfo(program, arguments));

    /// <inheritdoc cref="RunAsync(string, string[])"/>
    public async Task<string> RunAsync(ProcessStartInfo start)
    {
        start.WorkingDirectory = Empty;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.Environment["NUGET_PACKAGES"] = Path.Combine(_root.FullName, "packages");
        // No server that outlives the command.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}:\n{await output}\n{error}");
        return (await output).ReplaceLineEndings("\n");
    }

    public async Task AssertCompleteAsync()
    {
        using var package = Open();
        var specification = await XDocument.LoadAsync(await package.GetEntry($"{Id}.nuspec")!.OpenAsync(), LoadOptions.None, CancellationToken.None);
        var metadata = specification.Root!.Elements().Single().Elements().ToLookup(element => element.Name.LocalName, StringComparer.Ordinal);
        Assert.Equal("MIT", metadata["license"].Single().Value);
        Assert.Equal("README.md", metadata["readme"].Single().Value);
        Assert.Equal("git", metadata["repository"].Single().Attribute("type")!.Value);

        using var symbols = Open("snupkg");
        Assert.Contains(symbols.Entries, entry => entry.Name == $"{Id}.pdb");
    }

    public void Dispose() => _root.Delete(recursive: true);
}
