using System.Net;
using System.Text.Json;
using TriggerBridge.Tests.Testing;
using static TriggerBridge.Tests.Simulator.EventTenant;

namespace TriggerBridge.Tests.Simulator;

/// <summary>The simulator as the sender of events.</summary>
public sealed class EventTests
{
    private const string Output = """{"id":"7","name":"Cleo","type":"IDENTITY"}""";

    [Fact]
    public async Task Event_goes_to_every_enabled_subscription_whose_filter_lets_it_through()
    {
        await using var tenant = await StartAsync();
        await tenant.SubscribeAsync(Joiner, url: "https://bridge.example/all");
        await tenant.SubscribeAsync(Joiner, url: "https://bridge.example/ada", more: Filter("Ada"));
        await tenant.SubscribeAsync(Joiner, url: "https://bridge.example/ben", more: Filter("Ben"));
        await tenant.SubscribeAsync(Joiner, url: "https://bridge.example/off", more: ""","enabled":false""");
        await tenant.SubscribeAsync("idn:identity-deleted", url: "https://bridge.example/leavers");

        var invocations = await tenant.EmitAsync(Joiner, """{"identity":{"name":"Ada"}}""");

        static string Filter(string name) => $$""","filter":"$[?($.identity.name == \"{{name}}\")]" """;
        Assert.Equal(2, invocations.Length);
        Assert.Equal(["https://bridge.example/ada", "https://bridge.example/all"], tenant.Subscriber.Requests.Select(request => request.Url.AbsoluteUri).Order());
        Assert.All(tenant.Subscriber.Requests, request =>
        {
            Assert.Equal("""{"identity":{"name":"Ada"}}""", request.Body);
            Assert.StartsWith("application/json", request.Headers["Content-Type"], StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("", null)]
    [InlineData(""","httpAuthenticationType":"NO_AUTH" """, null)]
    [InlineData(""","httpAuthenticationType":"BASIC_AUTH","basicAuthConfig":{"userName":"isc","password":"pässword"}""", "Basic aXNjOnDDpHNzd29yZA==")]
    [InlineData(""","httpAuthenticationType":"BEARER_TOKEN","bearerTokenAuthConfig":{"bearerToken":"abc"}""", "Bearer abc")]
    public async Task Subscriber_is_shown_the_credentials_that_it_asked_for(string authentication, string? header)
    {
        await using var tenant = await StartAsync();
        await tenant.SubscribeAsync(Joiner, authentication: authentication);

        await tenant.EmitAsync(Joiner);

        Assert.Equal(header, Assert.Single(tenant.Subscriber.Requests).Headers.GetValueOrDefault("Authorization"));
    }

    [Fact]
    public async Task Event_without_a_body_is_the_triggers_example_and_without_a_question_has_no_metadata()
    {
        await using var tenant = await StartAsync();
        var subscription = await tenant.SubscribeAsync(Joiner);

        var invocation = Assert.Single(await tenant.EmitAsync(Joiner));

        var example = (await tenant.GetAsync($"/v2026/triggers?filters={Uri.EscapeDataString($"id eq \"{Joiner}\"")}"))[0].GetProperty("exampleInput");
        Assert.Equal(example.GetRawText(), tenant.Sent().GetRawText());
        Assert.Equal("Completed", invocation.GetProperty("status").GetString());
        Assert.Equal(subscription, invocation.GetProperty("subscriptionId").GetString());
        Assert.Equal("""{"status":200,"body":{}}""", invocation.GetProperty("answer").GetRawText());
        var status = Assert.Single(await tenant.StatusesAsync());
        Assert.Equal("REAL_TIME", status.GetProperty("type").GetString());
        Assert.Equal("""{"localizedError":null,"output":null}""", status.GetProperty("completeInvocationInput").GetRawText());
    }

    [Theory]
    [InlineData("SYNC", "sync")]
    [InlineData("ASYNC", "async")]
    [InlineData("DYNAMIC", "dynamic")]
    public async Task Event_that_wants_an_answer_says_where_and_by_which_secret(string mode, string said)
    {
        await using var tenant = await StartAsync(answer: Output);
        await tenant.SubscribeAsync(Approver, mode);

        var invocation = Assert.Single(await tenant.EmitAsync(Approver, """{"accessRequestId":"r1"}"""));

        var id = invocation.GetProperty("id").GetString();
        var sent = tenant.Sent();
        var metadata = sent.GetProperty("_metadata");
        Assert.Equal("r1", sent.GetProperty("accessRequestId").GetString());
        Assert.Equal($"https://acme.api.identitynow.com/beta/trigger-invocations/{id}/complete", metadata.GetProperty("callbackURL").GetString());
        Assert.Equal(said, metadata.GetProperty("responseMode").GetString());
        Assert.Equal(Approver, metadata.GetProperty("triggerId").GetString());
        Assert.Equal("requestResponse", metadata.GetProperty("triggerType").GetString());
        Assert.Equal(id, metadata.GetProperty("invocationId").GetString());
        var secret = metadata.GetProperty("secret").GetString()!;
        Assert.NotEmpty(secret);
        Assert.DoesNotContain(secret, (await tenant.GetAsync("/_simulator/invocations")).GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, (await tenant.GetAsync("/beta/trigger-invocations/status")).GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Joiner, "SYNC", HttpStatusCode.Accepted, "", "Completed")]
    [InlineData(Joiner, "SYNC", HttpStatusCode.Found, "", "Failed")]
    [InlineData(Joiner, "SYNC", HttpStatusCode.ServiceUnavailable, "", "Failed")]
    [InlineData(Approver, "SYNC", HttpStatusCode.OK, Output, "Completed")]
    [InlineData(Approver, "SYNC", HttpStatusCode.OK, "null", "Completed")]
    [InlineData(Approver, "SYNC", HttpStatusCode.OK, "", "Failed")]
    [InlineData(Approver, "SYNC", HttpStatusCode.OK, "[]", "Failed")]
    [InlineData(Approver, "SYNC", HttpStatusCode.OK, "\"yes\"", "Failed")]
    [InlineData(Approver, "SYNC", HttpStatusCode.Accepted, Output, "Failed")]
    [InlineData(Approver, "SYNC", HttpStatusCode.InternalServerError, Output, "Failed")]
    [InlineData(Approver, "ASYNC", HttpStatusCode.OK, "{}", "Waiting")]
    [InlineData(Approver, "ASYNC", HttpStatusCode.Accepted, "{}", "Failed")]
    [InlineData(Approver, "ASYNC", HttpStatusCode.Unauthorized, "{}", "Failed")]
    [InlineData(Approver, "DYNAMIC", HttpStatusCode.OK, Output, "Completed")]
    [InlineData(Approver, "DYNAMIC", HttpStatusCode.Accepted, "", "Waiting")]
    [InlineData(Approver, "DYNAMIC", HttpStatusCode.NoContent, "", "Failed")]
    public async Task Subscribers_answer_ends_the_invocation_or_promises_another(string trigger, string mode, HttpStatusCode status, string body, string state)
    {
        await using var tenant = await StartAsync(status, body);
        await tenant.SubscribeAsync(trigger, mode);

        var invocation = Assert.Single(await tenant.EmitAsync(trigger));

        Assert.Equal(state, invocation.GetProperty("status").GetString());
        Assert.Single(tenant.Subscriber.Requests);
        var shown = Assert.Single(await tenant.StatusesAsync());
        Assert.Equal(state is not "Waiting", shown.TryGetProperty("completed", out _));
        Assert.Equal(state is "Completed" && body == Output ? Output : "null", invocation.GetProperty("output").GetRawText());
        Assert.Equal(state is "Failed", invocation.GetProperty("error").ValueKind is JsonValueKind.String);
    }

    [Fact]
    public async Task Subscriber_that_does_not_answer_is_left_after_ten_seconds()
    {
        var asked = new TaskCompletionSource();
        await using var tenant = await StartAsync(async (_, left) =>
        {
            asked.SetResult();
            return await new TaskCompletionSource<HttpResponseMessage>().Task.WaitAsync(left);
        });
        await tenant.SubscribeAsync(Approver);

        var emitted = tenant.EmitAsync(Approver);
        await asked.Task;
        tenant.Clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(emitted.IsCompleted);
        tenant.Clock.Advance(TimeSpan.FromSeconds(0.1));

        var invocation = Assert.Single(await emitted);
        Assert.Equal("Failed", invocation.GetProperty("status").GetString());
        Assert.Contains("10 seconds", invocation.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, invocation.GetProperty("answer").ValueKind);
    }

    [Fact]
    public async Task Subscriber_that_cannot_be_reached_fails_the_invocation_for_good()
    {
        await using var tenant = await StartAsync();
        tenant.Subscriber.IsUnreachable = true;
        await tenant.SubscribeAsync(Joiner);

        var invocation = Assert.Single(await tenant.EmitAsync(Joiner));
        tenant.Subscriber.IsUnreachable = false;
        tenant.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal("Failed", invocation.GetProperty("status").GetString());
        Assert.Empty(tenant.Subscriber.Requests);
        var status = Assert.Single(await tenant.StatusesAsync());
        Assert.Contains("reached", status.GetProperty("completeInvocationInput").GetProperty("localizedError").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_trigger_or_an_event_that_is_no_object_sends_nothing()
    {
        await using var tenant = await StartAsync();
        await tenant.SubscribeAsync(Joiner);

        using var unknown = await tenant.PostAsync("/_simulator/events/idn:nothing", "{}");
        using var list = await tenant.PostAsync($"/_simulator/events/{Joiner}", "[]");
        using var text = await tenant.PostAsync($"/_simulator/events/{Joiner}", "{");

        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("JSON object", await ErrorOf(list), StringComparison.Ordinal);
        Assert.Contains("JSON object", await ErrorOf(text), StringComparison.Ordinal);
        Assert.Empty(tenant.Subscriber.Requests);
    }

    [Fact]
    public async Task Statuses_are_shown_for_a_day_where_it_went_well_and_for_two_where_not()
    {
        await using var tenant = await StartAsync();
        var well = await tenant.SubscribeAsync(Joiner);
        await tenant.EmitAsync(Joiner);
        tenant.Subscriber.IsUnreachable = true;
        var badly = await tenant.SubscribeAsync("idn:identity-deleted");
        await tenant.EmitAsync("idn:identity-deleted");

        Assert.Equal([well, badly], await ShownAsync());
        Assert.Equal([badly], await ShownAsync($"?filters={Uri.EscapeDataString($"subscriptionId eq \"{badly}\"")}"));
        tenant.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal([badly], await ShownAsync());
        tenant.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Empty(await ShownAsync());

        async Task<string[]> ShownAsync(string query = "") =>
            [.. (await tenant.StatusesAsync(query)).Select(status => status.GetProperty("subscriptionId").GetString()!)];
    }

    [Fact]
    public async Task Test_reaches_subscriptions_that_are_not_enabled_and_answers_at_once()
    {
        var arrived = new TaskCompletionSource();
        await using var tenant = await StartAsync((_, _) =>
        {
            arrived.SetResult();
            return Task.FromResult(StubHttpHandler.Json(HttpStatusCode.OK, "{}"));
        });
        using var nobody = await tenant.PostAsync("/v2026/trigger-invocations/test", $$"""{"triggerId":"{{Approver}}","contentJson":{} }""");
        await tenant.SubscribeAsync(Approver, "ASYNC", more: ""","enabled":false,"filter":"$.accessRequestId" """);
        using var other = await tenant.PostAsync("/v2026/trigger-invocations/test", $$"""{"triggerId":"{{Approver}}","contentJson":{},"subscriptionIds":["other"] }""");
        using var filtered = await tenant.PostAsync("/v2026/trigger-invocations/test", $$"""{"triggerId":"{{Approver}}","contentJson":{},"input":{} }""");

        using var sent = await tenant.PostAsync("/v2026/trigger-invocations/test", $$"""{"triggerId":"{{Approver}}","contentJson":{"n":1} ,"input":{"accessRequestId":"r2"} }""");
        await arrived.Task;

        Assert.Equal(HttpStatusCode.NoContent, nobody.StatusCode);
        Assert.Equal("[]", await other.Content.ReadAsStringAsync());
        Assert.Equal("[]", await filtered.Content.ReadAsStringAsync());
        var started = (await JsonOf(sent))[0];
        var metadata = tenant.Sent().GetProperty("_metadata");
        Assert.Equal("r2", tenant.Sent().GetProperty("accessRequestId").GetString());
        Assert.Equal(metadata.GetProperty("secret").GetString(), started.GetProperty("secret").GetString());
        using var done = await tenant.CallBackAsync(metadata);
        Assert.Equal(HttpStatusCode.NoContent, done.StatusCode);
        var status = Assert.Single(await tenant.StatusesAsync());
        Assert.Equal(("TEST", started.GetProperty("id").GetString()), (status.GetProperty("type").GetString(), status.GetProperty("id").GetString()));
        Assert.Equal("""{"n":1}""", status.GetProperty("startInvocationInput").GetProperty("contentJson").GetRawText());
    }
}
