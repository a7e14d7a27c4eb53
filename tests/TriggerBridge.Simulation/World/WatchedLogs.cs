using Azure;
using Microsoft.Extensions.Logging;
using TriggerBridge.Ledger;

namespace TriggerBridge.Simulation.World;

/// <summary>Every line that a process logs goes into the story, and none may hold a secret.</summary>
internal sealed class WatchedLogs(SimulatedWorld world, string instance) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var text = formatter(state, exception) + (exception is null ? "" : $" {exception.GetType().Name}: {exception.Message}");
        foreach (var secret in SimulatedSecrets.Texts.Where(secret => text.Contains(secret, StringComparison.Ordinal)))
            world.Violated("no secret in any log line", $"'{secret}' in '{text}'");
        world.Tell(instance, $"[{logLevel}] {text}");
        if (exception is not null and not (LedgerUnavailableException or RequestFailedException or HttpRequestException or OperationCanceledException or TimeoutException))
            world.Violated("no fault of our own", text);
    }

    public void Dispose()
    {
    }
}
