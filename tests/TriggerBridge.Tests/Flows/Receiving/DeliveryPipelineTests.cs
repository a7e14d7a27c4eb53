using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Azure.Data.Tables;
using Microsoft.Extensions.Logging;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Flows.Receiving;

public sealed class DeliveryPipelineTests
{
    [Fact]
    public async Task A_verified_event_is_mapped_sent_and_recorded()
    {
        await using var app = await TestApp.StartAsync();

        using var answer = await app.PostAsync("event");
        var accepted = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("Started", accepted.GetProperty("status").GetString());
        Assert.Equal("execution-1", accepted.GetProperty("workflowExecutionId").GetString());
        var input = Assert.Single(app.Tenant.Inputs);
        Assert.Equal("octocat", input.GetProperty("login").GetString());
        Assert.Equal(accepted.GetProperty("deliveryId").GetString(), input.GetProperty("_deliveryId").GetString());
        Assert.Equal(1, input.GetProperty("_attempt").GetInt32());
        var delivery = await app.DeliveryAsync(accepted);
        Assert.Equal("organization", delivery.GetProperty("eventType").GetString());
        Assert.Equal(JsonValueKind.Null, delivery.GetProperty("nextDueAt").ValueKind);
    }

    [Fact]
    public async Task The_straight_way_costs_two_ledger_round_trips_and_one_call()
    {
        await using var app = await TestApp.StartAsync();
        await app.DeliverAsync("warm-up");
        var ledger = new List<string>();
        app.Tables.Before = operation =>
        {
            ledger.Add(operation.Method);
            return Task.CompletedTask;
        };
        var calls = app.Tenant.Handler.Requests.Count;

        await app.DeliverAsync("event");

        Assert.Equal([nameof(TableClient.SubmitTransactionAsync), nameof(TableClient.SubmitTransactionAsync)], ledger);
        Assert.Equal(calls + 1, app.Tenant.Handler.Requests.Count);
    }

    [Fact]
    public async Task A_filtered_event_is_recorded_without_its_payload_and_starts_nothing()
    {
        await using var app = await TestApp.StartAsync("""
            "filter": "$.user.login == 'hubot'",
            """);

        var answer = await app.DeliverAsync("event");
        await app.TickAsync(TimeSpan.FromDays(1));

        Assert.Equal("Filtered", answer.GetProperty("status").GetString());
        Assert.Empty(app.Tenant.Inputs);
        var delivery = await app.DeliveryAsync(answer);
        Assert.Equal("Filtered", delivery.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, delivery.GetProperty("nextDueAt").ValueKind);
        var id = answer.GetProperty("deliveryId").GetString()!;
        var ledger = app.Get<DeliveryLedger>();
        var row = Assert.IsType<DeliveryLookup.Found>(await ledger.FindAsync(TestApp.Bridge, id, default)).Delivery;
        var anyWork = row.Due(WorkKind.Dispatch, Sample.Noon);
        Assert.Null(Assert.IsType<DeliveryLookup.Found>(await ledger.LoadAsync(TestApp.Bridge, anyWork, withPayload: true, default)).Payload);
    }

