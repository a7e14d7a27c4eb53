using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Data.Tables;
using TriggerBridge.Ledger;
using TriggerBridge.Maintenance;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Tests.Flows.Receiving;

/// <summary>Events of one key that are sent one after another.</summary>
public sealed class OrderTests
{
    private const string ByUser = """ "order": "{{$.user.id}}", """;
    private const string ByUserToTheEnd = """ "order": {"key": "{{$.user.id}}", "until": "final"}, """;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task The_next_of_a_key_is_sent_when_the_one_before_has_its_execution_and_others_do_not_wait()
    {
        await using var app = await TestApp.StartAsync(ByUser);
        app.Tenant.NextExecute(HttpStatusCode.TooManyRequests, "{}", retryAfter: 60);

        Assert.Equal("RetryScheduled", await SendAsync(app, "u1", 1));
        Assert.Equal("Received", await SendAsync(app, "u1", 2));
        Assert.Equal("Received", await SendAsync(app, "u1", 3));
        await app.TickAsync(Tick);
        Assert.Equal(["u1/1"], Sent(app));
        await app.TickAsync(TimeSpan.FromMinutes(2));
        await app.TickAsync(Tick);
        await app.TickAsync(Tick);

        Assert.Equal(["u1/1", "u1/1", "u1/2", "u1/3"], Sent(app));
        Assert.Equal("Started", await SendAsync(app, "u1", 4));
        Assert.Equal("Started", await SendAsync(app, "u2", 1));
        Assert.Empty(await RowsAsync(app, "L|", "L}"));
        Assert.Empty(await RowsAsync(app, "W|o|", "W|o}"));
    }

    [Fact]
    public async Task What_waits_says_so_and_is_not_due()
    {
        await using var app = await TestApp.StartAsync(ByUser);
        app.Tenant.NextExecute(HttpStatusCode.TooManyRequests, "{}", retryAfter: 1);
        await SendAsync(app, "u1", 1);
        await SendAsync(app, "u1", 2);

        var waiting = (await app.DeliveriesAsync())[0];
        var detail = await app.DeliveryAsync(waiting);

        Assert.Equal("It waits for an earlier delivery of the same key.", detail.GetProperty("reason").GetString());
        Assert.Equal(JsonValueKind.Null, detail.GetProperty("nextDueAt").ValueKind);
    }

    [Fact]
    public async Task Until_final_the_next_waits_for_the_executions_end()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(ByUserToTheEnd, completeAfter: "00:10:00");
        Assert.Equal("Started", await SendAsync(app, "u1", 1));
        Assert.Equal("Received", await SendAsync(app, "u1", 2));

