using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TriggerBridge.Tests.Polling;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Flows.Receiving;

/// <summary>What becomes of events that do not fit their bridge's schema.</summary>
public sealed class SchemaCheckTests
{
    private const string Schema = """{"type":"object","required":["action"],"properties":{"user":{"properties":{"login":{"type":"string"}}}}}""";
    private const string Fitting = """{"action":"removed","user":{"login":"ann"}}""";
    private const string Other = """{"user":{"login":7}}""";
    private const string Objection = "the event does not fit schemas/user.json: $.action: is missing; $.user.login: expected text, got a number";

    [Fact]
    public async Task An_event_that_fits_goes_on()
    {
        await using var app = await StartAsync();
        using var answer = await app.PostAsync("1", Fitting);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("Started", (await app.OnlyDeliveryAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task One_that_does_not_is_a_dead_letter_by_itself()
    {
        await using var app = await StartAsync();
        using var figures = new RecordedFigures(app);
        using var answer = await app.PostAsync("1", Other);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var delivery = await app.OnlyDeliveryAsync();
        Assert.Equal(("DeadLettered", Objection), (delivery.GetProperty("status").GetString(), delivery.GetProperty("reason").GetString()));
        Assert.Empty(app.Tenant.Inputs);
        var counted = Assert.Single(figures.Of("triggerbridge.schema.mismatches"));
        Assert.Equal(("github", "DeadLetter"), (counted.Tags["messaging.destination.name"], counted.Tags["triggerbridge.schema.handling"]));
    }

    [Fact]
    public async Task A_replay_checks_it_against_todays_schema()
    {
        await using var app = await StartAsync();
        using (await app.PostAsync("1", Other)) { }
        var replay = $"/api/deliveries/github/{(await app.OnlyDeliveryAsync()).GetProperty("deliveryId").GetString()}/replay";
        using (var refused = await app.PostAsOperatorAsync(replay, "{}"))
            Assert.Equal((HttpStatusCode.UnprocessableEntity, $"Today's mapping does not fit the event: {Objection}."), (refused.StatusCode, (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()));

        // Only the companion changes: the bridge is another version all the same.
        app.WriteBridgeFile("schemas/user.json", """{"type":"object"}""");
        await app.LookAtBridgesAsync();
        using (var taken = await app.PostAsOperatorAsync(replay, "{}"))
            Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        await app.TickAsync(TimeSpan.Zero);
        Assert.Equal("Started", (await app.OnlyDeliveryAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Refused_it_is_422_without_a_row()
    {
        await using var app = await StartAsync("refuse");
        using var figures = new RecordedFigures(app);
        using var answer = await app.PostAsync("1", Other);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal($"T{Objection[1..]}.", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
        Assert.Empty(await app.DeliveriesAsync());
        Assert.Equal("Refuse", Assert.Single(figures.Of("triggerbridge.schema.mismatches")).Tags["triggerbridge.schema.handling"]);
    }

    [Fact]
    public async Task Noted_it_goes_on_and_says_so()
    {
        await using var app = await StartAsync("note");
        using (await app.PostAsync("1", Other)) { }
        using (await app.PostAsync("2", Fitting)) { }

        var deliveries = await app.DeliveriesAsync();
        Assert.All(deliveries, delivery => Assert.Equal("Started", delivery.GetProperty("status").GetString()));
        Assert.Equal([Objection], deliveries.Where(delivery => delivery.TryGetProperty("note", out _)).Select(delivery => delivery.GetProperty("note").GetString()));
        var noted = deliveries.Single(delivery => delivery.TryGetProperty("note", out _));
        Assert.Equal(Objection, (await app.DeliveryAsync(noted)).GetProperty("note").GetString());
    }

    [Fact]
    public async Task A_note_goes_with_a_replay_that_fits()
    {
        await using var app = await StartAsync("note");
        using (await app.PostAsync("1", Other)) { }
        app.WriteBridgeFile("schemas/user.json", "true");
        await app.LookAtBridgesAsync();
        using (var taken = await app.PostAsOperatorAsync($"/api/deliveries/github/{(await app.OnlyDeliveryAsync()).GetProperty("deliveryId").GetString()}/replay", """{"force":true}"""))
            Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        Assert.False((await app.OnlyDeliveryAsync()).TryGetProperty("note", out _));
    }

    [Fact]
    public async Task What_the_filter_does_not_want_is_not_checked()
    {
        await using var app = await StartAsync("refuse", "\"filter\": \"$.action\",");
        using var answer = await app.PostAsync("1", Other);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("Filtered", (await app.OnlyDeliveryAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Of_a_sender_that_others_share_it_is_a_dead_letter_where_it_would_be_refused()
    {
        await using var app = await StartAsync("refuse");
        app.WriteBridgeFile("sources/app.json", """{ "webhook": { "scheme": "github", "secret": "hook" } }""");
        app.WriteBridgeFile("strict.json", Bridge("\"source\": \"app\"", "refuse"));
        app.WriteBridgeFile("lenient.json", Bridge("\"source\": \"app\"", "note"));
        await app.LookAtBridgesAsync();

        using var answer = await app.PostAsync("1", Other, adjust: request => request.RequestUri = new Uri("/api/hooks/app", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(
            ["lenient Started", "strict DeadLettered"],
            (await app.DeliveriesAsync()).Select(delivery => $"{delivery.GetProperty("bridge").GetString()} {delivery.GetProperty("status").GetString()}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_item_of_a_poll_is_checked_too()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(), more: "\"schema\": \"schemas/user.json\",");
        app.WriteBridgeFile("schemas/user.json", """{"required":["nobody"]}""");
        await app.LookAtBridgesAsync();
        using var figures = new RecordedFigures(app);
        app.Source.Add(2, Sample.Noon.AddHours(-2));

        await app.PollAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(
            Enumerable.Repeat("the event does not fit schemas/user.json: $.nobody: is missing", 2),
            (await app.DeliveriesAsync()).Where(delivery => delivery.GetProperty("status").GetString() == "DeadLettered").Select(delivery => delivery.GetProperty("reason").GetString()));
        Assert.Equal(2, figures.Of("triggerbridge.schema.mismatches").Count);
    }

    [Fact]
    public async Task A_preview_says_what_does_not_fit_and_what_follows()
    {
        await using var app = await StartAsync("refuse");
        using var answer = await app.PostAsOperatorAsync("/api/bridges/github/preview", Other);
        var preview = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("events")[0];
        Assert.Equal(Objection, preview.GetProperty("mismatch").GetString());
        Assert.Contains($"$.schema: {Objection}: its sender is answered 422 and nothing is recorded; where other events are in its request, it is a dead letter", preview.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()));
    }

    [Fact]
    public async Task A_schema_with_errors_stops_its_bridge_and_the_last_good_one_works_on()
    {
        await using var app = await StartAsync();
        app.WriteBridgeFile("schemas/user.json", """{"type":"text"}""");
        await app.LookAtBridgesAsync();

        var error = (await app.GetAsync("/api/status")).GetProperty("brokenBridges")[0].GetProperty("errors")[0];
        Assert.Equal(("user.json", "$.type"), (Path.GetFileName(error.GetProperty("file").GetString()), error.GetProperty("path").GetString()));
        using (await app.PostAsync("1", Other)) { }
        Assert.Equal("DeadLettered", (await app.OnlyDeliveryAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Operators_get_a_schema_of_what_came_and_no_event()
    {
        await using var app = await StartAsync("note");
        foreach (var n in Enumerable.Range(0, 30).Select(n => n.ToString(CultureInfo.InvariantCulture)))
        {
            using var answer = await app.PostAsync(n, $$"""{"action":"{{(n.EndsWith('1') ? "removed" : "added")}}","user":{"login":"person-{{n}}","email":"p{{n}}@example.org"} }""");
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }

        var inferred = await app.GetAsync("/api/bridges/github/schema?deliveries=25");

        Assert.Equal(25, inferred.GetProperty("events").GetInt32());
        Assert.Equal("""["added","removed"]""", inferred.GetProperty("schema").GetProperty("properties").GetProperty("action").GetProperty("enum").GetRawText().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("$.user.login", inferred.GetProperty("mapping").GetProperty("login.$").GetString());
        Assert.DoesNotContain("person", inferred.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("example.org", inferred.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/bridges/nobody/schema", HttpStatusCode.NotFound)]
    [InlineData("/api/bridges/github/schema?deliveries=0", HttpStatusCode.BadRequest)]
    [InlineData("/api/bridges/github/schema?deliveries=1001", HttpStatusCode.BadRequest)]
    public async Task Operators_hear_what_is_wrong_with_their_question(string path, HttpStatusCode status)
    {
        await using var app = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = TestApp.Operator;
        using var answer = await app.Client.SendAsync(request);
        Assert.Equal(status, answer.StatusCode);
    }

    private static async Task<TestApp> StartAsync(string handling = "deadLetter", string more = "")
    {
        var app = await TestApp.StartAsync();
        app.WriteBridgeFile("schemas/user.json", Schema);
        app.WriteBridgeFile("github.json", Bridge($"{more} \"webhook\": {{ \"scheme\": \"github\", \"secret\": \"hook\" }}", handling));
        await app.LookAtBridgesAsync();
        return app;
    }

    private static string Bridge(string events, string handling) => $$"""
        {
          {{events}},
          "schema": "schemas/user.json", "schemaMismatch": "{{handling}}",
          "input": { "login.$": "$.user.login" }, "workflow": { "tenant": "acme", "id": "workflow", "credential": "client" }
        }
        """;
}
