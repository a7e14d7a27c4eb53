using System.Diagnostics;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.Cli;

/// <summary><c>completion</c>, and what the program proposes to a shell.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("triggerbridge deliv", "deliveries")]
    [InlineData("triggerbridge deliveries re", "replay")]
    [InlineData("triggerbridge deliveries list --sta", "--status")]
    [InlineData("triggerbridge deliveries list --status Dead", "DeadLettered")]
    [InlineData("triggerbridge keys create ci --role Bri", "Bridges.Manage")]
    [InlineData("triggerbridge status --output nd", "ndjson")]
    [InlineData("triggerbridge profiles add x --auth en", "entra")]
    [InlineData("triggerbridge completion pw", "pwsh")]
    public async Task The_program_knows_what_may_come_next(string line, string expected)
    {
        var run = await CliRun.InProcessAsync($"[suggest:{line.Length}]", line);

        Assert.Equal(new CliRun(0, expected + "\n", ""), run);
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _triggerbridge triggerbridge")]
    [InlineData("zsh", "#compdef triggerbridge")]
    [InlineData("fish", "complete -c triggerbridge -a '(__triggerbridge_complete)'")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName triggerbridge -ScriptBlock {")]
    public async Task Each_shell_has_a_script(string shell, string line)
    {
        var run = await CliRun.InProcessAsync("completion", shell);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(line, run.Output.Split('\n'));
    }

    [Fact]
    public async Task Bash_completes_commands_options_and_names_of_profiles()
    {
        if (OperatingSystem.IsWindows()) return;
        using var home = new CliHome();
        foreach (var name in new[] { "prod", "preview" }) await home.RunAsync("profiles", "add", name, "--url", "https://bridge.example.com");
        var program = RepositoryRoot.File("src", "TriggerBridge.Cli", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "TriggerBridge.Cli.dll");
        var script = (await CliRun.InProcessAsync("completion", "bash")).Output;

        Assert.Equal("deliveries", await CompleteAsync("triggerbridge deliv"));
        Assert.Equal("export list replay show skip", await CompleteAsync("triggerbridge deliveries "));
        Assert.Equal("--plain", await CompleteAsync("triggerbridge deliveries show x --pl"));
        Assert.Equal("preview prod", await CompleteAsync("triggerbridge status --profile pr"));

        // As bash calls the function when Tab is pressed at the end of a line.
        async Task<string> CompleteAsync(string line)
        {
            var start = new ProcessStartInfo("bash", ["--norc", "-c", $$"""
                triggerbridge() { dotnet '{{program}}' "$@"; }
                {{script}}
                COMP_LINE='{{line}}'; COMP_POINT=${#COMP_LINE}; read -ra COMP_WORDS <<< "$COMP_LINE"
                [[ $COMP_LINE == *' ' ]] && COMP_WORDS+=('')
                COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
                _triggerbridge
                echo "${COMPREPLY[@]}"
                """]) { UseShellExecute = false, RedirectStandardOutput = true };
            start.Environment["HOME"] = home.Location;
            start.Environment.Remove("XDG_CONFIG_HOME");
            using var bash = Process.Start(start)!;
            var output = await bash.StandardOutput.ReadToEndAsync();
            await bash.WaitForExitAsync();
            return output.TrimEnd('\n');
        }
    }
}
