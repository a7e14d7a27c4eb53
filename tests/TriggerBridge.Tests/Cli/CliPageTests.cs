using System.CommandLine;
using TriggerBridge.Cli;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Cli;

/// <summary><c>docs/cli.md</c> has what the program takes.</summary>
public sealed class CliPageTests
{
    private static readonly string Page = File.ReadAllText(RepositoryRoot.File("docs", "cli.md"));

    private static readonly IReadOnlyList<IReadOnlyList<Command>> Commands = [.. Below([CommandLine.Create()])];

    [Fact]
    public void Every_option_is_on_the_page() => Assert.Equal([], Commands
        .SelectMany(way => way.Skip(1))
        .SelectMany(command => command.Options.Select(option => option.Name))
        .Distinct(StringComparer.Ordinal)
        .Where(option => !Page.Contains($"`{option}", StringComparison.Ordinal)));

    [Fact]
    public void Every_command_but_some_takes_the_output_option_as_the_page_says()
    {
        Assert.Contains("| `--output FORMAT`, `-o FORMAT` | all but `completion`, `deliveries export`, `dev`, `openapi` and `schema` |", Page, StringComparison.Ordinal);
        Assert.Equal(["completion", "dev", "export", "openapi", "schema"], Commands
            .Where(way => way[^1].Subcommands.Count == 0 && !way.Any(command => command.Options.Any(option => option.Name == "--output")))
            .Select(way => way[^1].Name)
            .Order(StringComparer.Ordinal));
    }

    // Each command with those that it stands under.
    private static IEnumerable<IReadOnlyList<Command>> Below(IReadOnlyList<Command> way) =>
        way[^1].Subcommands.SelectMany(command => Below([.. way, command])).Prepend(way);
}