    [Fact]
    public async Task A_filtered_event_leaves_no_row_where_the_bridge_wants_none()
    {
        await using var app = await TestApp.StartAsync("""
            "filter": "$.user.login == 'hubot'", "keepFiltered": false,
            """);

        using var answer = await app.PostAsync("event");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("Filtered", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString());
        Assert.Empty((await app.GetAsync("/api/deliveries")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_megabyte_of_nested_arrays_is_a_dead_letter()
    {
        await using var app = await TestApp.StartAsync();
        const int levels = 512 * 1024;

        using var answer = await app.PostAsync("event", new string('[', levels) + new string(']', levels));

        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("DeadLettered", body.GetProperty("status").GetString());
        Assert.Equal("the event is nested deeper than 64 levels", (await app.DeliveryAsync(body)).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_repeated_event_starts_nothing_and_is_told_what_became_of_the_first()
    {
        await using var app = await TestApp.StartAsync();
        var first = await app.DeliverAsync("event");

        using var again = await app.PostAsync("event");

        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(first.ToString(), (await again.Content.ReadFromJsonAsync<JsonElement>()).ToString());
        Assert.Single(app.Tenant.Inputs);
    }

    [Fact]
    public async Task Of_twenty_repeats_at_once_one_starts()
    {
        await using var app = await TestApp.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.DeliverAsync("event")));
        Assert.Single(app.Tenant.Inputs);
    }

    [Fact]
    public async Task An_unknown_bridge_is_not_found() =>
        await ExpectAsync(HttpStatusCode.NotFound, request => request.RequestUri = new Uri("/api/hooks/other", UriKind.Relative));

    [Fact]
    public async Task A_missing_signature_is_unauthorized_and_leaves_no_row() =>
        await ExpectAsync(HttpStatusCode.Unauthorized, request => request.Headers.Remove("X-Hub-Signature-256"));

    [Fact]
    public async Task A_wrong_signature_is_unauthorized_and_leaves_no_row() =>
        await ExpectAsync(HttpStatusCode.Unauthorized, _ => { }, secret: "another");

    [Fact]
    public async Task Another_type_than_JSON_is_unsupported() =>
        await ExpectAsync(HttpStatusCode.UnsupportedMediaType, request => request.Content!.Headers.ContentType = new("text/plain"));

    [Fact]
    public async Task What_is_not_JSON_is_a_bad_request() => await ExpectAsync(HttpStatusCode.BadRequest, _ => { }, body: "{ not json");

    [Fact]
    public async Task A_body_over_the_limit_is_too_large() =>
        await ExpectAsync(HttpStatusCode.RequestEntityTooLarge, _ => { }, body: new string(' ', 1024 * 1024) + "{}");

    [Fact]
    public async Task A_disabled_bridge_is_not_ready() => await ExpectAsync(
        HttpStatusCode.ServiceUnavailable, request => request.Headers.Remove("X-Hub-Signature-256"), bridge: "\"enabled\": false,");

    [Fact]
    public async Task A_bridge_without_its_secret_is_not_ready_and_the_log_names_the_secret()
    {
        await using var app = await TestApp.StartAsync(secrets: """{ "client": { "id": "i", "secret": "s" } }""");
        using var answer = await app.PostAsync("event");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Contains(app.Logs.At(LogLevel.Error), line => line.Contains("'hook'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_the_ledger_no_answer_is_2xx_and_nothing_is_sent()
    {
        await using var app = await TestApp.StartAsync();
        await app.DeliverAsync("warm-up");
        app.Tables.Before = _ => throw new AggregateException("no connection");

        using var answer = await app.PostAsync("event");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Single(app.Tenant.Inputs);

        app.Tables.Before = _ => Task.CompletedTask;
        app.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Started", (await app.DeliverAsync("event")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_ledger_whose_listener_resets_connections_is_answered_503()
    {
        await using var app = await TestApp.StartAsync();
        await app.DeliverAsync("warm-up");
        app.Tables.Before = _ => throw new SocketException((int)SocketError.NotConnected);

        using var answer = await app.PostAsync("event");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Single(app.Tenant.Inputs);
    }

    [Fact]
    public async Task An_outcome_is_written_again_where_the_ledgers_listener_resets_the_connection()
    {
        await using var app = await TestApp.StartAsync();
        var resets = 0;
        // The claim is the first transaction, and its outcome all that follow.
        app.Tables.Before = operation => operation.Table == "Deliveries" && app.Tenant.Inputs.Count > 0 && ++resets <= 2
            ? throw new SocketException((int)SocketError.NotConnected)
            : Task.CompletedTask;

        var post = app.PostAsync("event");
        await Until(() => resets > 0);
        await Until(() =>
        {
            app.Time.Advance(TimeSpan.FromSeconds(1));
            return post.IsCompleted && resets > 2;
        });
        using var answer = await post;
        var accepted = await answer.Content.ReadFromJsonAsync<JsonElement>();

        await Until(async () => (await app.DeliveryAsync(accepted)).GetProperty("status").GetString() == "Started");
        Assert.Single(app.Tenant.Inputs);
    }

    [Fact]
    public async Task A_call_whose_connection_is_reset_while_it_opens_was_not_sent_and_is_made_again()
    {
        await using var app = await TestApp.StartAsync();
        await app.DeliverAsync("warm-up");
        app.Tenant.Handler.ConnectionFault = new SocketException((int)SocketError.NotConnected);
        var accepted = await app.DeliverAsync("event");
        Assert.Equal("RetryScheduled", accepted.GetProperty("status").GetString());
        app.Tenant.Handler.ConnectionFault = null;

        for (var tick = 0; tick < 20; tick++)
            await app.TickAsync(TimeSpan.FromSeconds(15));

        var delivery = await app.DeliveryAsync(accepted);
        Assert.Equal("Started", delivery.GetProperty("status").GetString());
        Assert.Equal("NotStarted", delivery.GetProperty("attempts")[0].GetProperty("outcome").GetString());
        Assert.Equal(2, app.Tenant.Inputs.Count);
    }

    [Fact]
    public async Task While_the_ledger_is_away_it_is_asked_once_a_second_however_many_events_come()
    {
        await using var app = await TestApp.StartAsync();
        await app.DeliverAsync("warm-up");
        var asked = 0;
        app.Tables.Before = operation =>
        {
            // How the clients stand is exchanged in the background, whatever comes in.
            if (operation.Table != "Clients")
                asked++;
            throw new AggregateException("no connection");
        };
        app.Time.Advance(TimeSpan.FromSeconds(1));

        for (var n = 0; n < 20; n++)
        {
            using var answer = await app.PostAsync($"event-{n}");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        }

        // The write that failed, and one probe.
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task A_mapping_that_fails_is_a_dead_letter_with_the_path_in_its_reason()
    {
        await using var app = await TestApp.StartAsync();
        using var answer = await app.PostAsync("event", """{"user":{}}""");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var delivery = await app.DeliveryAsync(await answer.Content.ReadFromJsonAsync<JsonElement>());
        Assert.Equal("DeadLettered", delivery.GetProperty("status").GetString());
        Assert.Contains("$.user.login", delivery.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Empty(app.Tenant.Inputs);
    }

    [Fact]
    public async Task The_senders_test_of_the_address_is_answered_once_it_is_verified()
    {
        await using var app = await TestApp.StartAsync();
        static void Ping(HttpRequestMessage request)
        {
            request.Headers.Remove("X-GitHub-Event");
            request.Headers.Add("X-GitHub-Event", "ping");
        }

        using var good = await app.PostAsync("event", adjust: Ping);
        using var forged = await app.PostAsync("event", secret: "another", adjust: Ping);

        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        Assert.Empty((await app.GetAsync("/api/deliveries")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_sender_never_waits_longer_than_the_budget_and_the_call_goes_on()
    {
        await using var app = await TestApp.StartAsync();
        var isc = new TaskCompletionSource();
        app.Tenant.NextExecuteWaitsFor(isc.Task);

        var post = app.PostAsync("event");
        await Until(() => app.Tenant.Inputs.Count == 1);
        app.Time.Advance(TimeSpan.FromSeconds(2));
        using var answer = await post;
        var accepted = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("Dispatching", accepted.GetProperty("status").GetString());

        isc.SetResult();
        await Until(async () => (await app.DeliveryAsync(accepted)).GetProperty("status").GetString() == "Started");
        Assert.Single(app.Tenant.Inputs);
    }

    [Fact]
    public async Task Without_a_budget_the_event_is_only_recorded_and_the_timer_sends_it()
    {
        await using var app = await TestApp.StartAsync("\"dispatchBudget\": \"00:00:00\",");
        var accepted = await app.DeliverAsync("event");
        Assert.Equal("Received", accepted.GetProperty("status").GetString());
        Assert.Empty(app.Tenant.Inputs);

        await app.TickAsync(TimeSpan.Zero);

        Assert.Equal("Started", (await app.DeliveryAsync(accepted)).GetProperty("status").GetString());
        Assert.Single(app.Tenant.Inputs);
    }

    [Fact]
    public async Task A_row_too_large_for_the_ledger_is_too_large()
    {
        await using var app = await TestApp.StartAsync();
        var noise = Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(750 * 1024))[..(1000 * 1024)];
        using var answer = await app.PostAsync("event", $$$"""{"user":{"login":"a"},"noise":"{{{noise}}}"}""");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task What_is_stored_has_no_credentials_in_it()
    {
        await using var app = await TestApp.StartAsync();
        using var answer = await app.PostAsync("event", adjust: request =>
        {
            request.RequestUri = new Uri($"/api/hooks/{TestApp.Bridge}?code=function-key&kept=1", UriKind.Relative);
            request.Headers.Add("Authorization", "Bearer canary");
            request.Headers.Add("Cookie", "canary");
            request.Headers.Add("x-functions-key", "canary");
        });
        answer.EnsureSuccessStatusCode();

        var bridge = TestApp.Bridge;
        var payload = default(TriggerBridge.Ledger.DeliveryPayload);
        await foreach (var row in app.Tables.GetTableClient("Deliveries").QueryAsync<TableEntity>($"PartitionKey eq '{bridge}' and RowKey ge 'D|'"))
        {
            if (row.RowKey.StartsWith("D|", StringComparison.Ordinal))
                Assert.True(TriggerBridge.Ledger.PayloadCodec.TryRead(row, out payload));
        }

        Assert.NotNull(payload);
        Assert.Equal(["kept"], payload.Query.Keys.ToArray());
        Assert.Equal(["content-length", "content-type", "host", "x-github-delivery", "x-github-event"], payload.Headers.Keys.Order(StringComparer.Ordinal).ToArray());
    }

    private static async Task ExpectAsync(
        HttpStatusCode expected, Action<HttpRequestMessage> adjust, string body = """{"user":{"login":"a"}}""", string secret = TestApp.Secret, string bridge = "")
    {
        await using var app = await TestApp.StartAsync(bridge);
        using var answer = await app.PostAsync("event", body, secret, adjust);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Empty((await app.GetAsync("/api/deliveries")).GetProperty("items").EnumerateArray());
        Assert.Empty(app.Tenant.Inputs);
    }

    private static Task Until(Func<bool> holds) => Until(() => Task.FromResult(holds()));

    private static async Task Until(Func<Task<bool>> holds)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (!await holds())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
    }
}
