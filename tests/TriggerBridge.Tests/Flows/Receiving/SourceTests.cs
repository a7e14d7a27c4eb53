using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Data.Tables;
using TriggerBridge.Maintenance;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Flows.Receiving;

/// <summary>One sender, one address, several bridges.</summary>
public sealed class SourceTests
{
    private const string Source = "github-app";
    private const string GitHub = """{ "webhook": { "scheme": "github", "secret": "hook" } }""";
    private const string Ann = """{"action":"removed","user":{"login":"ann"}}""";

    [Fact]
    public async Task An_event_is_recorded_in_every_bridge_that_wants_it_and_started_once_in_each()
    {
        await using var app = await StartAsync(("joiner", "$.action == 'added'"), ("leaver", "$.action == 'removed'"), ("log", null));

        var (status, deliveries) = await SendAsync(app, "event-1", Ann);

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(["leaver Started", "log Started"], deliveries);
        Assert.Equal(["leaver", "log"], app.Tenant.Inputs.Select(input => input.GetProperty("bridge").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal(2, (await app.DeliveriesAsync()).Count);
    }

    [Fact]
    public async Task A_repeat_starts_nothing_twice()
    {
        await using var app = await StartAsync(("leaver", null), ("log", null));
        await SendAsync(app, "event-1", Ann);

        var (status, deliveries) = await SendAsync(app, "event-1", Ann);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(["leaver Started", "log Started"], deliveries);
        Assert.Equal(2, app.Tenant.Inputs.Count);
    }

    [Fact]
    public async Task Only_when_all_have_it_is_it_2xx_and_a_repeat_fills_what_is_missing()
    {
        await using var app = await StartAsync(("leaver", null), ("log", null));
        app.Tables.Before = operation =>
            operation.Actions.Any(action => action is { ActionType: TableTransactionActionType.Add, Entity.PartitionKey: "log" }) ? throw new RequestFailedException(503, "Busy.") : Task.CompletedTask;

        var (failed, _) = await SendAsync(app, "event-1", Ann);
        app.Tables.Before = _ => Task.CompletedTask;
        var (status, deliveries) = await SendAsync(app, "event-1", Ann);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, failed);
        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(["leaver Started", "log Started"], deliveries);
        Assert.Equal(2, app.Tenant.Inputs.Count);
    }

    [Fact]
    public async Task What_no_bridge_wants_is_on_record_with_the_source_and_can_be_handed_to_a_bridge_later()
    {
        await using var app = await StartAsync(("joiner", "$.action == 'added'"));

        var (status, deliveries) = await SendAsync(app, "event-1", Ann);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal([$"{Source} Unrouted"], deliveries);
        var unrouted = Assert.Single((await app.GetAsync($"/api/deliveries?bridge={Source}&status=Unrouted")).GetProperty("items").EnumerateArray());
        var replay = $"/api/deliveries/{Source}/{unrouted.GetProperty("deliveryId").GetString()}/replay";
        await ExpectRefusedAsync(app, replay, "No bridge of its source wants it.");

        await AddAsync(app, "leaver", "$.action == 'removed'");
        using (var answer = await app.PostAsOperatorAsync(replay, "{}"))
            Assert.Equal("Routed", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString());
        await app.TickAsync(TimeSpan.Zero);

        Assert.Equal(["leaver"], app.Tenant.Inputs.Select(input => input.GetProperty("bridge").GetString()));
        await ExpectRefusedAsync(app, replay, "It was handed to leaver. Replay it there.");
        // Its sender's own repeat finds it there.
        Assert.Equal(["leaver Started"], (await SendAsync(app, "event-1", Ann)).Deliveries);
        Assert.Single(app.Tenant.Inputs);
    }

    [Fact]
    public async Task Many_can_be_handed_over_at_once()
    {
        await using var app = await StartAsync(("joiner", "$.action == 'added'"));
        for (var i = 0; i < 3; i++) await SendAsync(app, $"event-{i}", Ann);
        await AddAsync(app, "leaver", "$.action == 'removed'");

        using var answer = await app.PostAsOperatorAsync("/api/deliveries/replay", $$"""{"bridge":"{{Source}}","status":"Unrouted"}""");
        await app.TickAsync(TimeSpan.Zero);

        Assert.Equal(3, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("replayed").GetInt32());
        Assert.Equal(3, app.Tenant.Inputs.Count);
    }

    [Fact]
    public async Task What_no_bridge_wants_is_kept_for_seven_days()
    {
        await using var app = await StartAsync(("joiner", "$.action == 'added'"));
        await SendAsync(app, "event-1", Ann);

        app.Time.Advance(TimeSpan.FromDays(6.9));
        await app.Get<LedgerMaintenance>().RunAsync(CancellationToken.None);
        Assert.Single(await app.DeliveriesAsync());
        app.Time.Advance(TimeSpan.FromDays(0.2));
        await app.Get<LedgerMaintenance>().RunAsync(CancellationToken.None);
        Assert.Empty(await app.DeliveriesAsync());
    }

    [Fact]
    public async Task An_event_that_does_not_fit_one_bridge_is_a_dead_letter_there_and_starts_the_others()
    {
        await using var app = await StartAsync(("leaver", null));
        app.WriteBridgeFile("strict.json", Bridge("strict", filter: null, input: """{ "name.$": "$.user.name" }"""));
        await app.LookAtBridgesAsync();

        var (status, deliveries) = await SendAsync(app, "event-1", Ann);

        Assert.Equal(HttpStatusCode.Accepted, status);
        Assert.Equal(["leaver Started", "strict DeadLettered"], deliveries);
    }

    [Fact]
    public async Task A_wrong_signature_is_401_and_leaves_no_row()
    {
        await using var app = await StartAsync(("leaver", null));

        var (status, _) = await SendAsync(app, "event-1", Ann, secret: "another");

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Empty(await app.DeliveriesAsync());
    }

    [Fact]
    public async Task A_test_of_the_address_is_answered_by_the_source()
    {
        await using var app = await StartAsync(("leaver", null));

        using var answer = await app.PostAsync("ping", Ann, adjust: request =>
        {
            ToSource(request);
            request.Headers.Remove("X-GitHub-Event");
            request.Headers.Add("X-GitHub-Event", "ping");
        });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await app.DeliveriesAsync());
    }

