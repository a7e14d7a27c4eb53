using System.Diagnostics;
using System.Globalization;
using System.Text;
using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary><c>triggerbridge dev</c> in a terminal of its own, as somebody has it who sits there and presses keys (by <c>script</c> of util-linux).</summary>
internal sealed class DevTerminal : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _shown = new();
    private readonly Task _reading;

    private DevTerminal(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    /// <summary>All that stands in the terminal.</summary>
    public string Shown
    {
        get
        {
            lock (_shown)
                return _shown.ToString();
        }
    }

    public int Count(string text) => Shown.Split(text).Length - 1;

    /// <param name="folder">Of the bridge files.</param>
    /// <param name="port">The app's; 0: any.</param>
    public static DevTerminal Start(string folder, int port = 0, params string[] arguments)
    {
        string[] command = ["dotnet", PublishedApp.CommandLine, "dev", folder, "--port", port.ToString(CultureInfo.InvariantCulture), "--azurite-port", "0", "--simulator-port", "0", .. arguments];
        var start = new ProcessStartInfo("script", ["--quiet", "--flush", "--return", "--command", "exec " + string.Join(' ', command.Select(word => $"'{word}'")), "/dev/null"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["NO_COLOR"] = "1";
        return new DevTerminal(Process.Start(start)!);
    }

    public async Task PressAsync(char key)
    {
        await _process.StandardInput.WriteAsync(key);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits until a text has been shown so many times.</summary>
    public Task SeesAsync(string text, int times = 1) => Wait.UntilAsync(
        () => _process.HasExited && Count(text) < times ? throw new InvalidOperationException($"It has ended without '{text}'. It showed:\n{Shown}") : Task.FromResult(Shown),
        shown => shown.Split(text).Length > times);

    /// <summary>The address that it shows.</summary>
    public async Task<Uri> AppAsync()
    {
        await SeesAsync("q quit");
        return new Uri(Shown.Split("TriggerBridge dev")[1].Split("  ")[2].Trim());
    }

    /// <summary>The processes that it has started, by their ids.</summary>
    public async Task<IReadOnlyList<int>> ChildrenAsync()
    {
        var own = await ChildrenOfAsync(_process.Id);
        return await ChildrenOfAsync(Assert.Single(own));
    }

    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync();
        await _reading;
        return _process.ExitCode;
    }

    public void Signal(ProcessSignal signal) => signal.SendTo(_process);

    public async ValueTask DisposeAsync()
    {
        // The terminal goes away, and with it all that runs in it. Until then it writes to its folder.
        var own = _process.HasExited ? [] : await ChildrenOfAsync(_process.Id);
        ProcessSignal.Kill.SendTo(_process);
        await _process.WaitForExitAsync();
        await GoneAsync(own);
        _process.Dispose();
    }

    /// <summary>Waits until none of them runs.</summary>
    public static Task<int> GoneAsync(IReadOnlyList<int> processes) => Wait.UntilAsync(() => Task.FromResult(processes.Count(Runs)), running => running == 0);

    private static bool Runs(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static async Task<IReadOnlyList<int>> ChildrenOfAsync(int id)
    {
        using var list = Process.Start(new ProcessStartInfo("pgrep", ["-P", id.ToString(CultureInfo.InvariantCulture)]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var ids = await list.StandardOutput.ReadToEndAsync();
        await list.WaitForExitAsync();
        return [.. ids.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(each => int.Parse(each, CultureInfo.InvariantCulture))];
    }

    private async Task ReadAsync()
    {
        var buffer = new char[4096];
        while (await _process.StandardOutput.ReadAsync(buffer) is var read and > 0)
        {
            lock (_shown)
                _shown.Append(buffer, 0, read);
        }
    }
}