        await app.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(["Received", "Started"], await StatusesAsync(app));
        for (var minute = 0; minute < 15; minute++) await app.TickAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["Started", "Completed"], await StatusesAsync(app));
    }

    [Fact]
    public async Task A_dead_letter_holds_its_key_says_so_and_goes_first_when_it_is_replayed()
    {
        await using var app = await TestApp.StartAsync(ByUser);
        app.Tenant.NextExecute(HttpStatusCode.BadRequest, """{"messages":[{"text":"no"}]}""");
        Assert.Equal("DeadLettered", await SendAsync(app, "u1", 1));
        Assert.Equal("Received", await SendAsync(app, "u1", 2));
        Assert.Equal("Received", await SendAsync(app, "u1", 3));
        await app.TickAsync(TimeSpan.FromHours(1));

        var held = Assert.Single((await app.GetAsync("/api/status")).GetProperty("bridges")[0].GetProperty("heldLines").EnumerateArray());
        var dead = (await app.DeliveriesAsync())[^1].GetProperty("deliveryId").GetString();
        Assert.Equal((dead, 2), (held.GetProperty("deliveryId").GetString(), held.GetProperty("waiting").GetInt32()));
        Assert.Contains(app.Logs.All, text => text.Contains($"wait for the dead letter {dead}", StringComparison.Ordinal));
        Assert.Equal(["u1/1"], Sent(app));

        using var answer = await app.PostAsOperatorAsync($"/api/deliveries/github/{dead}/replay", "{}");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        for (var i = 0; i < 3; i++) await app.TickAsync(Tick);

        Assert.Equal(["u1/1", "u1/1", "u1/2", "u1/3"], Sent(app));
        Assert.Empty((await app.GetAsync("/api/status")).GetProperty("bridges")[0].GetProperty("heldLines").EnumerateArray());
    }

    [Fact]
    public async Task A_person_lets_those_behind_a_dead_letter_go_on()
    {
        await using var app = await TestApp.StartAsync(ByUser);
        app.Tenant.NextExecute(HttpStatusCode.BadRequest, """{"messages":[{"text":"no"}]}""");
        await SendAsync(app, "u1", 1);
        await SendAsync(app, "u1", 2);
        var all = await app.DeliveriesAsync();
        var (waiting, dead) = (all[0].GetProperty("deliveryId").GetString(), all[1].GetProperty("deliveryId").GetString());

        using var refused = await app.PostAsOperatorAsync($"/api/deliveries/github/{waiting}/skip", "{}");
        using var skipped = await app.PostAsOperatorAsync($"/api/deliveries/github/{dead}/skip", "{}");
        await app.TickAsync(Tick);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, skipped.StatusCode);
        Assert.Equal(["u1/1", "u1/2"], Sent(app));
        Assert.Contains("skipped by operator", (await app.FindAsync(dead!)).Reason, StringComparison.Ordinal);
        // A skipped one that is replayed stands behind the others.
        app.Tenant.NextExecute(HttpStatusCode.TooManyRequests, "{}", retryAfter: 1);
        await SendAsync(app, "u1", 3);
        using var replayed = await app.PostAsOperatorAsync($"/api/deliveries/github/{dead}/replay", "{}");
        for (var i = 0; i < 4; i++) await app.TickAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(["u1/1", "u1/2", "u1/3", "u1/3", "u1/1"], Sent(app));
    }

    [Fact]
    public async Task An_event_that_cannot_be_mapped_holds_its_key_at_its_place()
    {
        await using var app = await TestApp.StartAsync(ByUser + """ "whenInDoubt": "hold", """);
        app.Tenant.NextExecute(HttpStatusCode.TooManyRequests, "{}", retryAfter: 1);
        await SendAsync(app, "u1", 1);
        using (await app.PostAsync("unmappable", """{"user":{"id":"u1"},"number":2}""")) { }
        await SendAsync(app, "u1", 3);

        for (var i = 0; i < 4; i++) await app.TickAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(["u1/1", "u1/1"], Sent(app));
        Assert.Single((await app.GetAsync("/api/status")).GetProperty("bridges")[0].GetProperty("heldLines").EnumerateArray());
    }

    [Fact]
    public async Task An_event_without_the_key_is_a_dead_letter()
    {
        await using var app = await TestApp.StartAsync(ByUser);

        var delivery = await app.DeliverAsync("no id");

        Assert.Equal("DeadLettered", delivery.GetProperty("status").GetString());
        Assert.Equal("$.order: $.user.id was not found in the event", (await app.DeliveryAsync(delivery)).GetProperty("reason").GetString());
        Assert.Empty(app.Tenant.Inputs);
    }

    [Fact]
    public async Task On_two_instances_at_once_none_of_a_key_overtakes_another_and_no_two_run_together()
    {
        await using var app = await TestApp.StartAsync(ByUser);
        await using var other = await app.StartTwinAsync();
        const int events = 40;

        for (var i = 0; i < events; i += 4)
        {
            var number = i;
            await Task.WhenAll(Enumerable.Range(0, 4).Select(n => SendAsync(n % 2 == 0 ? app : other, "u1", number + n)));
            if (i % 8 == 0) await Task.WhenAll(app.TickAsync(Tick), other.TickAsync(Tick));
        }

        for (var i = 0; i < events && (await StatusesAsync(app)).Any(status => status != "Started"); i++)
            await Task.WhenAll(app.TickAsync(Tick), other.TickAsync(Tick));

        // In the order in which they were recorded, which only the ledger knows: those of one round in any, the rounds one after another.
        var rounds = Sent(app).Select(sent => int.Parse(sent["u1/".Length..], CultureInfo.InvariantCulture) / 4).ToList();
        Assert.Equal(events, rounds.Count);
        Assert.Equal(rounds.Order(), rounds);
        Assert.Equal(events, Sent(app).Distinct().Count());
    }

    [Fact]
    public async Task Whatever_is_lost_between_the_outcome_and_the_next_turn_a_tick_finds()
    {
        await using var app = await TestApp.StartAsync(ByUser);
        var gate = new TaskCompletionSource();
        app.Tenant.NextExecuteWaitsFor(gate.Task);
        var first = SendAsync(app, "u1", 1);
        while (app.Tenant.Inputs.Count == 0) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        Assert.Equal("Received", await SendAsync(app, "u1", 2));
        // The first write of the line's row is refused, as somebody has lined up since; the next one, which would pass the turn on, gets no answer.
        var writes = 0;
        app.Tables.Before = operation => operation.Actions.Any(action => action.Entity.RowKey.StartsWith("L|", StringComparison.Ordinal)) && ++writes == 2
            ? throw new Azure.RequestFailedException(503, "Busy.")
            : Task.CompletedTask;
        gate.SetResult();
        Assert.Equal("Started", await first);
        Assert.Equal(2, writes);

        await app.TickAsync(Tick);

        Assert.Equal(["u1/1", "u1/2"], Sent(app));
    }

    [Fact]
    public async Task Without_contention_an_ordered_delivery_costs_one_request_more()
    {
        var plain = await RequestsOfOneAsync("");
        var ordered = await RequestsOfOneAsync(ByUser);

        Assert.Equal(plain + 1, ordered);
    }

    [Fact]
    public async Task When_the_bridge_has_no_order_any_more_those_that_wait_go_on()
    {
        await using var app = await TestApp.StartAsync(ByUser);
        app.Tenant.NextExecute(HttpStatusCode.BadRequest, """{"messages":[{"text":"no"}]}""");
        await SendAsync(app, "u1", 1);
        await SendAsync(app, "u1", 2);
        await app.RestartAsync();
        var dead = (await app.DeliveriesAsync())[^1].GetProperty("deliveryId").GetString();

        using (await app.PostAsOperatorAsync($"/api/deliveries/github/{dead}/skip", "{}")) { }
        await app.TickAsync(Tick);

        Assert.Equal(2, app.Tenant.Inputs.Count);
        await app.Get<LedgerMaintenance>().RunAsync(CancellationToken.None);
        Assert.Empty(await RowsAsync(app, "L|", "L}"));
    }

    [Fact]
    public async Task Where_a_ticks_time_does_not_suffice_for_all_lines_the_next_tick_goes_on_from_there()
    {
        const int keys = 30;
        await using var app = await TestApp.StartAsync(ByUser);
        for (var i = 0; i < keys; i++)
        {
            var user = string.Create(CultureInfo.InvariantCulture, $"u{i}");
            app.Tenant.NextExecute(HttpStatusCode.BadRequest, """{"messages":[{"text":"no"}]}""");
            Assert.Equal("DeadLettered", await SendAsync(app, user, 1));
            Assert.Equal("Received", await SendAsync(app, user, 2));
        }

        // The turn of the last line is over, and nobody has passed it on.
        var last = Enumerable.Range(0, keys).Select(i => string.Create(CultureInfo.InvariantCulture, $"u{i}")).MaxBy(DeliveryId.From, StringComparer.Ordinal)!;
        var dead = await app.FindAsync(DeliveryId.From(last + "-1"));
        await app.Get<DeliveryLedger>().SaveAsync(dead, dead with { LeftLine = true });
        // Each read takes a second, and a tick has five for its lines.
        app.Tables.Before = operation =>
        {
            if (operation is { Table: "Deliveries", Actions.Count: 0 }) app.Time.Advance(TimeSpan.FromSeconds(1));
            return Task.CompletedTask;
        };
        for (var tick = 0; tick < keys * 20 && !Sent(app).Contains(last + "/2"); tick++) await app.TickAsync(Tick);

        Assert.Contains(last + "/2", Sent(app));
    }

    [Fact]
    public async Task A_damaged_row_in_one_line_does_not_stop_the_others()
    {
        await using var app = await TestApp.StartAsync(ByUser);
        foreach (var user in new[] { "u1", "u2" })
        {
            app.Tenant.NextExecute(HttpStatusCode.BadRequest, """{"messages":[{"text":"no"}]}""");
            await SendAsync(app, user, 1);
            await SendAsync(app, user, 2);
        }

        var (damaged, skipped) = (await app.FindAsync(DeliveryId.From("u1-1")), await app.FindAsync(DeliveryId.From("u2-1")));
        await app.Tables.GetTableClient("Deliveries").UpdateEntityAsync(new TableEntity(damaged.Bridge, damaged.RowKey) { ["Status"] = "nonsense" }, Azure.ETag.All, TableUpdateMode.Merge);
        await app.Get<DeliveryLedger>().SaveAsync(skipped, skipped with { LeftLine = true });
        await app.TickAsync(Tick);

        Assert.Contains("u2/2", Sent(app));
        Assert.Contains(app.Logs.All, text => text.Contains("A line of github could not be worked on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_skip_stands_although_the_turn_cannot_be_passed_on_at_once()
    {
        await using var app = await TestApp.StartAsync(ByUser);
        app.Tenant.NextExecute(HttpStatusCode.BadRequest, """{"messages":[{"text":"no"}]}""");
        await SendAsync(app, "u1", 1);
        await SendAsync(app, "u1", 2);
        app.Tables.Before = operation => operation.Actions.Any(action => action.Entity.RowKey.StartsWith("L|", StringComparison.Ordinal)) ? throw new Azure.RequestFailedException(503, "Busy.") : Task.CompletedTask;

        using var skipped = await app.PostAsOperatorAsync($"/api/deliveries/github/{DeliveryId.From("u1-1")}/skip", "{}");
        Assert.Equal(HttpStatusCode.OK, skipped.StatusCode);
        app.Tables.Before = _ => Task.CompletedTask;
        await app.TickAsync(Tick);

        Assert.Equal(["u1/1", "u1/2"], Sent(app));
    }

    [Fact]
    public async Task The_events_of_a_list_stand_in_line_in_its_order()
    {
        await using var app = await TestApp.StartForAsync("""{ "scheme": "github", "secret": "hook", "batch": "$.events[*]", "deliveryId": "{{$.id}}" }""", more: """ "order": "{{$.user}}", """, input: """{ "id.$": "$.id" }""");
        var events = string.Join(',', Enumerable.Range(0, 30).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"id":"{{i:D2}}","user":"u{{i % 3}}"}""")));

        using var answer = await app.PostAsync("list", $$"""{"events":[{{events}}]}""");
        answer.EnsureSuccessStatusCode();
        for (var i = 0; i < 12; i++) await app.TickAsync(Tick);

        var sent = app.Tenant.Inputs.Select(input => int.Parse(input.GetProperty("id").GetString()!, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(30, sent.Count);
        Assert.All(Enumerable.Range(0, 3), user => Assert.Equal(sent.Where(id => id % 3 == user).Order(), sent.Where(id => id % 3 == user)));
    }

    private static async Task<int> RequestsOfOneAsync(string more)
    {
        await using var app = await TestApp.StartAsync(more);
        await SendAsync(app, "u1", 1);
        return await app.CountDeliveryRequestsAsync(async () => Assert.Equal("Started", await SendAsync(app, "u1", 2)));
    }

    private static async Task<string> SendAsync(TestApp app, string user, int number)
    {
        using var answer = await app.PostAsync(
            string.Create(CultureInfo.InvariantCulture, $"{user}-{number}"),
            string.Create(CultureInfo.InvariantCulture, $$$"""{"user":{"id":"{{{user}}}","login":"{{{user}}}/{{{number}}}"}}"""));
        app.Time.Advance(TimeSpan.FromMilliseconds(10));
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString()!;
    }

    private static IEnumerable<string> Sent(TestApp app) => app.Tenant.Inputs.Select(input => input.GetProperty("login").GetString()!);

    /// <summary>The newest first.</summary>
    private static async Task<IEnumerable<string>> StatusesAsync(TestApp app) => (await app.DeliveriesAsync()).Select(delivery => delivery.GetProperty("status").GetString()!);

    private static async Task<List<string>> RowsAsync(TestApp app, string from, string to)
    {
        var rows = new List<string>();
        await foreach (var row in app.Tables.GetTableClient("Deliveries").QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"RowKey ge {from} and RowKey lt {to}")))
            rows.Add(row.RowKey);
        return rows;
    }
}
