using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using TriggerBridge.Ledger;
using TriggerBridge.Maintenance;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Tracking;

namespace TriggerBridge.Tests.Flows.Answering;

/// <summary>Answers that come later, at ISC's callback address. ISC is the simulator, on the test's clock.</summary>
public sealed class CallbackTests
{
    private const string Webhook = """{ "scheme": "sailpoint", "secret": "hook" }""";
    private const string Isc = "https://acme.example.com";
    private const string Trigger = "idn:access-request-dynamic-approver";
    private const string Event = """{"accessRequestId":"r-1","requestedFor":[],"requestedItems":[],"requestedBy":{"type":"IDENTITY","id":"7","name":"Ada"}}""";
    private const string Otherwise = """{"id":"1","name":"Governance","type":"GOVERNANCE_GROUP"}""";

    // The simulator's step gives what the workflow was given.
    private const string ByResult = $$$$"""
        "respond": {
          "trigger": "{{{{Trigger}}}}", "mode": "async",
          "output": { "id.$": "$$.execution.steps['Simulated Step'].event.requestedBy.id", "name": "{{$$.execution.status}}", "type": "IDENTITY" },
          "otherwise": {{{{Otherwise}}}}
        },
        """;

    private const string ByStatus = $$$$"""
        "respond": {
          "trigger": "{{{{Trigger}}}}", "mode": "async",
          "output": { "id.$": "$.requestedBy.id", "name": "{{$$.execution.status}}: {{default($$.execution.error, 'none')}}", "type": "IDENTITY" },
          "otherwise": {{{{Otherwise}}}}
        },
        """;

    private const string ByRule = $$$$"""
        "respond": {
          "trigger": "{{{{Trigger}}}}", "mode": "async",
          "output": { "id.$": "$.requestedBy.id", "name.$": "$.requestedBy.name", "type": "IDENTITY" },
          "otherwise": {{{{Otherwise}}}}
        },
        """;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task What_a_step_gave_is_answered_when_the_workflow_has_ended()
    {
        await using var app = await StartAsync(ByResult);

        await AskAsync(app);
        Assert.Equal("""{"status":200,"body":{}}""", (await InvocationAsync(app)).GetProperty("answer").GetRawText());
        Assert.Equal(("Open", 0), StateOf(await app.OnlyDeliveryAsync()));
        await app.PassAsync(TimeSpan.FromMinutes(3));

        await IsAnsweredAsync(app, """{"id":"7","name":"Completed","type":"IDENTITY"}""");
        var delivery = await app.OnlyDeliveryAsync();
        Assert.Equal("Completed", delivery.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, delivery.GetProperty("answer").GetProperty("insteadFor").ValueKind);
        Assert.Equal(("Sent", 1), StateOf(delivery));
        Assert.Empty(await app.RowsAsync("W|"));
    }

    [Fact]
    public async Task How_the_workflow_failed_can_be_answered()
    {
        await using var app = await StartAsync(ByStatus);
        await app.Simulator.FaultAsync("""[{"on":"execute","finalStatus":"Failed"}]""");

        await AskAsync(app);
        await app.PassAsync(TimeSpan.FromMinutes(3));

        await IsAnsweredAsync(app, """{"id":"7","name":"Failed: Simulated failure of the step","type":"IDENTITY"}""");
    }

    [Fact]
    public async Task A_workflow_that_is_still_open_is_answered_otherwise_before_the_deadline_and_followed_to_its_end()
    {
        await using var app = await StartAsync(ByResult, completeAfter: "02:00:00");

        await AskAsync(app);
        await app.PassAsync(TimeSpan.FromMinutes(57));
        Assert.Equal("Waiting", (await InvocationAsync(app)).GetProperty("status").GetString());
        await app.PassAsync(TimeSpan.FromMinutes(2));

        await IsAnsweredAsync(app, Otherwise);
        Assert.Equal("The workflow had not ended in time.", (await app.OnlyDeliveryAsync()).GetProperty("answer").GetProperty("insteadFor").GetString());
        await app.PassAsync(TimeSpan.FromMinutes(90));
        Assert.Equal("Completed", (await app.OnlyDeliveryAsync()).GetProperty("status").GetString());
        await IsAnsweredAsync(app, Otherwise);
    }

