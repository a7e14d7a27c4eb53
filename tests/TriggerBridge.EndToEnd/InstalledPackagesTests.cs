using System.Diagnostics;
using TriggerBridge.EndToEnd.Testing;

namespace TriggerBridge.EndToEnd;

/// <summary>The packages for others, installed and run as their readmes say.</summary>
public sealed class InstalledPackagesTests
{
    [Fact]
    public async Task The_tool_checks_the_bridge_of_its_readme()
    {
        using var feed = await PackageFeed.CreateAsync("TriggerBridge.Cli");
        await feed.AssertCompleteAsync();
        await feed.RunAsync("dotnet", "tool", "install", feed.Id, "--version", feed.Version, "--tool-path", "tools");
        var tool = Path.Combine(feed.Empty, "tools", "triggerbridge");
        var bridges = Directory.CreateDirectory(Path.Combine(feed.Empty, "bridges")).FullName;
        await File.WriteAllTextAsync(Path.Combine(bridges, "leavers.json"), await feed.ReadmeBlockAsync("json"));

        Assert.Contains("bridges", await feed.RunAsync(tool, "--help"), StringComparison.Ordinal);
        Assert.Equal(feed.Version, (await feed.RunAsync(tool, "--version")).Trim().Split('+')[0]);
        Assert.Equal(await feed.ReadmeBlockAsync("console"), "$ triggerbridge bridges check\n" + await feed.RunAsync(tool, "bridges", "check"));
    }

    [Fact]
    public async Task The_program_of_the_clients_readme_compiles_and_lists_the_workflows_of_a_tenant()
    {
        using var feed = await PackageFeed.CreateAsync("TriggerBridge.SailPoint");
        await feed.AssertCompleteAsync();
        await using var tenant = await Simulator.StartAsync();
        await CreateWorkflowAsync(tenant);
        await File.WriteAllTextAsync(Path.Combine(feed.Empty, "Program.cs"), await feed.ReadmeBlockAsync("csharp"));
        await File.WriteAllTextAsync(Path.Combine(feed.Empty, "Example.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="{feed.Id}" Version="{feed.Version}" /></ItemGroup>
            </Project>
            """);

        var start = new ProcessStartInfo("dotnet", ["run", "-p:UseSharedCompilation=false"]);
        start.Environment["ISC_URL"] = tenant.Url.AbsoluteUri;
        start.Environment["ISC_CLIENT_ID"] = "reader";
        start.Environment["ISC_CLIENT_SECRET"] = "of no use elsewhere";
        Assert.Equal("Leaver (disabled)\n", await feed.RunAsync(start));
    }

    private static async Task CreateWorkflowAsync(Simulator tenant)
    {
        using var folder = new BridgeFolder();
        var file = Path.Combine(folder.Disk, "workflow.json");
        await File.WriteAllTextAsync(file, """{ "name": "Leaver" }""");
        await new OperatorsTerminal(folder, tenant.Url).RunAsync("workflows", "create", file);
    }
}
