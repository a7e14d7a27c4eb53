using System.Net;
using TriggerBridge.Pacing;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Pacing;

public sealed class CircuitTests
{
    private const string Reader = "TriggerBridge:Tenants:acme:ReadCredential=reader";

    private const string Secrets = $$"""
        { "hook": "{{TestApp.Secret}}", "client": { "id": "external", "secret": "s" }, "reader": { "id": "reader", "secret": "s" } }
        """;

    [Fact]
    public async Task Three_in_doubt_in_a_row_stop_everything_until_a_read_succeeds()
    {
        await using var one = await TestApp.StartAsync(settings: Reader);
        await using var other = await one.StartAnotherAsync(Reader);
        await other.DeliverAsync("warm-up");
        await BreakAsync(one, 3);

        one.Time.Advance(TimeSpan.FromSeconds(1));
        var here = await one.DeliverAsync("here");
        var there = await other.DeliverAsync("there");
        for (var minute = 0; minute < 9; minute++)
            await one.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(4, one.Tenant.Inputs.Count);
        Assert.Equal("CircuitOpen", await StandingAsync(other));

        one.Get<CircuitBreakers>().Report("acme", "reader", new CallReport.Fine(CallKind.Read));
        await one.TickAsync(TimeSpan.Zero);
        Assert.Equal("Started", (await one.DeliveryAsync(here)).GetProperty("status").GetString());
        Assert.Equal("Started", (await one.DeliveryAsync(there)).GetProperty("status").GetString());
        one.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Started", (await other.DeliverAsync("straight")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_sweep_reads_so_that_a_circuit_does_not_stay_open_for_want_of_something_to_look_up()
    {
        await using var app = await TestApp.StartAsync(secrets: Secrets, settings: Reader);
        app.Tenant.OnRead = () => StubHttpHandler.Json(HttpStatusCode.BadGateway, "{}");
        await BreakAsync(app, 3);
        var waiting = await app.DeliverAsync("waiting");
        await app.TickAsync(TimeSpan.FromSeconds(10));
        Assert.True(app.Tenant.Reads > 0);
        Assert.Equal("CircuitOpen", await StandingAsync(app));

        app.Tenant.OnRead = () => null;
        await app.TickAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("Started", (await app.DeliveryAsync(waiting)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Another_outcome_between_them_starts_the_count_again()
    {
        await using var app = await TestApp.StartAsync(settings: Reader);
        for (var round = 0; round < 3; round++)
        {
            await BreakAsync(app, 2, $"round-{round}");
            Assert.Equal("Started", (await app.DeliverAsync($"fine-{round}")).GetProperty("status").GetString());
        }

        Assert.Equal("Open", await StandingAsync(app));
    }

    [Fact]
    public async Task After_a_read_it_takes_three_more()
    {
        await using var app = await TestApp.StartAsync(settings: Reader);
        await BreakAsync(app, 3);
        app.Get<CircuitBreakers>().Report("acme", "reader", new CallReport.Fine(CallKind.Read));
        await app.TickAsync(TimeSpan.Zero);

        await BreakAsync(app, 2, "again");
        Assert.Equal("Open", await StandingAsync(app));
        await BreakAsync(app, 1, "once more");
        Assert.Equal("CircuitOpen", await StandingAsync(app));
    }

    [Fact]
    public async Task Without_a_credential_for_reading_one_call_shows_whether_ISC_is_well_again()
    {
        await using var app = await TestApp.StartAsync();
        await BreakAsync(app, 3);
        var waiting = await app.DeliverAsync("waiting");
        Assert.Equal("Received", waiting.GetProperty("status").GetString());

        app.Tenant.NextExecuteBreaks();
        await app.TickAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(4, app.Tenant.Inputs.Count);
        var next = await app.DeliverAsync("next");
        Assert.Equal("Received", next.GetProperty("status").GetString());

        await app.TickAsync(TimeSpan.FromSeconds(4));
        Assert.Equal("Started", (await app.DeliveryAsync(next)).GetProperty("status").GetString());
        Assert.Equal("Open", await StandingAsync(app));
    }

    [Fact]
    public async Task A_circuit_whose_read_credential_is_gone_is_tried_by_one_call()
    {
        // The setting names a secret that does not exist.
        await using var app = await TestApp.StartAsync(settings: Reader);
        await BreakAsync(app, 3);
        var waiting = new[] { await app.DeliverAsync("waiting"), await app.DeliverAsync("waiting, too") };
        app.Tenant.NextExecuteBreaks();

        // The first call is in doubt, too: the second one comes later.
        await TickAsync(app, minutes: 11);
        Assert.Equal(4, app.Tenant.Inputs.Count);
        await TickAsync(app, minutes: 8);
        Assert.Equal(4, app.Tenant.Inputs.Count);
        await TickAsync(app, minutes: 13);

        Assert.Equal("Started", (await app.DeliverAsync("straight")).GetProperty("status").GetString());
        Assert.Equal(6, app.Tenant.Inputs.Count);
        var statuses = await Task.WhenAll(waiting.Select(app.DeliveryAsync));
        Assert.Equal(["InDoubt", "Started"], statuses.Select(delivery => delivery.GetProperty("status").GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_waits_behind_an_open_circuit_gives_up_at_its_age()
    {
        await using var app = await TestApp.StartAsync("\"retry\": { \"max\": \"00:01:00\", \"giveUpAfter\": \"01:00:00\" },", Secrets, Reader);
        app.Tenant.OnRead = () => StubHttpHandler.Json(HttpStatusCode.BadGateway, "{}");
        await BreakAsync(app, 3);
        var waiting = new List<System.Text.Json.JsonElement>();
        for (var n = 0; n < 30; n++)
        {
            app.Tenant.NextExecuteBreaks();
            waiting.Add(await app.DeliverAsync($"waiting-{n}"));
        }

        await TickAsync(app, minutes: 59);
        Assert.Equal("Received", (await app.DeliveryAsync(waiting[^1])).GetProperty("status").GetString());
        await TickAsync(app, minutes: 7);

        var last = await app.DeliveryAsync(waiting[^1]);
        Assert.Equal("DeadLettered", last.GetProperty("status").GetString());
        Assert.Contains("Given up", last.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(await app.DeliveriesAsync(), delivery => delivery.GetProperty("status").GetString() == "Received");
    }

    private static async Task TickAsync(TestApp app, int minutes)
    {
        for (var n = 0; n < minutes; n++)
            await app.TickAsync(TimeSpan.FromMinutes(1));
    }

    private static async Task BreakAsync(TestApp app, int times, string id = "broken")
    {
        for (var n = 0; n < times; n++)
        {
            app.Tenant.NextExecuteBreaks();
            Assert.Equal("InDoubt", (await app.DeliverAsync($"{id}-{n}")).GetProperty("status").GetString());
        }
    }

    private static async Task<string?> StandingAsync(TestApp app)
    {
        app.Time.Advance(TimeSpan.FromSeconds(1));
        return (await app.GetAsync("/api/status")).GetProperty("tenants")[0].GetProperty("clients")[0].GetProperty("standing").GetString();
    }
}
