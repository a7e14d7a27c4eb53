using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TriggerBridge.Tests.Testing;

/// <summary>Keeps what is logged, so that a test can say what must stand there and what must not.</summary>
internal sealed class RecordedLogs : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();

    public IReadOnlyList<string> All => [.. _lines.Select(line => line.Text)];

    public IReadOnlyList<string> At(LogLevel level) => [.. _lines.Where(line => line.Level == level).Select(line => line.Text)];

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((logLevel, formatter(state, exception)));

    public void Dispose()
    {
        // Its lines outlive the app that logged them.
    }
}
