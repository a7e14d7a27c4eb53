using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using TriggerBridge.EndToEnd.Testing;
using TriggerBridge.EndToEnd.Testing.Hosting.Rpc;
using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd;

/// <summary>The package that goes to Azure Functions: what is in it, and that the trimmed executable does what the app does.</summary>
public sealed class PackageTests
{
    // rwxr-xr-x of a regular file, where zips of Unix have it.
    private const int Executable = 0x81ED << 16;

    private static readonly Dictionary<string, string> Patient = new(StringComparer.Ordinal) { ["TriggerBridge__DispatchBudget"] = "00:00:20" };

    [PackageFact]
    public void The_package_is_laid_out_as_the_host_wants_it_and_is_small() => CheckLayout(Package.ZipPath, "TriggerBridge.Functions");

    [WindowsPackageFact]
    public void The_package_for_Windows_is_laid_out_as_the_host_wants_it_and_is_small() => CheckLayout(Package.WindowsZipPath, "TriggerBridge.Functions.exe");

    [PackageFact]
    public void What_host_json_starts_is_there_and_executable()
    {
        using var zip = ZipFile.OpenRead(Package.ZipPath);
        Assert.Equal(Executable, ProgramIn(zip).ExternalAttributes);
    }

    [WindowsPackageFact]
    public async Task What_host_json_starts_on_Windows_is_there_and_a_program_of_64_bits()
    {
        using var zip = await ZipFile.OpenReadAsync(Package.WindowsZipPath);
        using var program = new MemoryStream();
        await using (var content = await ProgramIn(zip).OpenAsync())
            await content.CopyToAsync(program);
        program.Position = 0;

        using var headers = new PEReader(program);
        Assert.Equal(Machine.Amd64, headers.PEHeaders.CoffHeader.Machine);
        Assert.True(headers.PEHeaders.IsConsoleApplication);
    }

    [PackageFact]
    public async Task Alone_it_takes_a_delivery_to_its_execution()
    {
        using var package = new Package();
        await using var system = await LocalSystem.StartAsync(settings: Patient, program: package.Program);
        await DeliverOneAsync(system);
    }

    [PackageFact]
    public async Task Under_the_host_it_takes_a_delivery_to_its_execution_and_its_timers_are_called()
    {
        using var package = new Package();
        await using var system = await LocalSystem.StartAsync(settings: Patient, program: package.Worker, isHosted: true);

        await DeliverOneAsync(system);

        foreach (var timer in (string[])["ProcessDueWork", "PollSources", "PurgeLedger"])
            Assert.Equal(StatusResult.Types.Status.Success, (await system.App.Host.TickAsync(timer)).Status);
    }

    [PackageFact]
    public async Task Secrets_come_from_Key_Vault_by_the_apps_managed_identity()
    {
        using var package = new Package();
        var folder = new BridgeFolder();
        await using var azure = await FakeAzure.StartAsync(folder);
        await using var system = await LocalSystem.StartAsync(settings: azure.Environment(Patient), program: package.Program, folder: folder);

        await DeliverOneAsync(system);

        Assert.Contains("/secrets/github-webhook-secret", azure.SecretsRead);
        Assert.Contains("/secrets/isc-member-removed", azure.SecretsRead);
    }

    [PackageFact]
    public async Task A_vault_that_refuses_ends_it_with_a_line()
    {
        using var package = new Package();
        using var folder = new BridgeFolder();
        await using var azure = await FakeAzure.StartAsync(folder);
        azure.Fault = new VaultFault(403, "ForbiddenByRbac");

        var (exitCode, output) = await FailedStart.RunProgramAsync(
            package.Program, azure.Environment(FailedStart.Settings(folder)), "--urls=http://127.0.0.1:0");

        Assert.Equal(FailedStart.Misconfigured, exitCode);
        Assert.Single(output.Split('\n'), line => line.Contains($"{FakeAzure.VaultHost} refuses", StringComparison.Ordinal));
    }

    private static void CheckLayout(string path, string program)
    {
        using var zip = ZipFile.OpenRead(path);
        var names = zip.Entries.Select(entry => entry.FullName).ToList();
        var functions = new DirectoryInfo(RepositoryRoot.File("src", "TriggerBridge.Functions")).GetDirectories()
            .Where(folder => File.Exists(Path.Combine(folder.FullName, "function.json")))
            .Select(folder => $"{folder.Name}/function.json");
        var bridges = names.Where(name => name.StartsWith("bridges/", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(bridges);
        Assert.Equal(
            functions.Concat(bridges).Append("host.json").Append(program).Order(StringComparer.Ordinal),
            names.Order(StringComparer.Ordinal));
        Assert.InRange(new FileInfo(path).Length, 1, 30_000_000);
    }

    // The very entry that host.json names.
    private static ZipArchiveEntry ProgramIn(ZipArchive zip)
    {
        using var host = JsonDocument.Parse(zip.GetEntry("host.json")!.Open());
        return zip.GetEntry(host.RootElement.GetProperty("customHandler").GetProperty("description").GetProperty("defaultExecutablePath").GetString()!)!;
    }

    private static async Task DeliverOneAsync(LocalSystem system)
    {
        using var answer = await system.DeliverAsync("event-1");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var accepted = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var execution = Assert.Single(await system.Tenant.ExecutionsAsync());
        Assert.Equal(execution.GetProperty("id").GetString(), accepted.GetProperty("workflowExecutionId").GetString());
        Assert.Equal("event-1", execution.GetProperty("input").GetProperty("login").GetString());
    }
}
