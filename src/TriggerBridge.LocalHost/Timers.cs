using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using NCrontab;
using TriggerBridge.Ledger;

namespace TriggerBridge.LocalHost;

/// <summary>Runs the timer functions. Ticks of one timer never overlap; missed ones give one call.</summary>
internal sealed partial class Timers : BackgroundService
{
    // Longer waits are not possible in one go (https://learn.microsoft.com/dotnet/api/system.threading.tasks.task.delay).
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    // Read while the host is built: a schedule that is wrong ends the start before anything is served.
    private readonly IReadOnlyList<(TimerFunction Function, CrontabSchedule Schedule)> _timers;
    private readonly IServiceScopeFactory _scopes;
    private readonly LedgerReadiness _ledger;
    private readonly TimeProvider _time;
    private readonly ILogger<Timers> _logger;

    public Timers(FunctionCatalog functions, TimerSchedules schedules, IServiceScopeFactory scopes, LedgerReadiness ledger, TimeProvider time, ILogger<Timers> logger)
    {
        _timers = [.. functions.Timers.Select(function => (function, schedules.Of(function)))];
        _scopes = scopes;
        _ledger = ledger;
        _time = time;
        _logger = logger;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_timers.Select(timer => RunAsync(timer.Function, timer.Schedule, stoppingToken)));

    [SuppressMessage("Design", "CA1031", Justification = "The edge: a tick that fails must not end the timer.")]
    private async Task RunAsync(TimerFunction function, CrontabSchedule schedule, CancellationToken stoppingToken)
    {
        while (true)
        {
            await WaitUntilAsync(schedule.GetNextOccurrence(_time.GetUtcNow().UtcDateTime), stoppingToken);
            try
            {
                await TickAsync(function, stoppingToken);
            }
            catch (LedgerUnavailableException away)
            {
                _ledger.ReportAway(away);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(function.Name, fault);
            }
        }
    }

    private async Task WaitUntilAsync(DateTime next, CancellationToken stoppingToken)
    {
        for (var left = next - _time.GetUtcNow().UtcDateTime; left > TimeSpan.Zero; left = next - _time.GetUtcNow().UtcDateTime)
            await Task.Delay(left < LongestWait ? left : LongestWait, _time, stoppingToken);
    }

    private async Task TickAsync(TimerFunction function, CancellationToken stoppingToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var instance = ActivatorUtilities.CreateInstance(scope.ServiceProvider, function.Method.DeclaringType!);
        object[] arguments = [.. function.Method.GetParameters().Select(object (parameter) =>
            parameter.ParameterType == typeof(CancellationToken) ? stoppingToken : new TimerInfo())];
        await (Task)function.Method.Invoke(instance, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null)!;
    }

    [LoggerMessage(LogLevel.Error, "{Function} failed; its next tick tries again")]
    private partial void LogFailed(string function, Exception fault);
}
