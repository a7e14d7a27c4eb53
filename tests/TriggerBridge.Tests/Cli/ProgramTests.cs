using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Cli;

/// <summary>The built program, on the repository's own bridges.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task The_repositorys_bridges_have_no_errors()
    {
        var run = await CliRun.OfProgramAsync("bridges", "check", RepositoryRoot.File("bridges"));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("github-member-removed", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_the_exit_codes()
    {
        var run = await CliRun.OfProgramAsync("--help");

        Assert.Equal(0, run.ExitCode);
        Assert.All(["0 ", "1 ", "64 ", "66 "], code => Assert.Contains($"\n    {code}", run.Output, StringComparison.Ordinal));
    }
}
