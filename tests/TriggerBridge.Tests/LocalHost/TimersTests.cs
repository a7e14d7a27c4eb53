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

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (!Ticked())
        {
            app.Time.Advance(TimeSpan.FromHours(6));
            // The timers' turn. One that began late waits for the occurrence after the next.
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, patience.Token);
        }

        Assert.True(app.Time.GetUtcNow() >= occurrence);
        await timers.StopAsync(default);

        bool Ticked() => app.Logs.At(LogLevel.Information).Any(line => line.StartsWith("The ledger is kept", StringComparison.Ordinal));
    }
}
