using System.Buffers;
using System.Diagnostics;
using System.Text;

namespace TriggerBridge.Testing;

/// <summary>
/// A server that a test starts and ends by its id. What it prints is kept for the day it does not start. The limits matter only where
/// something is broken: a busy machine never reaches them.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    // Every line ends with one of them; a quotation mark, where it is a text of JSON.
    private static readonly SearchValues<char> EndsOfWord = SearchValues.Create(" \",\r\n");

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly Lock _lock = new();
    private bool _runs;
    private int _exitCode;

    private ServerProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        _process = new() { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    public int Id { get; private set; }

    /// <summary>When it was spawned, as <see cref="TimeProvider.GetTimestamp"/> of the system tells it.</summary>
    public long SpawnedAt { get; private set; }

    public bool HasExited => !_runs || _process.HasExited;

    /// <summary>Both streams so far, line by line as they came.</summary>
    public string Output
    {
        get
        {
            lock (_lock)
                return _output.ToString();
        }
    }

    /// <param name="start">Program, arguments, environment, folder; the streams are redirected here.</param>
    /// <param name="isReady">Asked until it says yes; an <see cref="HttpRequestException"/> means not yet.</param>
    /// <param name="limit">How long it may take; minutes by default.</param>
    /// <exception cref="InvalidOperationException">It could not be started, ended, or was not ready in time and was ended; with its output.</exception>
    public static async Task<ServerProcess> StartAsync(
        ProcessStartInfo start, Func<ServerProcess, CancellationToken, Task<bool>> isReady, TimeSpan? limit = null)
    {
        using var deadline = new CancellationTokenSource(limit ?? Limit);
        while (true)
        {
            var server = new ServerProcess(start);
            try
            {
                server.Begin();
                await server.WaitUntilReadyAsync(isReady, deadline.Token);
                return server;
            }
            catch (Exception exception)
            {
                await server.DisposeAsync();
                // Whoever starts again where it was before may find a connection on its port, which will go.
                if (server.Output.Contains("address already in use", StringComparison.Ordinal) && !deadline.IsCancellationRequested)
                    continue;
                var reason = deadline.IsCancellationRequested ? $"It was not ready within {limit ?? Limit}." : exception.Message;
                throw new InvalidOperationException($"{start.FileName} did not start. {reason} It printed:\n{server.Output}", exception);
            }
        }
    }

    /// <summary>The word that it printed after a text, such as an address; null as long as it did not.</summary>
    public string? WordAfter(string text)
    {
        var output = Output;
        var start = output.IndexOf(text, StringComparison.Ordinal);
        if (start < 0)
            return null;
        var rest = output.AsSpan(start + text.Length);
        return rest[..rest.IndexOfAny(EndsOfWord)].ToString();
    }

    /// <summary>Does nothing to a process that has ended.</summary>
    public void Send(ProcessSignal signal)
    {
        if (!HasExited)
            signal.SendTo(_process);
    }

    /// <summary>Sends the signal and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="TimeoutException">It took no notice for minutes; with its output.</exception>
    public Task<int> EndAsync(ProcessSignal signal)
    {
        Send(signal);
        return WaitForEndAsync();
    }

    /// <summary>Waits until it ends by itself and all its output is here.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="TimeoutException">It ran on for minutes; with its output.</exception>
    public async Task<int> WaitForEndAsync()
    {
        if (!_runs)
            return _exitCode;

        using var deadline = new CancellationTokenSource(Limit);
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

    /// <summary>Kills it if it still runs, stopped or not. One that has ended, never began or was disposed of before is left alone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_runs)
        {
            Send(ProcessSignal.Kill);
            await _process.WaitForExitAsync();
            _exitCode = _process.ExitCode;
            _runs = false;
        }

        _process.Dispose();
    }

    private void Begin()
    {
        SpawnedAt = TimeProvider.System.GetTimestamp();
        _process.Start();
        _runs = true;
        Id = _process.Id;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
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
        lock (_lock)
            _output.AppendLine(line);
    }
}
