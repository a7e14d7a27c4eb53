using System.Text.RegularExpressions;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Infrastructure;

/// <summary>What docs/deploy.md says of the deployment, what the alerts need of the host, and what the image is made of.</summary>
public sealed partial class DeploymentTests
{
    [Fact]
    public async Task Every_parameter_stands_in_the_document_with_its_default()
    {
        var main = await File.ReadAllTextAsync(RepositoryRoot.File("infra", "main.bicep"));
        var rows = (await File.ReadAllLinesAsync(RepositoryRoot.File("docs", "deploy.md")))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length > 3)
            .ToLookup(cells => cells[1].Trim('`'), cells => cells[2], StringComparer.Ordinal);

        var parameters = Parameter().Matches(main);
        Assert.True(parameters.Count > 15, "main.bicep has other parameters than this test finds.");
        Assert.All(parameters, parameter =>
        {
            var row = Assert.Single(rows[parameter.Groups["name"].Value]);
            Assert.Contains(parameter.Groups["default"].Value, row, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Every_output_stands_in_the_document()
    {
        var main = await File.ReadAllTextAsync(RepositoryRoot.File("infra", "main.bicep"));
        var document = await File.ReadAllTextAsync(RepositoryRoot.File("docs", "deploy.md"));
        Assert.All(Output().Matches(main), output => Assert.Contains($"`{output.Groups["name"].Value}`", document, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_alerts_are_counted_and_each_has_its_row_in_the_document_of_what_to_watch()
    {
        var texts = AlertText().Matches(await File.ReadAllTextAsync(RepositoryRoot.File("infra", "modules", "alerts.bicep")))
            .Select(match => match.Groups["text"].Value)
            .ToList();
        var operations = await File.ReadAllTextAsync(RepositoryRoot.File("docs", "operations.md"));
        Assert.All(texts, text => Assert.Contains($"`{text}`", operations, StringComparison.Ordinal));

        var deploy = await File.ReadAllTextAsync(RepositoryRoot.File("docs", "deploy.md"));
        Assert.Contains($"| alerts | {texts.Count} rules, every 5 minutes |", deploy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_image_is_made_of_is_there()
    {
        var lines = await File.ReadAllLinesAsync(RepositoryRoot.File("infra", "Dockerfile"));
        var defaults = lines.Select(line => BuildArgument().Match(line)).Where(match => match.Success)
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["default"].Value, StringComparer.Ordinal);
        var sources = lines
            .Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from=", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ')[1..^1])
            .Select(source => defaults.Aggregate(source, (text, argument) => text.Replace($"${{{argument.Key}}}", argument.Value, StringComparison.Ordinal)))
            .ToList();

        Assert.Contains("bridges/", sources);
        Assert.All(sources, source => Assert.True(Path.Exists(RepositoryRoot.File(source.Split('/'))), $"The Dockerfile copies {source}, which is not there."));
    }

    [GeneratedRegex("^ARG (?<name>[A-Z_]+)=(?<default>.+)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex BuildArgument();

    [GeneratedRegex(@"^param (?<name>\w+) \w+( = '?(?<default>[^'\r\n]*)'?)?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();

    [GeneratedRegex("^    text: '(?<text>[^']+)'", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex AlertText();

    [GeneratedRegex(@"^output (?<name>\w+) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Output();
}
