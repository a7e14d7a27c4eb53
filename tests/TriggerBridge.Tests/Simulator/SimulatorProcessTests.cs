using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TriggerBridge.Tests.Simulator;

public sealed class SimulatorProcessTests
{
    [Fact]
    public async Task Port_in_use_is_one_line_and_exit_1()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        var (exitCode, output, error) = await RunAsync("--urls", $"http://{other.LocalEndpoint}");

        Assert.Equal(1, exitCode);
        Assert.Equal("", output);
        var line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains($"{other.LocalEndpoint}", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_option_is_a_usage_error()
    {
        var (exitCode, output, error) = await RunAsync("--nonsense");

        Assert.Equal(64, exitCode);
        Assert.Equal("", output);
        Assert.Contains("--nonsense", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_prints_the_options()
    {
        var (exitCode, output, error) = await RunAsync("--help");

        Assert.Equal(0, exitCode);
        Assert.Contains("--complete-after", output, StringComparison.Ordinal);
        Assert.Equal("", error);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "TriggerBridge.Simulator.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. args])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
