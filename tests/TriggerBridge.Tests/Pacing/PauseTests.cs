using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Azure.Data.Tables;
using TriggerBridge.Pacing;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Pacing;

public sealed class PauseTests
{
    private const string SlowDown = """{"message":"slow down"}""";

    [Fact]
    public async Task A_429_stops_the_client_on_all_instances_within_a_second()
    {
        await using var one = await TestApp.StartAsync();
        await using var other = await one.StartAnotherAsync();
        await other.DeliverAsync("warm-up");
        one.Tenant.NextExecute(HttpStatusCode.TooManyRequests, SlowDown, retryAfter: 30);
        await one.DeliverAsync("throttled");

        one.Time.Advance(TimeSpan.FromSeconds(1));
        var waiting = await other.DeliverAsync("event");
        await other.TickAsync(TimeSpan.FromSeconds(28));
        Assert.Equal(2, one.Tenant.Inputs.Count);
        Assert.Equal("Received", waiting.GetProperty("status").GetString());

        await other.TickAsync(TimeSpan.FromSeconds(1));
        Assert.Equal("Started", (await one.DeliveryAsync(waiting)).GetProperty("status").GetString());
        Assert.Equal(4, one.Tenant.Inputs.Count);
    }

    [Fact]
    public async Task A_process_that_begins_during_a_pause_sends_nothing()
    {
        await using var one = await TestApp.StartAsync();
        one.Tenant.NextExecute(HttpStatusCode.TooManyRequests, SlowDown, retryAfter: 30);
        await one.DeliverAsync("throttled");

        // As a real ledger, it answers a little later.
        one.Tables.Before = operation => operation.Table == "Clients" ? Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System) : Task.CompletedTask;
        await using var fresh = await one.StartAnotherAsync();
        await fresh.DeliverAsync("event");
        await fresh.TickAsync(TimeSpan.Zero);

