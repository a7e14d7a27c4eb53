using System.Diagnostics;
using System.Text;

namespace TriggerBridge.Testing;

/// <summary>A server that a test starts and ends by its id. What it prints is kept for the day it does not start.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Lock _gate = new();

    private ServerProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Both streams so far, line by line as they came.</summary>
    public string Output
    {
        get
        {
            lock (_gate)
                return _output.ToString();
        }
    }

    /// <param name="start">Program, arguments, environment, folder; the streams are redirected here.</param>
    /// <param name="isReady">Asked until it says yes; an <see cref="HttpRequestException"/> means not yet.</param>
    /// <param name="timeout">How long it may take; 30 s by default.</param>
    /// <exception cref="InvalidOperationException">It ended, or was not ready in time and was ended; with its output.</exception>
    public static async Task<ServerProcess> StartAsync(
        ProcessStartInfo start, Func<ServerProcess, CancellationToken, Task<bool>> isReady, TimeSpan? timeout = null)
    {
        var server = new ServerProcess(start);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        try
        {
            using var deadline = new CancellationTokenSource(timeout ?? DefaultTimeout);
            await server.WaitUntilReadyAsync(isReady, deadline.Token);
            return server;
        }
        catch (Exception exception)
        {
            await server.DisposeAsync();
            throw new InvalidOperationException($"{start.FileName} did not start. It printed:\n{server.Output}", exception);
        }
    }

    public void Send(ProcessSignal signal) => signal.SendTo(_process);

    /// <summary>Sends the signal and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="TimeoutException">It took no notice for 30 s; with its output.</exception>
    public Task<int> EndAsync(ProcessSignal signal)
    {
        Send(signal);
        return WaitForEndAsync();
    }

    /// <summary>Waits until it ends by itself and all its output is here.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="TimeoutException">It ran on for 30 s; with its output.</exception>
    public async Task<int> WaitForEndAsync()
    {
        using var deadline = new CancellationTokenSource(DefaultTimeout);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException exception)
        {
            throw new TimeoutException($"Process {Id} did not end. It printed:\n{Output}", exception);
        }
    }

    /// <summary>Kills it if it still runs, stopped or not.</summary>
    public async ValueTask DisposeAsync()
    {
        Send(ProcessSignal.Kill);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task WaitUntilReadyAsync(Func<ServerProcess, CancellationToken, Task<bool>> isReady, CancellationToken cancellationToken)
    {
        while (!await IsReadyAsync(isReady, cancellationToken))
        {
            if (HasExited)
            {
                // Also waits for the rest of its output.
                await _process.WaitForExitAsync(cancellationToken);
                throw new InvalidOperationException($"It ended with exit code {_process.ExitCode}.");
            }

            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }
    }

    private async Task<bool> IsReadyAsync(Func<ServerProcess, CancellationToken, Task<bool>> isReady, CancellationToken cancellationToken)
    {
        try
        {
            return await isReady(this, cancellationToken);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_gate)
            _output.AppendLine(line);
    }
}
