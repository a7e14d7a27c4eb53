using System.Diagnostics.CodeAnalysis;
using NCrontab;
using TriggerBridge.Dispatch;
using TriggerBridge.Ledger;
using TriggerBridge.Polling.Running;
using TriggerBridge.Retention;

namespace TriggerBridge.Functions.Hosting;

/// <summary>Runs the timer functions in an app that runs alone. Ticks of one timer never overlap; late ones coalesce.</summary>
internal sealed partial class Timers(TimerSchedules schedules, DueWork dueWork, LedgerUpkeep upkeep, DuePolls polls, LedgerReadiness ledger, TimeProvider time, ILogger<Timers> logger)
    : BackgroundService
{
    // Read while the host is being built: a schedule that is wrong ends the start before anything is served.
    private readonly CrontabSchedule _processDueWork = schedules.Of(nameof(ProcessDueWork));
    private readonly CrontabSchedule _pollSources = schedules.Of(nameof(PollSources));
    private readonly CrontabSchedule _purgeLedger = schedules.Of(nameof(PurgeLedger));

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        RunAsync(nameof(ProcessDueWork), _processDueWork, dueWork.ProcessAsync, stoppingToken),
        RunAsync(nameof(PollSources), _pollSources, polls.RunAsync, stoppingToken),
        RunAsync(nameof(PurgeLedger), _purgeLedger, upkeep.RunAsync, stoppingToken));

    [SuppressMessage("Design", "CA1031", Justification = "The edge: a tick that fails must not end the timer.")]
    private async Task RunAsync(string function, CrontabSchedule schedule, Func<CancellationToken, Task> tick, CancellationToken stoppingToken)
    {
        while (true)
        {
            var now = time.GetUtcNow();
            await Task.Delay(schedule.GetNextOccurrence(now.UtcDateTime) - now.UtcDateTime, time, stoppingToken);
            try
            {
                await tick(stoppingToken);
            }
            catch (LedgerUnavailableException away)
            {
                ledger.ReportAway(away);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(function, fault);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "{Function} failed; its next tick tries again")]
    private partial void LogFailed(string function, Exception fault);
}

internal static class TimerServices
{
    public static void AddTimers(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<TimerSchedules>();
        if (!FunctionsHost.IsPresent(configuration))
            services.AddHostedService<Timers>();
    }
}
