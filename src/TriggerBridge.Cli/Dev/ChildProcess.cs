using System.ComponentModel;
using System.Diagnostics;
using TriggerBridge.Cli.Output;

namespace TriggerBridge.Cli.Dev;

/// <summary>
/// A program that runs as long as this one does. It ends by itself when its standard input ends, as that does when this process is gone,
/// however that came about.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int LinesOfFailure = 15;

    // Of a program to which nobody listens.
    private const int MostLines = 1000;

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly Process _process = new();
    private readonly string _name;
    private readonly string _log;
    private readonly StreamWriter _written;
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];
    private int _taken;

    private ChildProcess(string name, ProcessStartInfo start, string log)
    {
        (_name, _log) = (name, log);
        _written = new StreamWriter(log) { AutoFlush = true };
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process.StartInfo = start;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    public bool HasEnded => _process.HasExited;

    /// <summary>Starts it and waits until it says so.</summary>
    /// <param name="name">For people.</param>
    /// <param name="log">The file for what it prints.</param>
    /// <param name="mark">Once it has printed this, it can be used.</param>
    /// <exception cref="CliException">It could not be started, or ended.</exception>
    public static async Task<ChildProcess> StartAsync(string name, ProcessStartInfo start, string log, string mark, CancellationToken cancellationToken)
    {
        var child = new ChildProcess(name, start, log);
        try
        {
            child.Begin();
            var time = TimeProvider.System;
            for (var began = time.GetTimestamp(); child.WordAfter(mark) is null;)
            {
                if (child.HasEnded) throw await child.FailureAsync();
                if (time.GetElapsedTime(began) > StartLimit) throw new CliException($"{name} was not ready within {StartLimit.TotalSeconds:0} s; its log is {log}.", ExitCode.Unavailable);
                await Task.Delay(Interval, time, cancellationToken);
            }

            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>What it printed after a text, up to the next blank; null as long as it did not.</summary>
    public string? WordAfter(string mark)
    {
        lock (_gate)
            return _lines.Find(line => line.Contains(mark, StringComparison.Ordinal)) is { } line ? line[(line.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..].Split(' ')[0] : null;
    }

    /// <summary>What it has printed since the last call.</summary>
    public IReadOnlyList<string> TakeLines()
    {
        lock (_gate)
        {
            string[] lines = [.. _lines.Skip(_taken)];
            _taken = _lines.Count;
            return lines;
        }
    }

    /// <summary>Why it is gone, although nobody wanted that.</summary>
    public async Task<CliException> FailureAsync()
    {
        // Also waits for the rest of its output.
        await _process.WaitForExitAsync();
        return new CliException($"{_name} ended with exit code {_process.ExitCode}. The end of {_log}:{Environment.NewLine}{string.Join(Environment.NewLine, LastLines())}", ExitCode.Errors);
    }

    /// <summary>Lets it end by itself; kills it, by its id, where it takes no notice.</summary>
    public async ValueTask DisposeAsync()
    {
        if (IsStarted && !_process.HasExited)
        {
            _process.StandardInput.Close();
            using var limit = new CancellationTokenSource(StopLimit, TimeProvider.System);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill();
                await _process.WaitForExitAsync();
            }
        }

        _process.Dispose();
        lock (_gate)
            _written.Dispose();
    }

    private bool IsStarted { get; set; }

    private List<string> LastLines()
    {
        lock (_gate)
            return [.. _lines.TakeLast(LinesOfFailure).Select(line => "  | " + line)];
    }

    private void Begin()
    {
        try
        {
            _process.Start();
        }
        catch (Win32Exception fault)
        {
            throw new CliException($"{_name} could not be started: {_process.StartInfo.FileName}: {fault.Message}. Is it installed?", ExitCode.Configuration, fault);
        }

        IsStarted = true;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_gate)
        {
            if (_lines.Count == MostLines)
            {
                _lines.RemoveAt(0);
                _taken = Math.Max(0, _taken - 1);
            }

            _lines.Add(line);
            // After its end there is no more log.
            if (_written.BaseStream.CanWrite) _written.WriteLine(line);
        }
    }
}
