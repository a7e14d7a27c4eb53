using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using TriggerBridge.EndToEnd.Testing;
using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd;

/// <summary>The package that goes to Azure Functions. What is in it does is what the hosted tests are about: they start it unpacked.</summary>
public sealed class PackageTests
{
    private static readonly string Zip = RepositoryRoot.File("artifacts", "functionapp.zip");

    [Fact]
    public async Task What_the_Functions_platform_reads_stands_at_its_root()
    {
        using var zip = await ZipFile.OpenReadAsync(Zip);
        var names = zip.Entries.Select(entry => entry.FullName).ToList();

        Assert.All(
            (string[])["host.json", "worker.config.json", "functions.metadata", "extensions.json", "TriggerBridge.Functions.dll", "TriggerBridge.Functions.deps.json"],
            name => Assert.Contains(name, names));
        Assert.Contains(names, name => name.StartsWith(".azurefunctions/", StringComparison.Ordinal));
        Assert.All(names, name => Assert.True(!name.Contains('/', StringComparison.Ordinal) || name.StartsWith(".azurefunctions/", StringComparison.Ordinal), name));
        // No program but the worker that worker.config.json names, and no bridge that nobody asked for.
        Assert.Equal("TriggerBridge.Functions.dll", (await ReadAsync(zip, "worker.config.json")).GetProperty("description").GetProperty("defaultWorkerPath").GetString());
        Assert.DoesNotContain("TriggerBridge.Functions", names);
        Assert.InRange(new FileInfo(Zip).Length, 1, 30_000_000);
    }

    [Fact]
    public async Task It_is_what_the_hosted_tests_start()
    {
        var folder = Path.GetDirectoryName(PublishedApp.Worker)!;
        using var zip = await ZipFile.OpenReadAsync(Zip);

        Assert.Equal(
            Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Order(StringComparer.Ordinal),
            zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task It_is_compiled_ahead_and_has_no_framework_in_it()
    {
        using var assembly = new PEReader(File.OpenRead(PublishedApp.Worker));
        using var zip = await ZipFile.OpenReadAsync(Zip);
        var options = (await ReadAsync(zip, "TriggerBridge.Functions.runtimeconfig.json")).GetProperty("runtimeOptions");

        // Where ReadyToRun code stands in an assembly: https://github.com/dotnet/runtime/blob/main/docs/design/coreclr/botr/readytorun-format.md
        Assert.True(assembly.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0);
        Assert.Contains("Microsoft.AspNetCore.App", options.GetProperty("frameworks").EnumerateArray().Select(framework => framework.GetProperty("name").GetString()));
        Assert.False(options.TryGetProperty("includedFrameworks", out _));
    }

    private static async Task<JsonElement> ReadAsync(ZipArchive zip, string name)
    {
        await using var content = await zip.GetEntry(name)!.OpenAsync();
        return await JsonSerializer.DeserializeAsync<JsonElement>(content);
    }
}
