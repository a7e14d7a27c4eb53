using System.Text.RegularExpressions;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Infrastructure;

/// <summary>The Bicep compiler has nothing to say about infra/, neither as an error nor as a warning.</summary>
public sealed partial class BicepTests
{
    [BicepFact]
    public async Task Every_file_compiles_without_a_warning()
    {
        var infra = await CompiledInfra.GetAsync();
        Assert.True(infra.Problems.Length == 0, infra.Problems);
        Assert.All(infra.Templates, template => Assert.NotNull(template.Value));
    }

    [BicepFact]
    public async Task No_file_has_a_lint()
    {
        using var infra = new InfraCopy();
        var (exitCode, output, problems) = await infra.RunOnAllAsync("lint");
        Assert.True(exitCode == 0 && output.Length + problems.Length == 0, output + problems);
    }

    /// <summary>What keeps the two tests above from passing for nothing: the compiler sees modules, warnings and infra/bicepconfig.json.</summary>
    [BicepFact]
    public async Task What_is_wrong_is_found()
    {
        using var infra = new InfraCopy();
        await BreakAsync("modules/roles.bicep", "scope: vault", "scope: volt");
        await BreakAsync("modules/storage.bicep", "sku: { name: sku }", "sku: { name: 'Standard_LRS' }");
        await BreakAsync("modules/key-vault.bicep", "@description('Region.')", "");
        await BreakAsync("main.bicep", "network.?outputs.id ?? ''", "network.outputs.id");

        var (exitCode, _, problems) = await infra.RunOnAllAsync("lint");

        Assert.Equal(1, exitCode);
        Assert.Matches(@"modules/roles\.bicep\(\d+,\d+\) : Error BCP057:", problems);
        Assert.Matches(@"modules/storage\.bicep\(\d+,\d+\) : Warning no-unused-params:", problems);
        Assert.Matches(@"modules/key-vault\.bicep\(\d+,\d+\) : Error use-description-params:", problems);
        Assert.Matches(@"main\.bicep\(\d+,\d+\) : Warning BCP318:", problems);

        async Task BreakAsync(string file, string right, string wrong)
        {
            var text = await File.ReadAllTextAsync(infra.File(file));
            Assert.Contains(right, text, StringComparison.Ordinal);
            await File.WriteAllTextAsync(infra.File(file), text.Replace(right, wrong, StringComparison.Ordinal));
        }
    }

    /// <summary>The compiler does not say this.</summary>
    [BicepFact]
    public async Task Every_module_and_every_output_of_it_is_used()
    {
        var templates = (await CompiledInfra.GetAsync()).Templates;
        var main = await File.ReadAllTextAsync(RepositoryRoot.File("infra", "main.bicep"));
        var modules = Module().Matches(main).ToDictionary(match => match.Groups["file"].Value, match => match.Groups["name"].Value, StringComparer.Ordinal);

        Assert.Equal(templates.Keys.Where(file => file != "main.bicep").Order(StringComparer.Ordinal), modules.Keys.Order(StringComparer.Ordinal));
        foreach (var (file, name) in modules)
        {
            if (templates[file]!.Value.TryGetProperty("outputs", out var outputs))
                Assert.All(outputs.EnumerateObject(), output => Assert.Matches($@"\b{name}\.\??outputs\.{output.Name}\b", main));
        }
    }

    [GeneratedRegex("^module (?<name>[a-zA-Z]+) '(?<file>[^']+)'", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Module();
}
