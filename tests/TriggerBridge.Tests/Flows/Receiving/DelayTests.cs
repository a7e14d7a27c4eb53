using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Data.Tables;
using TriggerBridge.Maintenance;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Flows.Receiving;

/// <summary>Events that are sent later, stand for each other, or say nothing new.</summary>
public sealed class DelayTests
{
    private const string Later = """ "delay": "00:10:00", """;
    private const string OnlyTheLast = """ "delay": "00:10:00", "collapse": "{{$.user.id}}", """;
    private const string OnlyChanges = """ "ignoreUnchanged": { "key": "{{$.user.id}}", "fields": ["$.user.manager", "$.user.tags"], "for": "30.00:00:00" }, """;

    [Fact]
    public async Task It_is_sent_when_the_delay_is_over()
    {
        await using var app = await TestApp.StartAsync(Later);
        Assert.Equal("Received", await SendAsync(app, "u1", 1));

        await app.TickAsync(TimeSpan.FromMinutes(9));
        Assert.Empty(app.Tenant.Inputs);
        Assert.Equal(Sample.Noon.AddMinutes(10), (await app.OnlyDeliveryAsync()).GetProperty("nextDueAt").GetDateTimeOffset());
        await app.TickAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(["u1/1"], Sent(app));
    }

    [Fact]
    public async Task The_delay_does_not_count_for_giving_up()
    {
        await using var app = await TestApp.StartAsync(Later + """ "retry": { "giveUpAfter": "00:05:00", "max": "00:05:00" }, """);
        await SendAsync(app, "u1", 1);
        app.Tenant.NextExecute(HttpStatusCode.TooManyRequests, "{}", retryAfter: 1);

        await app.TickAsync(TimeSpan.FromMinutes(11));
        Assert.Equal("RetryScheduled", (await app.OnlyDeliveryAsync()).GetProperty("status").GetString());
        await app.TickAsync(TimeSpan.FromMinutes(1));

        Assert.Equal("Started", (await app.OnlyDeliveryAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Of_those_that_wait_only_the_newest_is_sent_and_when_the_first_would_have_been()
    {
        await using var app = await TestApp.StartAsync(OnlyTheLast);
        await SendAsync(app, "u1", 1);
        app.Time.Advance(TimeSpan.FromMinutes(5));
        await SendAsync(app, "u1", 2);
        await SendAsync(app, "u2", 1);
        await SendAsync(app, "u1", 3);

        await app.TickAsync(TimeSpan.FromMinutes(6));
        Assert.Equal(["u1/3"], Sent(app));
        var first = (await app.DeliveriesAsync())[^1];
        Assert.Equal("Filtered", first.GetProperty("status").GetString());
        Assert.StartsWith("A newer event of the same key came before it was sent: the delivery ", first.GetProperty("reason").GetString(), StringComparison.Ordinal);
        await app.TickAsync(TimeSpan.FromMinutes(6));
        Assert.Equal(["u1/3", "u2/1"], Sent(app));
        // What comes afterwards waits anew.
        await SendAsync(app, "u1", 4);
        await app.TickAsync(TimeSpan.FromMinutes(9));
        Assert.Equal(2, Sent(app).Count());
        await app.TickAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(["u1/3", "u2/1", "u1/4"], Sent(app));
    }

    [Fact]
    public async Task A_newer_one_that_comes_while_the_last_is_claimed_is_not_lost_and_neither_is_sent_twice()
    {
        await using var app = await TestApp.StartAsync(OnlyTheLast);
        await SendAsync(app, "u1", 1);
        var comesBetween = true;
        app.Tables.Before = async operation =>
        {
            if (comesBetween && operation.Actions.Any(action => action.Entity.RowKey.StartsWith("N|", StringComparison.Ordinal)))
            {
                comesBetween = false;
                await SendAsync(app, "u1", 2);
            }
        };

        for (var i = 0; i < 5; i++) await app.TickAsync(TimeSpan.FromMinutes(11));

        Assert.False(comesBetween);
        Assert.Equal(["u1/2"], Sent(app));
    }

    [Fact]
    public async Task Where_nothing_that_matters_has_changed_nothing_starts()
    {
        await using var app = await TestApp.StartAsync(OnlyChanges);

        Assert.Equal("Started", await SendAsync(app, "u1", 1, manager: "\"m1\""));
        Assert.Equal("Filtered", await SendAsync(app, "u1", 2, manager: "\"m1\""));
        Assert.Equal("Started", await SendAsync(app, "u2", 3, manager: "\"m1\""));
        Assert.Equal("Started", await SendAsync(app, "u1", 4, manager: "null"));
        Assert.Equal("Started", await SendAsync(app, "u1", 5, manager: null));
        Assert.Equal("Started", await SendAsync(app, "u1", 6, manager: "\"null\""));
        Assert.Equal("Filtered", await SendAsync(app, "u1", 7, manager: "\"null\""));

        Assert.Equal(["u1/1", "u2/3", "u1/4", "u1/5", "u1/6"], Sent(app));
        var unchanged = (await app.DeliveriesAsync()).First(delivery => delivery.GetProperty("status").GetString() == "Filtered");
        Assert.StartsWith("Nothing that matters has changed since the delivery ", unchanged.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_its_time_an_unchanged_event_is_sent_all_the_same()
    {
        await using var app = await TestApp.StartAsync(OnlyChanges);
        await SendAsync(app, "u1", 1, manager: "1");
        app.Time.Advance(TimeSpan.FromDays(29));
        Assert.Equal("Filtered", await SendAsync(app, "u1", 2, manager: "1"));
        app.Time.Advance(TimeSpan.FromDays(2));

        Assert.Equal("Started", await SendAsync(app, "u1", 3, manager: "1"));
    }

    [Fact]
    public async Task A_senders_repeat_is_a_duplicate_and_no_unchanged_event()
    {
        await using var app = await TestApp.StartAsync(OnlyChanges);
        await SendAsync(app, "u1", 1);

        using var answer = await app.PostAsync("u1-1", Body("u1", 1, "\"m\""));

        Assert.Equal("Started", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString());
        Assert.Single(await app.DeliveriesAsync());
    }

    [Fact]
    public async Task A_dead_letter_is_nothing_to_compare_with()
    {
        await using var app = await TestApp.StartAsync(OnlyChanges);
        using (await app.PostAsync("unmappable", """{"user":{"id":"u1","manager":"m"}}""")) { }

        Assert.Equal("Started", await SendAsync(app, "u1", 1));
    }

    [Fact]
    public async Task What_is_left_out_leaves_no_row_where_the_bridge_keeps_none()
    {
        await using var app = await TestApp.StartAsync(OnlyChanges + """ "filter": "$.user", "keepFiltered": false, """);
        await SendAsync(app, "u1", 1);

        Assert.Equal("Filtered", await SendAsync(app, "u1", 2));
        Assert.Single(await app.DeliveriesAsync());
    }

    [Fact]
    public async Task Two_instances_send_one_of_two_equal_events()
    {
        await using var app = await TestApp.StartAsync(OnlyChanges);
        await using var other = await app.StartTwinAsync();

        for (var i = 0; i < 20; i += 2)
        {
            var (number, manager) = (i, i.ToString(CultureInfo.InvariantCulture));
            var statuses = await Task.WhenAll(SendAsync(app, "u1", number, manager), SendAsync(other, "u1", number + 1, manager));
            Assert.Equal(["Filtered", "Started"], statuses.Order());
        }
    }

    [Fact]
    public async Task What_is_recorded_between_the_look_and_the_record_counts()
    {
        await using var app = await TestApp.StartAsync(OnlyChanges);
        await using var other = await app.StartTwinAsync();
        await SendAsync(app, "u1", 1, manager: "\"m1\"");
        var comesBetween = true;
        app.Tables.Before = async operation =>
        {
            if (comesBetween && operation.Actions.Any(action => action.Entity is TableEntity row && row.GetString("Status") == "Filtered"))
            {
                comesBetween = false;
                Assert.Equal("Started", await SendAsync(other, "u1", 2, manager: "\"m2\""));
            }
        };

        Assert.Equal("Started", await SendAsync(app, "u1", 3, manager: "\"m1\""));
        Assert.False(comesBetween);
    }

    [Fact]
    public async Task Comparing_costs_one_request_more()
    {
        var plain = await RequestsOfOneAsync("");

        Assert.Equal(plain + 1, await RequestsOfOneAsync(OnlyChanges));
    }

    [Fact]
    public async Task Maintenance_takes_away_what_is_compared_with_no_longer()
    {
        await using var app = await TestApp.StartAsync(OnlyChanges);
        await SendAsync(app, "u1", 1);
        app.Time.Advance(TimeSpan.FromDays(31));

        Assert.Contains("1 signed contents and fields freed", await app.Get<LedgerMaintenance>().RunAsync(CancellationToken.None), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "collapse": "{{$.user.id}}", """, "needs $.delay")]
    [InlineData(""" "delay": "8.00:00:00", """, "at most 7.00:00:00")]
    [InlineData(""" "order": "constant", """, "would be the same for all events")]
    [InlineData(""" "order": {"key": "{{$.id}}", "until": "never"}, """, "\\\"until\\\": \\\"started\\\" or \\\"final\\\"")]
    [InlineData(""" "order": {"until": "final"}, """, "expected a text such as")]
    [InlineData(""" "ignoreUnchanged": { "key": "{{$.id}}", "fields": [] }, """, "expected 1 to 50 paths")]
    [InlineData(""" "ignoreUnchanged": { "key": "{{$.id}}", "fields": ["status"] }, """, "$.ignoreUnchanged.fields[0]")]
    [InlineData(""" "ignoreUnchanged": { "fields": ["$.status"] }, """, "$.ignoreUnchanged.key")]
    public async Task What_is_written_wrongly_is_told(string more, string problem)
    {
        await using var app = await TestApp.StartAsync(more);

        Assert.Contains(problem, (await app.GetAsync("/api/status")).GetProperty("brokenBridges").GetRawText().Replace("\\u0022", "\\\"", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static async Task<int> RequestsOfOneAsync(string more)
    {
        await using var app = await TestApp.StartAsync(more);
        await SendAsync(app, "u1", 1);
        return await app.CountDeliveryRequestsAsync(async () => Assert.Equal("Started", await SendAsync(app, "u1", 2, manager: "\"another\"")));
    }

    private static async Task<string> SendAsync(TestApp app, string user, int number, string? manager = "\"m\"")
    {
        using var answer = await app.PostAsync(string.Create(CultureInfo.InvariantCulture, $"{user}-{number}"), Body(user, number, manager));
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString()!;
    }

    private static string Body(string user, int number, string? manager) => string.Create(
        CultureInfo.InvariantCulture, $$$"""{"user":{"id":"{{{user}}}","login":"{{{user}}}/{{{number}}}"{{{(manager is null ? "" : $",\"manager\":{manager}")}}}}}""");

    private static IEnumerable<string> Sent(TestApp app) => app.Tenant.Inputs.Select(input => input.GetProperty("login").GetString()!);
}
