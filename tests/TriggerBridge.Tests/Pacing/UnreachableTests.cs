using System.Net;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using TriggerBridge.Ledger;
using TriggerBridge.Pacing;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Pacing;

public sealed class UnreachableTests
{
    // The longest pause.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Of_all_that_wait_for_a_client_out_of_reach_one_call_on_one_instance_looks_whether_it_is_back()
    {
        await using var one = await TestApp.StartAsync();
        await using var other = await one.StartAnotherAsync();
        await one.DeliverAsync("warm-up");
        await other.DeliverAsync("warm-up of the other");
        one.Tenant.Handler.IsUnreachable = true;
        for (var n = 0; n < 20; n++)
            await (n % 2 == 0 ? one : other).DeliverAsync($"event-{n}");
        Assert.InRange(one.Tenant.Handler.RefusedConnections, 1, 2);

        for (var probe = 0; probe < 3; probe++)
        {
            var before = one.Tenant.Handler.RefusedConnections;
            await Task.WhenAll(one.TickAsync(Pause), other.TickAsync(TimeSpan.Zero));
            Assert.Equal(before + 1, one.Tenant.Handler.RefusedConnections);
        }

        one.Tenant.Handler.IsUnreachable = false;
        await one.TickAsync(Pause);
        Assert.Equal(22, one.Tenant.Inputs.Count);
        Assert.Equal(22, one.Tenant.Inputs.Select(input => input.GetProperty("_deliveryId").GetString()).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task While_the_probe_is_out_nothing_else_is_sent_on_any_instance()
    {
        await using var one = await TestApp.StartAsync();
        await using var other = await one.StartAnotherAsync();
        await LoseAsync(one);
        var isc = new TaskCompletionSource();
        one.Tenant.NextExecuteWaitsFor(isc.Task);
        one.Time.Advance(Pause);
        var before = one.Tenant.Inputs.Count;
        var sweep = one.TickAsync(TimeSpan.Zero);
        await UntilAsync(() => one.Tenant.Inputs.Count == before + 1);

        await other.DeliverAsync("during the probe");
        await other.TickAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(before + 1, one.Tenant.Inputs.Count);

        isc.SetResult();
        await sweep;
        Assert.Equal(before + 3, one.Tenant.Inputs.Count);
    }

    [Fact]
    public async Task Of_two_instances_that_want_to_probe_at_the_same_moment_one_may()
    {
        await using var one = await TestApp.StartAsync();
        await using var other = await one.StartAnotherAsync();
        await LoseAsync(one);
        one.Time.Advance(Pause);
        var both = new TaskCompletionSource();
        var claims = 0;
        one.Tables.Before = operation =>
        {
            if (operation is not { Table: "Clients", Method: nameof(TableClient.UpdateEntityAsync) })
                return Task.CompletedTask;
            if (Interlocked.Increment(ref claims) == 2)
                both.SetResult();
            return both.Task;
        };

        var passes = await Task.WhenAll(new[] { one, other }.Select(app =>
            app.Get<CircuitBreakers>().EnterAsync("acme", "external", CallKind.Execute, TimeSpan.Zero, CancellationToken.None).AsTask()));

        Assert.Single(passes.OfType<CallAdmission.Granted>());
    }

    [Fact]
    public async Task A_claim_whose_answer_was_lost_is_still_ours()
    {
        await using var app = await TestApp.StartAsync();
        var waiting = await LoseAsync(app);
        var lost = false;
        app.Tables.After = operation =>
        {
            if (lost || operation is not { Table: "Clients", Method: nameof(TableClient.UpdateEntityAsync) })
                return Task.CompletedTask;
            // The client's own repeat finds its first try.
            lost = true;
            throw new RequestFailedException(412, "The update condition specified in the request was not satisfied.");
        };

        await app.TickAsync(Pause);

        Assert.True(lost);
        Assert.Equal("Started", (await app.DeliveryAsync(waiting)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_probe_that_was_not_made_is_given_back()
    {
        await using var app = await TestApp.StartAsync();
        var waiting = await LoseAsync(app);
        var overtaken = false;
        app.Tables.Before = async operation =>
        {
            if (overtaken || operation is not { Table: "Deliveries", Method: nameof(TableClient.SubmitTransactionAsync) })
                return;
            // Somebody else writes the delivery just before it is claimed.
            overtaken = true;
            var row = operation.Actions[0].Entity;
            await app.Tables.GetTableClient("Deliveries").UpdateEntityAsync(new TableEntity(row.PartitionKey, row.RowKey), ETag.All);
        };

        await app.TickAsync(Pause);

        Assert.True(overtaken);
        Assert.Equal("Started", (await app.DeliveryAsync(waiting)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_probe_that_a_fault_kept_from_being_made_is_given_back()
    {
        await using var app = await TestApp.StartAsync();
        var waiting = await LoseAsync(app);
        var faults = 0;
        app.Tables.Before = operation => operation is { Table: "Deliveries", Method: nameof(TableClient.SubmitTransactionAsync) } && faults++ == 0
            ? throw new RequestFailedException(503, "The ledger is away between permit and claim.")
            : Task.CompletedTask;

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => app.TickAsync(Pause));
        await app.TickAsync(TimeSpan.Zero);

        Assert.Equal("Started", (await app.DeliveryAsync(waiting)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_probe_is_given_back_by_the_one_that_has_it_and_by_nobody_else()
    {
        await using var one = await TestApp.StartAsync();
        await using var other = await one.StartAnotherAsync();
        var early = await other.Get<CircuitBreakers>().EnterAsync("acme", "external", CallKind.Execute, TimeSpan.Zero, CancellationToken.None);
        await LoseAsync(one);
        one.Time.Advance(Pause);
        var probe = await one.Get<CircuitBreakers>().EnterAsync("acme", "external", CallKind.Execute, TimeSpan.Zero, CancellationToken.None);

        // It was granted before ISC went away, and was not made after all.
        Assert.IsType<CallAdmission.Granted>(early).Permit.Dispose();
        await one.TickAsync(TimeSpan.FromSeconds(1));
        Assert.Single(one.Tenant.Inputs);

        Assert.IsType<CallAdmission.Granted>(probe).Permit.Dispose();
        await one.TickAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(3, one.Tenant.Inputs.Count);
    }

    [Fact]
    public async Task A_probe_whose_process_ended_is_followed_by_another()
    {
        await using var one = await TestApp.StartAsync();
        await using var other = await one.StartAnotherAsync();
        var waiting = await LoseAsync(one);
        one.Time.Advance(Pause);
        // A probe that nobody reports about.
        Assert.IsType<CallAdmission.Granted>(await one.Get<CircuitBreakers>().EnterAsync("acme", "external", CallKind.Execute, TimeSpan.Zero, CancellationToken.None));

        await other.TickAsync(TimeSpan.FromSeconds(14));
        Assert.Equal("Received", (await other.DeliveryAsync(waiting)).GetProperty("status").GetString());
        await other.TickAsync(TimeSpan.FromSeconds(1));
        Assert.Equal("Started", (await other.DeliveryAsync(waiting)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_backlog_goes_by_time_received_oldest_first()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.Handler.IsUnreachable = true;
        var order = new List<string>();
        for (var n = 0; n < 30; n++)
        {
            order.Add((await app.DeliverAsync($"event-{n}")).GetProperty("deliveryId").GetString()!);
            // Probes fail in between, and take their delivery no place away.
            await app.TickAsync(TimeSpan.FromSeconds(20));
        }

        app.Tenant.Handler.IsUnreachable = false;
        var isc = new TaskCompletionSource();
        app.Tenant.NextExecute(HttpStatusCode.OK, """{"workflowExecutionId":"probe"}""");
        for (var n = 0; n < 8; n++)
            app.Tenant.NextExecuteWaitsFor(isc.Task);
        var sweep = app.TickAsync(Pause);
        await UntilAsync(() => app.Tenant.Inputs.Count == 9);

        // The probe is the oldest, and the first that go together are the next oldest.
        Assert.Equal(order[0], Ids(app)[0]);
        Assert.Equal(order.Skip(1).Take(8).Order(StringComparer.Ordinal), Ids(app).Skip(1).Order(StringComparer.Ordinal));
        isc.SetResult();
        await sweep;
        Assert.Equal(order.Order(StringComparer.Ordinal), Ids(app).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_503_with_an_appointment_pauses_the_client_as_a_whole_for_as_long()
    {
        await using var app = await TestApp.StartAsync("\"whenInDoubt\": \"retry\",");
        app.Tenant.NextExecute(HttpStatusCode.ServiceUnavailable, "{}", retryAfter: 300);
        var accepted = await app.DeliverAsync("event");
        Assert.Equal("Received", (await app.DeliverAsync("another")).GetProperty("status").GetString());

        await app.TickAsync(TimeSpan.FromSeconds(299));
        Assert.Single(app.Tenant.Inputs);
        await app.TickAsync(TimeSpan.FromSeconds(1));
        Assert.Equal("Started", (await app.DeliveryAsync(accepted)).GetProperty("status").GetString());
        Assert.Equal(3, app.Tenant.Inputs.Count);
    }

    [Fact]
    public async Task A_token_endpoint_out_of_reach_is_a_client_out_of_reach()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.OnToken = () => throw new HttpRequestException(HttpRequestError.NameResolutionError);
        var accepted = await app.DeliverAsync("event");
        await app.DeliverAsync("another");
        Assert.Equal(1, app.Tenant.TokenRequests);
        var waiting = await app.DeliveryAsync(accepted);
        Assert.Equal(waiting.GetProperty("receivedAt").GetDateTimeOffset(), waiting.GetProperty("nextDueAt").GetDateTimeOffset());

        await app.TickAsync(Pause);
        Assert.Equal(2, app.Tenant.TokenRequests);

        app.Tenant.OnToken = () => null;
        await app.TickAsync(Pause);
        Assert.Equal("Started", (await app.DeliveryAsync(accepted)).GetProperty("status").GetString());
        Assert.Equal(2, app.Tenant.Inputs.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_pause_itself_never_gives_a_delivery_up_but_its_age_does(bool atTheTokenEndpoint)
    {
        await using var app = await TestApp.StartAsync("\"retry\": { \"max\": \"00:01:00\", \"giveUpAfter\": \"00:10:00\" },");
        if (!atTheTokenEndpoint)
            await app.DeliverAsync("warm-up");
        app.Tenant.Handler.IsUnreachable = true;
        var accepted = await app.DeliverAsync("event");

        for (var minute = 0; minute < 5; minute++)
            await app.TickAsync(Pause);
        Assert.Equal("RetryScheduled", (await app.DeliveryAsync(accepted)).GetProperty("status").GetString());

        await app.TickAsync(TimeSpan.FromSeconds(301));
        var delivery = await app.DeliveryAsync(accepted);
        Assert.Equal("DeadLettered", delivery.GetProperty("status").GetString());
        Assert.Contains("Given up", delivery.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_ISC_does_not_know_is_no_client_out_of_reach()
    {
        await using var app = await TestApp.StartAsync();
        await LoseAsync(app);
        app.Time.Advance(Pause);
        app.Tenant.Handler.IsUnreachable = false;
        app.Tenant.OnToken = () => StubHttpHandler.Json(HttpStatusCode.Unauthorized, "{}");
        app.Tenant.NextExecute(HttpStatusCode.Unauthorized, "{}");

        // The probe was answered: whatever is wrong, it is not the way to ISC.
        await app.TickAsync(TimeSpan.Zero);
        Assert.Equal("Open", (await app.GetAsync("/api/status")).GetProperty("tenants")[0].GetProperty("clients")[0].GetProperty("standing").GetString());
    }

    /// <summary>ISC goes away and comes back; a delivery waits, the client is paused.</summary>
    private static async Task<JsonElement> LoseAsync(TestApp app)
    {
        await app.DeliverAsync("before");
        app.Tenant.Handler.IsUnreachable = true;
        await app.DeliverAsync("lost");
        var waiting = await app.DeliverAsync("waiting");
        app.Tenant.Handler.IsUnreachable = false;
        return waiting;
    }

    private static List<string> Ids(TestApp app) => [.. app.Tenant.Inputs.Select(input => input.GetProperty("_deliveryId").GetString()!)];

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (!holds())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
    }
}