        Assert.Single(one.Tenant.Inputs);
    }

    [Fact]
    public async Task A_429_of_the_token_endpoint_pauses_too()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.OnToken = () => StubHttpHandler.Json(HttpStatusCode.TooManyRequests, SlowDown);
        var first = await app.DeliverAsync("first");
        Assert.Equal("Received", (await app.DeliverAsync("second")).GetProperty("status").GetString());
        Assert.Equal(1, app.Tenant.TokenRequests);

        app.Tenant.OnToken = () => null;
        await app.TickAsync(TimeSpan.FromSeconds(9));
        Assert.Empty(app.Tenant.Inputs);
        await app.TickAsync(TimeSpan.FromSeconds(1));
        Assert.Equal("Started", (await app.DeliveryAsync(first)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_comes_in_during_a_pause_is_only_recorded_and_keeps_its_place()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.NextExecute(HttpStatusCode.TooManyRequests, SlowDown, retryAfter: 60);
        var throttled = await app.DeliverAsync("throttled");
        app.Time.Advance(TimeSpan.FromSeconds(5));
        var waiting = await app.DeliveryAsync(await app.DeliverAsync("waiting"));

        Assert.Equal("Received", waiting.GetProperty("status").GetString());
        Assert.Empty(waiting.GetProperty("attempts").EnumerateArray());
        AssertDueWhenReceived(waiting);
        AssertDueWhenReceived(await app.DeliveryAsync(throttled));
    }

    [Fact]
    public async Task Older_work_goes_first_even_after_the_pause()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.NextExecute(HttpStatusCode.TooManyRequests, SlowDown, retryAfter: 1);
        await app.DeliverAsync("throttled");

        app.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("Received", (await app.DeliverAsync("not yet")).GetProperty("status").GetString());
        Assert.Single(app.Tenant.Inputs);

        await app.TickAsync(TimeSpan.Zero);
        Assert.Equal(3, app.Tenant.Inputs.Count);
        Assert.Equal("Started", (await app.DeliverAsync("straight")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_sweep_does_not_touch_the_work_of_a_paused_client()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.NextExecute(HttpStatusCode.TooManyRequests, SlowDown, retryAfter: 3000);
        for (var n = 0; n < 20; n++)
            await app.DeliverAsync($"event-{n}");
        var touched = new ConcurrentQueue<string>();
        app.Tables.Before = operation =>
        {
            if (operation.Table == "Deliveries")
                touched.Enqueue(operation.Method);
            return Task.CompletedTask;
        };

        for (var tick = 0; tick < 5; tick++)
            await app.TickAsync(TimeSpan.FromSeconds(10));

        // Each tick looks for leases that ran out, for executions to follow and for answers to give, which wait for nobody, and for nothing else.
        Assert.Equal(Enumerable.Repeat(nameof(TableClient.QueryAsync), 3 * 5), touched);
        app.Tables.Before = _ => Task.CompletedTask;
        await app.TickAsync(TimeSpan.FromHours(1));
        Assert.Equal(21, app.Tenant.Inputs.Count);
    }

    [Fact]
    public async Task A_throttled_page_is_left_at_once()
    {
        await using var app = await TestApp.StartAsync("\"dispatchBudget\": \"00:00:00\",");
        for (var n = 0; n < 100; n++)
            await app.DeliverAsync($"event-{n}");
        for (var n = 0; n < 100; n++)
            app.Tenant.NextExecute(HttpStatusCode.TooManyRequests, SlowDown, retryAfter: 60);

        var read = 0;
        app.Tables.Before = operation =>
        {
            if (operation is { Table: "Deliveries", Method: nameof(TableClient.GetEntityIfExistsAsync) })
                Interlocked.Increment(ref read);
            return Task.CompletedTask;
        };

        await app.TickAsync(TimeSpan.Zero);

        // As many as were under way at once, and one more each that found the gate closed.
        Assert.InRange(app.Tenant.Inputs.Count, 1, 8);
        Assert.InRange(read, 1, 16);
    }

    [Fact]
    public async Task A_pause_that_cannot_be_written_holds_here_and_is_written_when_the_ledger_is_back()
    {
        await using var one = await TestApp.StartAsync();
        await using var other = await one.StartAnotherAsync();
        await one.DeliverAsync("warm-up");
        await other.DeliverAsync("warm-up of the other");
        one.Tables.Before = operation => operation.Table == "Clients" ? throw new AggregateException("no connection") : Task.CompletedTask;
        one.Tenant.NextExecute(HttpStatusCode.TooManyRequests, SlowDown, retryAfter: 60);
        await one.DeliverAsync("throttled");
        one.Time.Advance(TimeSpan.FromSeconds(1));
        await one.DeliverAsync("event");
        Assert.Equal(3, one.Tenant.Inputs.Count);

        one.Tables.Before = _ => Task.CompletedTask;
        await one.TickAsync(TimeSpan.FromSeconds(1));
        await other.DeliverAsync("another");
        Assert.Equal(3, one.Tenant.Inputs.Count);
    }

    [Fact]
    public async Task What_is_seen_while_an_earlier_pause_is_being_written_is_written_too()
    {
        await using var app = await TestApp.StartAsync();
        await app.DeliverAsync("warm-up");
        var ledger = new TaskCompletionSource();
        app.Tables.Before = operation => operation is { Table: "Clients", Actions.Count: > 0 } ? ledger.Task : Task.CompletedTask;
        var gates = app.Get<CircuitBreakers>();
        gates.Report("acme", "external", new CallReport.Throttled(CallKind.Execute, TimeSpan.FromSeconds(5)));
        gates.Report("acme", "external", new CallReport.Throttled(CallKind.Execute, TimeSpan.FromSeconds(60)));
        ledger.SetResult();

        Assert.True(gates.TryFind("acme", "client", out var gate));
        await gate.RefreshAsync();
        await using var other = await app.StartAnotherAsync();
        var client = (await other.GetAsync("/api/status")).GetProperty("tenants")[0].GetProperty("clients")[0];
        Assert.Equal(Sample.Noon.AddSeconds(60), client.GetProperty("pausedUntil").GetDateTimeOffset());
    }

    [Fact]
    public async Task The_status_tells_an_operator_who_is_paused_until_when_and_why()
    {
        await using var one = await TestApp.StartAsync();
        await using var other = await one.StartAnotherAsync();
        one.Tenant.NextExecute(HttpStatusCode.TooManyRequests, SlowDown, retryAfter: 30);
        await one.DeliverAsync("throttled");

        // An instance that never called reads it from the ledger.
        var tenant = (await other.GetAsync("/api/status")).GetProperty("tenants")[0];
        var client = tenant.GetProperty("clients")[0];
        Assert.Equal("acme", tenant.GetProperty("name").GetString());
        Assert.Equal("external", client.GetProperty("clientId").GetString());
        Assert.Equal("Paused", client.GetProperty("standing").GetString());
        Assert.Equal(Sample.Noon.AddSeconds(30), client.GetProperty("pausedUntil").GetDateTimeOffset());
        Assert.Contains("429", client.GetProperty("reason").GetString(), StringComparison.Ordinal);

        var here = (await one.GetAsync("/api/status")).GetProperty("tenants")[0];
        Assert.Equal(1, here.GetProperty("clients")[0].GetProperty("permitsUsed").GetInt32());
        Assert.Equal(100, here.GetProperty("clients")[0].GetProperty("requestsPer10Seconds").GetInt32());
        Assert.Equal(1, here.GetProperty("executionsToday").GetInt64());
        Assert.Equal(1, here.GetProperty("callsThisMonth").GetInt64());
    }

    private static void AssertDueWhenReceived(JsonElement delivery) =>
        Assert.Equal(delivery.GetProperty("receivedAt").GetDateTimeOffset(), delivery.GetProperty("nextDueAt").GetDateTimeOffset());
}
