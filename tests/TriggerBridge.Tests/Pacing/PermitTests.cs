using Azure;
using Azure.Data.Tables;
using TriggerBridge.Ledger;
using TriggerBridge.Pacing;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tracking;

namespace TriggerBridge.Tests.Pacing;

public sealed class PermitTests
{
    private const string Limit2 = "TriggerBridge:Tenants:acme:RequestsPer10Seconds=2";

    [Fact]
    public async Task Calls_over_the_pace_wait_in_their_order_until_the_window_has_moved_on()
    {
        await using var app = await TestApp.StartAsync(settings: Limit2);
        var entries = Enumerable.Range(0, 6).Select(_ => EnterAsync(app, TimeSpan.FromMinutes(1))).ToList();
        Assert.Equal([true, true, false, false, false, false], entries.Select(entry => entry.IsCompleted));

        app.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(entries[2].IsCompleted);
        app.Time.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(entries.Take(4));
        Assert.Equal([false, false], entries.Skip(4).Select(entry => entry.IsCompleted));

        app.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.All(await Task.WhenAll(entries), pass => Assert.IsType<CallAdmission.Granted>(pass));
    }

    [Fact]
    public async Task A_permit_that_is_not_to_be_had_in_time_is_refused_at_once_and_takes_none_away()
    {
        await using var app = await TestApp.StartAsync(settings: Limit2);
        await EnterAsync(app, TimeSpan.Zero);
        await EnterAsync(app, TimeSpan.Zero);

        for (var n = 0; n < 5; n++)
        {
            var refused = EnterAsync(app, TimeSpan.FromSeconds(5));
            Assert.True(refused.IsCompleted);
            Assert.IsType<CallAdmission.Refused>(await refused);
        }

        app.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.IsType<CallAdmission.Granted>(await EnterAsync(app, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_permit_whose_call_was_not_made_is_there_for_another_call_and_one_without_a_word_is_not()
    {
        await using var app = await TestApp.StartAsync(settings: Limit2);
        var first = Assert.IsType<CallAdmission.Granted>(await EnterAsync(app, TimeSpan.Zero)).Permit;
        var second = Assert.IsType<CallAdmission.Granted>(await EnterAsync(app, TimeSpan.Zero)).Permit;

        first.Report(new CallReport.NotMade(CallKind.Read));
        first.Dispose();
        second.Dispose();

        Assert.IsType<CallAdmission.Granted>(await EnterAsync(app, TimeSpan.Zero));
        Assert.IsType<CallAdmission.Refused>(await EnterAsync(app, TimeSpan.Zero));
    }

    [Fact]
    public async Task What_another_instance_has_claimed_first_costs_no_permit()
    {
        await using var app = await TestApp.StartAsync("\"dispatchBudget\": \"00:00:00\",", settings: Limit2);
        var accepted = await app.DeliverAsync("event");
        app.Tables.Before = async operation =>
        {
            if (!operation.Actions.Any(action => action.Sets(DeliveryStatus.Dispatching)))
                return;
            app.Tables.Before = _ => Task.CompletedTask;
            var row = operation.Actions[0].Entity;
            await app.Tables.GetTableClient("Deliveries").UpdateEntityAsync(new TableEntity(row.PartitionKey, row.RowKey), ETag.All);
        };

        await app.TickAsync(TimeSpan.Zero);
        Assert.Equal(0, await PermitsUsedAsync());
        await app.TickAsync(TimeSpan.Zero);
        Assert.Equal(1, await PermitsUsedAsync());
        Assert.Equal("Started", (await app.DeliveryAsync(accepted)).GetProperty("status").GetString());

        async Task<int> PermitsUsedAsync() =>
            (await app.GetAsync("/api/status")).GetProperty("tenants")[0].GetProperty("clients")[0].GetProperty("permitsUsed").GetInt32();
    }

    [Fact]
    public async Task Each_request_of_an_answer_has_its_own_permit()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(settings: Limit2);
        var reads = app.Get<IscReads>();

        // It is asked for at its newer address, then at its older one.
        Assert.IsType<IscAnswer<ExecutionHistory>.NotFound>(await reads.HistoryAsync("acme", "unknown", CancellationToken.None));

        var clients = (await app.GetAsync("/api/status")).GetProperty("tenants")[0].GetProperty("clients").EnumerateArray();
        Assert.Equal(2, clients.Sum(client => client.GetProperty("permitsUsed").GetInt32()));
    }

    [Fact]
    public async Task Each_client_has_its_own_permits_and_zero_means_no_limit()
    {
        await using var limited = await TestApp.StartAsync(settings: Limit2);
        await EnterAsync(limited, TimeSpan.Zero);
        await EnterAsync(limited, TimeSpan.Zero);
        Assert.IsType<CallAdmission.Granted>(await EnterAsync(limited, TimeSpan.Zero, "another"));

        await using var free = await TestApp.StartAsync(settings: "TriggerBridge:Tenants:acme:RequestsPer10Seconds=0");
        for (var n = 0; n < 300; n++)
            Assert.IsType<CallAdmission.Granted>(await EnterAsync(free, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_pause_that_begins_during_the_wait_for_a_permit_closes_the_gate()
    {
        await using var app = await TestApp.StartAsync(settings: Limit2);
        await EnterAsync(app, TimeSpan.Zero);
        await EnterAsync(app, TimeSpan.Zero);
        var waiting = EnterAsync(app, TimeSpan.FromMinutes(1));

        app.Get<CircuitBreakers>().Report("acme", "external", new CallReport.Throttled(CallKind.Execute, TimeSpan.FromMinutes(1)));
        app.Time.Advance(TimeSpan.FromSeconds(11));

        Assert.IsType<CallAdmission.Refused>(await waiting);
    }

    [Fact]
    public async Task The_straight_way_leaves_what_finds_no_permit_to_the_sweep_and_only_records_what_comes_after_it()
    {
        await using var app = await TestApp.StartAsync(settings: Limit2);
        await app.DeliverAsync("first");
        await app.DeliverAsync("second");

        var third = await app.DeliverAsync("third");
        var fourth = await app.DeliverAsync("fourth");

        Assert.Equal("RetryScheduled", third.GetProperty("status").GetString());
        Assert.Equal("Received", fourth.GetProperty("status").GetString());
        Assert.Equal(2, app.Tenant.Inputs.Count);
        var left = await app.DeliveryAsync(third);
        Assert.Equal("NotSent", left.GetProperty("attempts")[0].GetProperty("outcome").GetString());
        Assert.Equal(left.GetProperty("receivedAt").GetDateTimeOffset(), left.GetProperty("nextDueAt").GetDateTimeOffset());

        await app.TickAsync(TimeSpan.FromSeconds(11));
        Assert.Equal("Started", (await app.DeliveryAsync(third)).GetProperty("status").GetString());
        Assert.Equal("Started", (await app.DeliveryAsync(fourth)).GetProperty("status").GetString());

        await app.TickAsync(TimeSpan.FromSeconds(11));
        Assert.Equal("Started", (await app.DeliverAsync("fifth")).GetProperty("status").GetString());
    }

    private static Task<CallAdmission> EnterAsync(TestApp app, TimeSpan mostWait, string clientId = "external") =>
        app.Get<CircuitBreakers>().EnterAsync("acme", clientId, CallKind.Read, mostWait, CancellationToken.None).AsTask();
}
