using System.Diagnostics;
using TriggerBridge.Testing;
using Xunit.Abstractions;

namespace TriggerBridge.Tests.Simulation;

/// <summary>A small part of what <c>tests/TriggerBridge.Simulation</c> can do; see <c>docs/simulation.md</c>.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const string Build =
#if DEBUG
        "Debug";
#else
        "Release";
#endif

    [Fact]
    public async Task Every_promise_holds_in_every_run()
    {
        var (exitCode, printed) = await RunAsync("--seeds", "300");

        output.WriteLine(printed);
        Assert.True(exitCode == 0, printed);
    }

    [Fact]
    public async Task The_same_seed_makes_the_same_run()
    {
        var (_, first) = await RunAsync("--seed", "7", "--trace");
        var (_, second) = await RunAsync("--seed", "7", "--trace");

        Assert.Equal(Story(first), Story(second));

        // The lines with the rate are the machine's: on a busy one there are more of them.
        static IEnumerable<string> Story(string printed) => printed.Split('\n').Where(line => !line.Contains("a minute", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_broken_promise_is_found_made_small_and_told()
    {
        var (exitCode, printed) = await RunAsync("--seeds", "2", "--broken");

        Assert.Equal(1, exitCode);
        Assert.Contains("broke a promise: durable before 2xx", printed, StringComparison.Ordinal);
        Assert.Contains("1 processes, 1 events", printed, StringComparison.Ordinal);
        Assert.Contains("!           durable before 2xx", printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_that_it_does_not_know_is_refused_with_the_usage()
    {
        var (exitCode, printed) = await RunAsync("--sedes", "1");

        Assert.Equal(64, exitCode);
        Assert.Contains("--seeds N", printed, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Printed)> RunAsync(params string[] arguments)
    {
        var program = RepositoryRoot.File("tests", "TriggerBridge.Simulation", "bin", Build, "net10.0", "TriggerBridge.Simulation.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var (printed, problems) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, (await printed + await problems).TrimEnd());
    }
}
