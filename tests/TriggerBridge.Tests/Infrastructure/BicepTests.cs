using System.Text.Json;
using System.Text.RegularExpressions;

namespace TriggerBridge.Tests.Infrastructure;

/// <summary>The Bicep compiler has nothing to say about infra/, neither as an error nor as a warning.</summary>
public sealed partial class BicepTests
{
    [BicepFact]
    public async Task Every_file_compiles_without_a_warning()
    {
        using var infra = new InfraCopy();

        Assert.Equal((0, "", ""), await infra.RunOnAllAsync("build"));

        Assert.All(infra.BicepFiles, file => Assert.True(File.Exists(Path.ChangeExtension(file, ".json")), $"{file} was not compiled."));
    }

    [BicepFact]
    public async Task No_file_has_a_lint()
    {
        using var infra = new InfraCopy();
        Assert.Equal((0, "", ""), await infra.RunOnAllAsync("lint"));
    }

    /// <summary>What keeps the two tests above from passing for nothing: the compiler sees modules, warnings and infra/bicepconfig.json.</summary>
    [BicepTheory]
    [InlineData("modules/roles.bicep", "scope: vault", "scope: volt", "Error BCP057")]
    [InlineData("modules/storage.bicep", "sku: { name: sku }", "sku: { name: 'Standard_LRS' }", "Warning no-unused-params")]
    [InlineData("modules/key-vault.bicep", "@description('Region.')", "", "Error use-description-params")]
    [InlineData("main.bicep", "network.?outputs.id ?? ''", "network.outputs.id", "Warning BCP318")]
    public async Task What_is_wrong_is_found(string file, string right, string wrong, string problem)
    {
        using var infra = new InfraCopy();
        var text = await File.ReadAllTextAsync(infra.File(file));
        Assert.Contains(right, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(infra.File(file), text.Replace(right, wrong, StringComparison.Ordinal));

        var (_, _, problems) = await infra.RunOnAllAsync("lint");

        Assert.Contains($"{file}(", problems, StringComparison.Ordinal);
        Assert.Contains(problem, problems, StringComparison.Ordinal);
    }

    /// <summary>The compiler does not say this.</summary>
    [BicepFact]
    public async Task Every_module_and_every_output_of_it_is_used()
    {
        using var infra = new InfraCopy();
        await infra.RunOnAllAsync("build");
        var main = await File.ReadAllTextAsync(infra.File("main.bicep"));
        var modules = Module().Matches(main).ToDictionary(match => infra.File(match.Groups["file"].Value), match => match.Groups["name"].Value, StringComparer.Ordinal);

        Assert.Equal(infra.BicepFiles.Where(file => file != infra.File("main.bicep")).Order(StringComparer.Ordinal), modules.Keys.Order(StringComparer.Ordinal));
        foreach (var (file, name) in modules)
        {
            using var template = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.ChangeExtension(file, ".json")));
            if (template.RootElement.TryGetProperty("outputs", out var outputs))
                Assert.All(outputs.EnumerateObject(), output => Assert.Matches($@"\b{name}\.\??outputs\.{output.Name}\b", main));
        }
    }

    [GeneratedRegex("^module (?<name>[a-zA-Z]+) '(?<file>[^']+)'", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Module();
}