    [Fact]
    public async Task A_rule_is_answered_at_the_next_tick()
    {
        await using var app = await StartAsync(ByRule);

        await AskAsync(app);
        await app.TickAsync(Tick);

        await IsAnsweredAsync(app, """{"id":"7","name":"Ada","type":"IDENTITY"}""");
        Assert.Equal("Started", (await app.OnlyDeliveryAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task An_event_that_starts_nothing_is_answered_otherwise()
    {
        await using var app = await StartAsync(ByResult + """ "filter": "$.requestedBy.name == 'Ben'", """);

        await AskAsync(app);
        Assert.NotEqual(JsonValueKind.Null, (await app.OnlyDeliveryAsync()).GetProperty("nextDueAt").ValueKind);
        await app.TickAsync(Tick);

        await IsAnsweredAsync(app, Otherwise);
        Assert.Equal(JsonValueKind.Null, (await app.OnlyDeliveryAsync()).GetProperty("nextDueAt").ValueKind);
        Assert.Equal(0, app.Simulator.Executes);
    }

    [Fact]
    public async Task A_workflow_that_cannot_be_started_is_answered_otherwise_at_once()
    {
        await using var app = await StartAsync(ByResult);
        await app.Simulator.FaultAsync("""[{"on":"execute","status":400}]""");

        await AskAsync(app);
        await app.TickAsync(Tick);

        await IsAnsweredAsync(app, Otherwise);
        var delivery = await app.OnlyDeliveryAsync();
        Assert.Equal("DeadLettered", delivery.GetProperty("status").GetString());
        Assert.Equal("The workflow was not started.", delivery.GetProperty("answer").GetProperty("insteadFor").GetString());
    }

    [Theory]
    [InlineData("""{"on":"callback","status":429,"retryAfter":20,"times":2}""", 3)]
    [InlineData("""{"on":"callback","status":503,"times":2}""", 3)]
    [InlineData("""{"on":"callback","drop":true,"times":1}""", 2)]
    public async Task What_was_not_taken_is_sent_again(string fault, int attempts)
    {
        await using var app = await StartAsync(ByRule);
        await app.Simulator.FaultAsync($"[{fault}]");

        await AskAsync(app);
        await app.PassAsync(TimeSpan.FromMinutes(3), Tick);

        await IsAnsweredAsync(app, """{"id":"7","name":"Ada","type":"IDENTITY"}""");
        Assert.Equal(("Sent", attempts), StateOf(await app.OnlyDeliveryAsync()));
    }

    [Fact]
    public async Task An_ISC_that_comes_back_shortly_before_the_deadline_is_answered()
    {
        await using var app = await StartAsync(ByRule);
        await app.Simulator.FaultAsync("""[{"on":"callback","status":429}]""");

        await AskAsync(app);
        await app.PassAsync(TimeSpan.FromMinutes(55), Tick);
        await app.Simulator.ClearFaultsAsync();
        await app.PassAsync(TimeSpan.FromMinutes(2), Tick);

        await IsAnsweredAsync(app, """{"id":"7","name":"Ada","type":"IDENTITY"}""");
    }

    [Theory]
    [InlineData("""{"on":"callback","executeThenDrop":true,"times":1}""")]
    [InlineData("""{"on":"callback","executeThenStatus":500,"times":1}""")]
    public async Task A_lost_answer_is_found_and_not_sent_again(string fault)
    {
        await using var app = await StartAsync(ByRule);
        await app.Simulator.FaultAsync($"[{fault}]");

        await AskAsync(app);
        await app.TickAsync(Tick);
        Assert.Equal(("Sending", 1), StateOf(await app.OnlyDeliveryAsync()));
        await app.PassAsync(TimeSpan.FromMinutes(1), Tick);

        await IsAnsweredAsync(app, """{"id":"7","name":"Ada","type":"IDENTITY"}""");
        Assert.Equal(("Sent", 1), StateOf(await app.OnlyDeliveryAsync()));
        Assert.Equal(1, Calls(app));
    }

    [Fact]
    public async Task A_lost_answer_that_nobody_can_look_up_is_not_sent_again()
    {
        await using var app = await StartAsync(ByRule);
        await app.Simulator.FaultAsync("""[{"on":"callback","executeThenDrop":true,"times":1}]""");
        app.Simulator.OnRequest = request => Task.FromResult(
            request.Url.AbsolutePath.EndsWith("/trigger-invocations/status", StringComparison.Ordinal) ? new HttpResponseMessage(HttpStatusCode.Forbidden) : null);

        await AskAsync(app);
        await app.PassAsync(TimeSpan.FromMinutes(30));
        Assert.Equal(("Sending", 1), StateOf(await app.OnlyDeliveryAsync()));
        await app.PassAsync(TimeSpan.FromMinutes(35));

        Assert.Equal(("Unclear", 1), StateOf(await app.OnlyDeliveryAsync()));
        Assert.Equal(1, Calls(app));
        Assert.Contains(app.Logs.All, line => line.Contains("sp:trigger-service-invocation-status:read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_ISC_wants_a_token_as_well_it_has_one()
    {
        await using var app = await StartAsync(ByRule);
        app.Simulator.OnRequest = request => Task.FromResult(
            request.Url.AbsolutePath.EndsWith("/complete", StringComparison.Ordinal) && !request.Headers.ContainsKey("Authorization") ? new HttpResponseMessage(HttpStatusCode.Unauthorized) : null);

        await AskAsync(app);
        await app.TickAsync(Tick);

        await IsAnsweredAsync(app, """{"id":"7","name":"Ada","type":"IDENTITY"}""");
        Assert.Equal(("Sent", 1), StateOf(await app.OnlyDeliveryAsync()));
        Assert.Equal(2, Calls(app));
    }

    [Fact]
    public async Task A_token_that_was_taken_back_is_renewed_and_no_reason_to_give_up()
    {
        await using var app = await StartAsync(ByRule);
        var (withToken, taken) = (0, new List<string>());
        app.Simulator.OnRequest = request =>
        {
            if (!request.Url.AbsolutePath.EndsWith("/complete", StringComparison.Ordinal))
                return Task.FromResult<HttpResponseMessage?>(null);
            if (request.Headers.TryGetValue("Authorization", out var token))
                taken.Add(token);
            return Task.FromResult(token is null || ++withToken == 1 ? new HttpResponseMessage(HttpStatusCode.Unauthorized) : null);
        };

        await AskAsync(app);
        await app.PassAsync(TimeSpan.FromMinutes(2), Tick);

        await IsAnsweredAsync(app, """{"id":"7","name":"Ada","type":"IDENTITY"}""");
        Assert.Equal(("Sent", 2), StateOf(await app.OnlyDeliveryAsync()));
        Assert.Equal(2, taken.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_refusal_is_final_and_told()
    {
        await using var app = await StartAsync(ByRule);
        await app.Simulator.FaultAsync("""[{"on":"callback","status":400}]""");

        await AskAsync(app);
        await app.PassAsync(TimeSpan.FromMinutes(5));

        var callback = (await app.OnlyDeliveryAsync()).GetProperty("callback");
        Assert.Equal("DeadLettered", callback.GetProperty("status").GetString());
        Assert.Equal("ISC refuses it. HTTP 400: Simulated fault", callback.GetProperty("reason").GetString());
        Assert.Equal(1, Calls(app));
        Assert.Contains(app.Logs.All, line => line.Contains("is not answered at its callback address (DeadLettered)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refusal_after_a_lost_answer_is_looked_up()
    {
        await using var app = await StartAsync(ByRule);
        await app.Simulator.FaultAsync("""[{"on":"callback","drop":true,"times":1},{"on":"callback","executeThenStatus":400,"times":1}]""");

        await AskAsync(app);
        await app.PassAsync(TimeSpan.FromMinutes(2), Tick);

        Assert.Equal(("Sent", 2), StateOf(await app.OnlyDeliveryAsync()));
    }

    [Fact]
    public async Task A_refusal_after_an_answer_that_did_not_arrive_is_final()
    {
        await using var app = await StartAsync(ByRule);
        await app.Simulator.FaultAsync("""[{"on":"callback","drop":true,"times":1},{"on":"callback","status":400}]""");

        await AskAsync(app);
        await app.PassAsync(TimeSpan.FromMinutes(2), Tick);

        Assert.Equal(("DeadLettered", 2), StateOf(await app.OnlyDeliveryAsync()));
        Assert.Equal(2, Calls(app));
    }

    [Fact]
    public async Task An_app_that_was_away_past_the_deadline_calls_nothing()
    {
        await using var app = await StartAsync(ByResult);

        await AskAsync(app);
        await app.TickAsync(TimeSpan.FromMinutes(61));

        Assert.Equal(("TooLate", 0), StateOf(await app.OnlyDeliveryAsync()));
        Assert.Equal(0, Calls(app));
        Assert.False((await app.OnlyDeliveryAsync()).TryGetProperty("answer", out _));
        Assert.Equal("Completed", (await app.OnlyDeliveryAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task ISC_may_end_it_before()
    {
        await using var app = await StartAsync(ByRule);
        await app.Simulator.FaultAsync("""[{"on":"callback","deadlinePassed":true}]""");

        await AskAsync(app);
        await app.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(("DeadLettered", 1), StateOf(await app.OnlyDeliveryAsync()));
        Assert.Contains("The deadline for the response has passed", (await app.OnlyDeliveryAsync()).GetProperty("callback").GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sync", "this bridge answers by the mode async")]
    [InlineData("dynamic", "this bridge answers by the mode async")]
    public async Task A_subscription_of_another_mode_is_refused(string mode, string problem) =>
        await IsRefusedAsync(metadata => metadata["responseMode"] = mode, problem);

    [Theory]
    [InlineData("https://acme.example.com.evil.example/beta/trigger-invocations/1/complete")]
    [InlineData("https://169.254.169.254/metadata")]
    [InlineData("http://acme.example.com/beta/trigger-invocations/1/complete")]
    [InlineData("https://user@acme.example.com/beta/trigger-invocations/1/complete")]
    [InlineData("https://acme.example.com:8443/beta/trigger-invocations/1/complete")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/beta/trigger-invocations/1/complete")]
    [InlineData(null)]
    [InlineData("LONG")]
    public async Task A_callback_address_that_is_not_the_tenants_is_refused_and_never_called(string? url) =>
        
        await IsRefusedAsync(metadata => metadata["callbackURL"] = url == "LONG" ? Isc + "/beta/" + new string('a', 3000) : url, "$._metadata.callbackURL");

    [Fact]
    public async Task An_event_without_the_answers_secret_is_refused() => await IsRefusedAsync(metadata => metadata.Remove("secret"), "$._metadata.secret is missing");

    [Fact]
    public async Task Without_a_data_key_nothing_is_accepted()
    {
        await using var app = await StartAsync(ByResult);
        var secrets = await File.ReadAllTextAsync(app.SecretsFile);
        app.WriteSecrets(secrets.Replace(TestApp.DataKey, "no key", StringComparison.Ordinal));

        await AskAsync(app);

        Assert.Equal(503, (await InvocationAsync(app)).GetProperty("answer").GetProperty("status").GetInt32());
        Assert.Contains(app.Logs.All, line => line.Contains("cannot take questions: the secret 'triggerbridge-data-key'", StringComparison.Ordinal));
        Assert.Empty(await app.DeliveriesAsync());
    }

    [Fact]
    public async Task A_key_that_is_replaced_opens_what_it_has_sealed_as_long_as_it_is_there()
    {
        await using var app = await StartAsync(ByResult);
        await AskAsync(app);
        var secrets = await File.ReadAllTextAsync(app.SecretsFile);
        var newer = Convert.ToBase64String(Encoding.ASCII.GetBytes("another key of thirty-two bytes!"));

        app.WriteSecrets(secrets.Replace(TestApp.DataKey, newer, StringComparison.Ordinal));
        await app.PassAsync(TimeSpan.FromMinutes(4));
        Assert.Equal(("Open", 0), StateOf(await app.OnlyDeliveryAsync()));
        app.WriteSecrets(secrets.Replace(TestApp.DataKey, $"{newer} {TestApp.DataKey}", StringComparison.Ordinal));
        await app.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(("Sent", 1), StateOf(await app.OnlyDeliveryAsync()));
    }

    [Fact]
    public async Task The_secret_stands_in_no_row_no_log_no_input_and_no_answer()
    {
        await using var app = await StartAsync(ByRule);
        await AskAsync(app);
        var sent = JsonElement.Parse(app.Simulator.Posted!).GetProperty("_metadata");
        var secret = sent.GetProperty("secret").GetString()!;

        var delivery = Assert.IsType<DeliveryLookup.Found>(
            await app.Get<DeliveryLedger>().FindAsync(TestApp.Bridge, (await app.OnlyDeliveryAsync()).Id(), withPayload: true, CancellationToken.None));

        var texts = new List<string>
        {
            Encoding.UTF8.GetString(delivery.Payload!.Body.Span), Encoding.UTF8.GetString(delivery.Payload.Input.Span),
            (await app.OnlyDeliveryAsync()).GetRawText(), delivery.Delivery.ToString(), string.Join('\n', app.Logs.All), app.Simulator.Handler.Requests[^1].Body,
        };
        await foreach (var row in app.Tables.GetTableClient("Deliveries").QueryAsync<TableEntity>())
            texts.AddRange(row.Select(column => column.Value).Select(value => value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : value?.ToString() ?? ""));
        Assert.All(texts, text => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        Assert.Contains(sent.GetProperty("callbackURL").GetString()!, texts[0], StringComparison.Ordinal);

        await app.TickAsync(Tick);
        Assert.Contains(secret, app.Simulator.Handler.Requests.Single(request => request.Url.AbsolutePath.EndsWith("/complete", StringComparison.Ordinal)).Body, StringComparison.Ordinal);
        Assert.Null((await app.FindAsync((await app.OnlyDeliveryAsync()).Id())).Callback!.Secret);
    }

    [Fact]
    public async Task A_dynamic_bridge_answers_at_once_what_ends_in_time()
    {
        await using var app = await StartAsync(ByStatus.Replace("async", "dynamic", StringComparison.Ordinal), completeAfter: "00:00:02");

        await AskAsync(app, "DYNAMIC");

        var invocation = await InvocationAsync(app);
        Assert.Equal(200, invocation.GetProperty("answer").GetProperty("status").GetInt32());
        Assert.Equal("""{"id":"7","name":"Completed: none","type":"IDENTITY"}""", invocation.GetProperty("output").GetRawText());
        Assert.Equal(("Answered", 0), StateOf(await app.OnlyDeliveryAsync()));
        await app.PassAsync(TimeSpan.FromMinutes(65));
        Assert.Equal(0, Calls(app));
    }

    [Fact]
    public async Task A_dynamic_bridge_answers_later_what_does_not()
    {
        await using var app = await StartAsync(ByStatus.Replace("async", "dynamic", StringComparison.Ordinal));

        await AskAsync(app, "DYNAMIC");
        Assert.Equal("""{"status":202,"body":{}}""", (await InvocationAsync(app)).GetProperty("answer").GetRawText());
        await app.PassAsync(TimeSpan.FromMinutes(3));

        await IsAnsweredAsync(app, """{"id":"7","name":"Completed: none","type":"IDENTITY"}""");
        Assert.Equal(1, Calls(app));
    }

    [Fact]
    public async Task A_work_item_that_is_lost_is_restored_and_a_delivery_is_not_purged_before_it_is_answered()
    {
        await using var app = await StartAsync(ByStatus + """ "retention": "00:00:01", """);
        await AskAsync(app);
        var item = Assert.Single(await app.RowsAsync("W|a|"));
        await app.MoveAsync((await app.OnlyDeliveryAsync()).Id(), delivery => delivery with { Status = DeliveryStatus.Completed, Work = null });
        foreach (var row in await app.RowsAsync("W|a|"))
            await app.Tables.GetTableClient("Deliveries").DeleteEntityAsync(TestApp.Bridge, row);

        app.Time.Advance(TimeSpan.FromMinutes(1));
        await app.Get<LedgerMaintenance>().RunAsync(CancellationToken.None);
        Assert.NotEqual(item, Assert.Single(await app.RowsAsync("W|a|")));
        await app.TickAsync(Tick);

        await IsAnsweredAsync(app, """{"id":"7","name":"Completed: none","type":"IDENTITY"}""");
        app.Time.Advance(TimeSpan.FromMinutes(1));
        await app.Get<LedgerMaintenance>().RunAsync(CancellationToken.None);
        Assert.Empty(await app.DeliveriesAsync());
    }

    [Fact]
    public async Task An_answer_that_does_not_fit_is_never_sent()
    {
        await using var app = await StartAsync(ByRule.Replace("\"id.$\": \"$.requestedBy.id\"", "\"id.$\": \"$$.execution.steps['Simulated Step'].event.requestedBy\"", StringComparison.Ordinal)
            .Replace($"\"otherwise\": {Otherwise}", "\"otherwise\": { \"id.$\": \"$.requestedBy\", \"name\": \"n\", \"type\": \"IDENTITY\" }", StringComparison.Ordinal));

        await AskAsync(app);
        await app.PassAsync(TimeSpan.FromMinutes(4));

        Assert.Equal(("DeadLettered", 0), StateOf(await app.OnlyDeliveryAsync()));
        Assert.Contains("$.id must be string", (await app.OnlyDeliveryAsync()).GetProperty("callback").GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, Calls(app));
    }

    private static async Task IsRefusedAsync(Action<JsonObject> change, string problem)
    {
        await using var app = await StartAsync(ByRule);
        app.Simulator.OnEvent = change;

        await AskAsync(app);

        var answer = (await InvocationAsync(app)).GetProperty("answer");
        Assert.Equal(400, answer.GetProperty("status").GetInt32());
        Assert.Contains(problem, answer.GetProperty("body").GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(await app.DeliveriesAsync());
        await app.TickAsync(Tick);
        Assert.Equal(0, Calls(app));
    }

    private static async Task<TestApp> StartAsync(string more, string completeAfter = "00:02:00")
    {
        var app = await TestApp.StartWithSimulatorAsync(more, completeAfter, webhook: Webhook);
        app.Simulator.SendEventsTo(app.Client);
        return app;
    }

    // The app may wait for the workflow on the test's clock.
    private static async Task AskAsync(TestApp app, string mode = "ASYNC")
    {
        await app.Simulator.SubscribeAsync(Trigger, mode, $"https://bridge.example/api/hooks/{TestApp.Bridge}", TestApp.Secret);
        await app.AwaitOnClockAsync(app.Simulator.EmitAsync(Trigger, Isc, Event));
    }

    private static async Task<JsonElement> InvocationAsync(TestApp app) => Assert.Single(await app.Simulator.InvocationsAsync());

    private static async Task IsAnsweredAsync(TestApp app, string output)
    {
        var invocation = await InvocationAsync(app);
        Assert.Equal("Completed", invocation.GetProperty("status").GetString());
        Assert.Equal(output, invocation.GetProperty("output").GetRawText());
        Assert.Single(invocation.GetProperty("callbacks").EnumerateArray(), callback => callback.GetProperty("refused").ValueKind == JsonValueKind.Null);
        Assert.Equal(output, (await app.OnlyDeliveryAsync()).GetProperty("answer").GetProperty("output").GetRawText());
    }

    private static int Calls(TestApp app) => app.Simulator.Handler.Requests.Count(request => request.Url.AbsolutePath.EndsWith("/complete", StringComparison.Ordinal));

    private static (string? Status, int Attempts) StateOf(JsonElement delivery)
    {
        var callback = delivery.GetProperty("callback");
        return (callback.GetProperty("status").GetString(), callback.GetProperty("attempts").GetInt32());
    }
}
