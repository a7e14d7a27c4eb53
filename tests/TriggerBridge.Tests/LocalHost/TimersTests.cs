using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TriggerBridge.Ledger;
using TriggerBridge.LocalHost;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.LocalHost;

public sealed class TimersTests
{
    [Fact]
    public async Task A_timer_whose_next_occurrence_is_most_of_a_year_away_ticks_then()
    {
        await using var app = await TestApp.StartAsync();
        var schedules = app.Get<FunctionCatalog>().Timers.Select(timer => KeyValuePair.Create<string, string?>(timer.Name + "Schedule", "0 0 0 1 3 *"));
        using var timers = new Timers(
            app.Get<FunctionCatalog>(),
            new TimerSchedules(new ConfigurationBuilder().AddInMemoryCollection(schedules).Build()),
            app.Get<IServiceScopeFactory>(),
            app.Get<LedgerReadiness>(),
            app.Time,
            app.Get<ILogger<Timers>>());
        var occurrence = new DateTimeOffset(app.Time.GetUtcNow().Year + 1, 3, 1, 0, 0, 0, TimeSpan.Zero);
        await timers.StartAsync(default);
        Assert.False(timers.ExecuteTask!.IsCompleted);

        var most = TimeSpan.FromHours(6);
        while (app.Time.GetUtcNow() < occurrence)
        {
            Assert.False(Ticked());
            var left = occurrence - app.Time.GetUtcNow();
            app.Time.Advance(left < most ? left : most);
            // The timers' own turn, if they are due.
            await Task.Yield();
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!Ticked())
        {
            // Whoever began to wait only after the last step.
            app.Time.Advance(TimeSpan.FromHours(1));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
        }

        await timers.StopAsync(default);

        bool Ticked() => app.Logs.At(LogLevel.Information).Any(line => line.StartsWith("The ledger is kept", StringComparison.Ordinal));
    }
}
