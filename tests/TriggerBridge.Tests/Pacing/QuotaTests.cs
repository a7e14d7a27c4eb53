using Microsoft.Extensions.Logging;
using TriggerBridge.Pacing;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Pacing;

public sealed class QuotaTests
{
    private const string NoPace = "TriggerBridge:Tenants:acme:RequestsPer10Seconds=0";
    private const string TenADay = "TriggerBridge:Tenants:acme:ExecutionsPerDay=10";
    private const string HundredAMonth = "TriggerBridge:Tenants:acme:CallsPerMonth=100";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Beyond_the_days_executions_five_go_each_second_until_the_day_is_over()
    {
        await using var app = await TestApp.StartAsync(settings: [NoPace, TenADay]);
        Assert.Equal(10 + 5, await GrantedAsync(app, CallKind.Execute, 100));
        app.Time.Advance(Second);
        Assert.Equal(5, await GrantedAsync(app, CallKind.Execute, 100));
        Assert.Equal(100, await GrantedAsync(app, CallKind.Read, 100));

        app.Time.Advance(TimeSpan.FromHours(12));
        Assert.Equal(10 + 5, await GrantedAsync(app, CallKind.Execute, 100));
    }

    [Fact]
    public async Task What_the_instances_use_is_counted_together_and_off_the_straight_way()
    {
        await using var one = await TestApp.StartAsync(settings: NoPace);
        await using var other = await one.StartAnotherAsync(NoPace);
        await GrantedAsync(one, CallKind.Execute, 1);
        var written = 0;
        one.Tables.Before = operation =>
        {
            written += operation.Table == "Usage" ? 1 : 0;
            return Task.CompletedTask;
        };
        await GrantedAsync(one, CallKind.Execute, 6);
        Assert.Equal(0, written);

        // An instance that has just begun asks at once, and then both tell every five seconds.
        one.Time.Advance(TimeSpan.FromSeconds(5));
        await GrantedAsync(other, CallKind.Execute, 3);
        Assert.Equal(10, await ExecutionsTodayAsync(other));
        Assert.Equal(100, await GrantedAsync(other, CallKind.Execute, 100));
        one.Time.Advance(TimeSpan.FromSeconds(5));
        await GrantedAsync(one, CallKind.Execute, 1);
        one.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(111, await ExecutionsTodayAsync(one));
    }

    [Fact]
    public async Task Instances_that_execute_at_once_stay_within_the_days_quota_together()
    {
        const string thousand = "TriggerBridge:Tenants:acme:ExecutionsPerDay=1000";
        await using var one = await TestApp.StartAsync(settings: [NoPace, thousand]);
        await using var second = await one.StartAnotherAsync(NoPace, thousand);
        await using var third = await one.StartAnotherAsync(NoPace, thousand);
        var (granted, round) = (0, 0);
        for (; round < 100; round++)
        {
            foreach (var app in (TestApp[])[one, second, third])
                granted += await GrantedAsync(app, CallKind.Execute, 5);
        }

        // Until each goes on as slowly as is allowed beyond the quota; the clock stands still.
        Assert.InRange(granted, 900, 1000 + (3 * 5));
        one.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.InRange(await ExecutionsTodayAsync(one), 900, 1000 + (3 * 5));
    }

    [Fact]
    public async Task What_is_taken_ahead_of_a_quota_and_not_used_goes_back()
    {
        const string thousand = "TriggerBridge:Tenants:acme:ExecutionsPerDay=1000";
        await using var one = await TestApp.StartAsync(settings: [NoPace, thousand]);
        await using var other = await one.StartAnotherAsync(NoPace, thousand);
        // So many in so short a time that it takes two dozen ahead.
        Assert.Equal(100, await GrantedAsync(one, CallKind.Execute, 100));
        one.Time.Advance(TimeSpan.FromSeconds(5));
        one.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.InRange(await GrantedAsync(other, CallKind.Execute, 1000), 900 - 8, 900 + 5);
    }

    [Fact]
    public async Task Counts_that_could_not_be_written_are_written_later()
    {
        await using var one = await TestApp.StartAsync(settings: NoPace);
        await using var other = await one.StartAnotherAsync(NoPace);
        one.Tables.Before = operation => operation.Table == "Usage" ? throw new AggregateException("no connection") : Task.CompletedTask;
        await GrantedAsync(one, CallKind.Execute, 7);
        one.Time.Advance(TimeSpan.FromSeconds(5));

        one.Tables.Before = _ => Task.CompletedTask;
        one.Time.Advance(TimeSpan.FromSeconds(5));
        await GrantedAsync(other, CallKind.Execute, 1);
        Assert.Equal(8, await ExecutionsTodayAsync(other));
    }

    [Fact]
    public async Task Near_the_end_of_the_months_calls_reading_gives_way_and_executing_goes_on()
    {
        await using var app = await TestApp.StartAsync(settings: [NoPace, HundredAMonth]);
        Assert.Equal(79, await GrantedAsync(app, CallKind.Execute, 79));
        Assert.Equal(2, await GrantedAsync(app, CallKind.Read, 50));
        Assert.Equal(18, await GrantedAsync(app, CallKind.Execute, 18));

        // At 99 % a read has to wait the better part of a minute for the one before.
        app.Time.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(0, await GrantedAsync(app, CallKind.Read, 50));
        app.Time.Advance(TimeSpan.FromSeconds(8));
        Assert.Equal(1, await GrantedAsync(app, CallKind.Read, 50));
    }

    [Fact]
    public async Task Beyond_the_months_calls_executing_goes_on_once_a_second_and_the_log_says_so_once_an_hour()
    {
        await using var app = await TestApp.StartAsync(settings: [NoPace, HundredAMonth]);
        Assert.Equal(100 + 1, await GrantedAsync(app, CallKind.Execute, 200));
        Assert.Equal(0, await GrantedAsync(app, CallKind.Execute, 10));
        app.Time.Advance(Second);
        Assert.Equal(1, await GrantedAsync(app, CallKind.Execute, 10));
        Assert.Single(Warnings(app));

        app.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await GrantedAsync(app, CallKind.Execute, 10));
        Assert.Equal(2, Warnings(app).Count);
        // A new month.
        app.Time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(50, await GrantedAsync(app, CallKind.Execute, 50));
    }

    private static List<string> Warnings(TestApp app) =>
        [.. app.Logs.At(LogLevel.Warning).Where(line => line.StartsWith("Quotas of acme", StringComparison.Ordinal))];

    private static async Task<int> GrantedAsync(TestApp app, CallKind kind, int calls)
    {
        var granted = 0;
        for (var n = 0; n < calls; n++)
            granted += await app.Get<CircuitBreakers>().EnterAsync("acme", "external", kind, TimeSpan.Zero, CancellationToken.None) is CallAdmission.Granted ? 1 : 0;
        return granted;
    }

    private static async Task<long> ExecutionsTodayAsync(TestApp app) =>
        (await app.GetAsync("/api/status")).GetProperty("tenants")[0].GetProperty("executionsToday").GetInt64();
}