    [Fact]
    public async Task A_bridge_of_a_source_has_no_address_of_its_own()
    {
        await using var app = await StartAsync(("leaver", null));

        using var answer = await app.PostAsync("event-1", Ann, adjust: request => request.RequestUri = new Uri("/api/hooks/leaver", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task A_disabled_bridge_takes_nothing_and_a_disabled_source_is_503()
    {
        await using var app = await StartAsync(("leaver", null), ("log", null));
        app.WriteBridgeFile("log.json", Bridge("log", filter: null).Replace("\"input\"", "\"enabled\": false, \"input\"", StringComparison.Ordinal));
        await app.LookAtBridgesAsync();
        Assert.Equal(["leaver Started"], (await SendAsync(app, "event-1", Ann)).Deliveries);

        app.WriteBridgeFile($"sources/{Source}.json", GitHub.Replace("{ \"webhook\"", "{ \"enabled\": false, \"webhook\"", StringComparison.Ordinal));
        await app.LookAtBridgesAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await SendAsync(app, "event-2", Ann)).Status);
    }

    [Fact]
    public async Task Each_event_of_a_batch_goes_to_the_bridges_that_want_it()
    {
        await using var app = await StartAsync();
        app.WriteBridgeFile($"sources/{Source}.json", """{ "webhook": { "scheme": "microsoft-graph", "secret": "hook" } }""");
        app.WriteBridgeFile("created.json", Bridge("created", "$.changeType == 'created'", input: "{}"));
        app.WriteBridgeFile("all.json", Bridge("all", "$.changeType != 'none'", input: "{}"));
        await app.LookAtBridgesAsync();

        using var answer = await app.Client.PostAsync(new Uri($"/api/hooks/{Source}", UriKind.Relative), new StringContent(
            """{"value":[{"id":"1","clientState":"SECRET","changeType":"created"},{"id":"2","clientState":"SECRET","changeType":"updated"},{"id":"3","clientState":"SECRET","changeType":"none"}]}"""
                .Replace("SECRET", TestApp.Secret, StringComparison.Ordinal), Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(["all Received", "all Received", "created Received", $"{Source} Unrouted"], await DeliveriesOfAsync(answer));
        await app.TickAsync(TimeSpan.Zero);
        Assert.Equal(3, app.Tenant.Inputs.Count);
    }

    [Fact]
    public async Task The_one_bridge_that_answers_answers_for_its_source()
    {
        await using var app = await StartAsync();
        app.WriteBridgeFile($"sources/{Source}.json", """{ "webhook": { "scheme": "sailpoint", "secret": "hook" } }""");
        app.WriteBridgeFile("rule.json", $$"""
            {
              "source": "{{Source}}", "filter": "$.requestedBy",
              "respond": {
                "trigger": "idn:access-request-pre-approval", "mode": "sync",
                "output": { "approved": true, "comment": "yes", "approver": "rule" }, "otherwise": { "approved": false, "comment": "no", "approver": "rule" }
              },
              "input": {}, "workflow": { "tenant": "acme", "id": "rule", "credential": "client" }
            }
            """);
        app.WriteBridgeFile("log.json", Bridge("log", filter: null, input: "{}"));
        await app.LookAtBridgesAsync();

        async Task<(HttpStatusCode Status, string Body)> AskAsync(string body)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/hooks/{Source}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Authorization = new("Bearer", TestApp.Secret);
            using var answer = await app.Client.SendAsync(request);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        Assert.Equal((HttpStatusCode.OK, """{"approved":true,"comment":"yes","approver":"rule"}"""), await AskAsync("""{"requestedBy":{"name":"Ada"},"_metadata":{"triggerId":"idn:access-request-pre-approval","invocationId":"1"}}"""));
        Assert.Equal((HttpStatusCode.OK, """{"approved":false,"comment":"no","approver":"rule"}"""), await AskAsync("""{"_metadata":{"triggerId":"idn:access-request-pre-approval","invocationId":"2"}}"""));
        // Of another trigger: it is not asked.
        Assert.Equal(HttpStatusCode.OK, (await AskAsync("""{"_metadata":{"triggerId":"idn:identity-created","invocationId":"3"}}""")).Status);
        Assert.Equal(["log", "log", "log", "rule", "rule"], (await app.DeliveriesAsync()).Select(delivery => delivery.GetProperty("bridge").GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Status_shows_sources_with_their_bridges_and_what_they_lack()
    {
        await using var app = await StartAsync(("leaver", null), ("joiner", "$.action == 'added'"));
        app.WriteBridgeFile($"sources/{Source}.json", GitHub.Replace("\"hook\"", "\"no-such-secret\"", StringComparison.Ordinal));
        await app.LookAtBridgesAsync();

        var source = Assert.Single((await app.GetAsync("/api/status")).GetProperty("sources").EnumerateArray());

        Assert.Equal(Source, source.GetProperty("name").GetString());
        Assert.Equal(["joiner", "leaver"], source.GetProperty("bridges").EnumerateArray().Select(bridge => bridge.GetString()));
        Assert.Equal(["no-such-secret"], source.GetProperty("missingSecrets").EnumerateArray().Select(secret => secret.GetString()));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await SendAsync(app, "event-1", Ann)).Status);
    }

    private static async Task<TestApp> StartAsync(params (string Name, string? Filter)[] bridges)
    {
        var app = await TestApp.StartAsync();
        app.WriteBridgeFile("github.json", text: null);
        app.WriteBridgeFile($"sources/{Source}.json", GitHub);
        foreach (var (name, filter) in bridges) app.WriteBridgeFile(name + ".json", Bridge(name, filter));
        await app.LookAtBridgesAsync();
        return app;
    }

    private static async Task AddAsync(TestApp app, string name, string? filter)
    {
        app.WriteBridgeFile(name + ".json", Bridge(name, filter));
        await app.LookAtBridgesAsync();
    }

    private static string Bridge(string name, string? filter, string? input = null) => $$"""
        {
          "source": "{{Source}}",
          {{(filter is null ? "" : $"\"filter\": \"{filter}\",")}}
          "input": {{input ?? $$"""{ "bridge": "{{name}}", "login.$": "$.user.login" }"""}},
          "workflow": { "tenant": "acme", "id": "{{name}}", "credential": "client" }
        }
        """;

    private static async Task<(HttpStatusCode Status, IReadOnlyList<string> Deliveries)> SendAsync(TestApp app, string id, string body, string secret = TestApp.Secret)
    {
        using var answer = await app.PostAsync(id, body, secret, ToSource);
        return (answer.StatusCode, answer.IsSuccessStatusCode ? await DeliveriesOfAsync(answer) : []);
    }

    private static void ToSource(HttpRequestMessage request) => request.RequestUri = new Uri($"/api/hooks/{Source}", UriKind.Relative);

    private static async Task<IReadOnlyList<string>> DeliveriesOfAsync(HttpResponseMessage answer) =>
    [
        .. (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("deliveries").EnumerateArray()
            .Select(delivery => string.Create(CultureInfo.InvariantCulture, $"{delivery.GetProperty("bridge").GetString()} {delivery.GetProperty("status").GetString()}"))
            .Order(StringComparer.Ordinal),
    ];

    private static async Task ExpectRefusedAsync(TestApp app, string address, string reason)
    {
        using var answer = await app.PostAsOperatorAsync(address, "{}");
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains(reason, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
