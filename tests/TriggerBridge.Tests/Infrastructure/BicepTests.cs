using System.Diagnostics;
using System.Text.Json;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Infrastructure;

/// <summary>
/// The Bicep files as far as they can be judged without the compiler: tools/bicep/check.mjs parses them and compares names, parameters
/// and outputs; here is what they and the code must agree on.
/// </summary>
public sealed class BicepTests
{
    private static readonly string Infra = RepositoryRoot.File("infra");

    [Fact]
    public async Task No_file_has_a_syntax_error_and_every_module_fits_its_uses()
    {
        var (exitCode, output) = await CheckAsync(Infra);
        Assert.True(exitCode == 0, output);
        Assert.Contains("0 problems", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("main.bicep", "scope: group", "scope: grupo", "'grupo' is not declared")]
    [InlineData("main.bicep", "    workspaceName: 'log-${token}'\n", "", "'workspaceName' of modules/monitoring.bicep is not given")]
    [InlineData("main.bicep", "workspaceName:", "workspace:", "modules/monitoring.bicep has no parameter 'workspace'")]
    [InlineData("main.bicep", "storage.outputs.id", "storage.outputs.key", "modules/storage.bicep has no output 'key'")]
    [InlineData("main.bicep", "modules/roles.bicep", "modules/rules.bicep", "there is no modules/rules.bicep")]
    [InlineData("modules/roles.bicep", "scope: vault", "scope: = vault", "syntax error")]
    [InlineData("modules/storage.bicep", "sku: { name: sku }", "sku: { name: 'Standard_LRS' }", "'sku' is not used")]
    [InlineData("modules/storage.bicep", "output id string", "output identity string", "output 'identity' is not used")]
    [InlineData("modules/key-vault.bicep", "@description('Region.')", "", "parameter 'location' has no description")]
    [InlineData("main.parameters.json", "\"tenants\"", "\"tenant\"", "has no parameter 'tenant'")]
    public async Task What_the_compiler_would_refuse_is_found(string file, string right, string wrong, string problem)
    {
        var copy = Directory.CreateTempSubdirectory("triggerbridge-bicep-");
        try
        {
            Copy(Infra, copy.FullName);
            var path = Path.Combine(copy.FullName, file);
            var text = await File.ReadAllTextAsync(path);
            Assert.Contains(right, text, StringComparison.Ordinal);
            await File.WriteAllTextAsync(path, text.Replace(right, wrong, StringComparison.Ordinal));

            var (exitCode, output) = await CheckAsync(copy.FullName);

            Assert.Equal(1, exitCode);
            Assert.Contains(problem, output, StringComparison.Ordinal);
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_schedules_are_the_apps_defaults()
    {
        var main = await File.ReadAllTextAsync(Path.Combine(Infra, "main.bicep"));
        var app = await File.ReadAllTextAsync(Path.Combine(Infra, "modules", "function-app.bicep"));
        var sample = JsonDocument.Parse(await File.ReadAllBytesAsync(RepositoryRoot.File("local.settings.sample.json"))).RootElement.GetProperty("Values");
        foreach (var setting in (string[])["ProcessDueWorkSchedule", "PollSourcesSchedule", "PurgeLedgerSchedule"])
        {
            var value = sample.GetProperty(setting).GetString();
            var parameter = JsonNamingPolicy.CamelCase.ConvertName(setting);
            Assert.Contains($"param {parameter} string = '{value}'", main, StringComparison.Ordinal);
            Assert.Contains($"{setting}: {parameter}", app, StringComparison.Ordinal);
        }
    }

    private static async Task<(int ExitCode, string Output)> CheckAsync(string folder)
    {
        await NpmTools.LocateAsync("tree-sitter-bicep", "package.json");
        var start = new ProcessStartInfo("node", [RepositoryRoot.File("tools", "bicep", "check.mjs"), folder])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        var errors = node.StandardError.ReadToEndAsync();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        return (node.ExitCode, output + await errors);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
