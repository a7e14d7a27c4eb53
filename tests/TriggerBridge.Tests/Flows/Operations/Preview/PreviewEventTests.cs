using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Flows.Operations.Preview;

public sealed class PreviewEventTests
{
    private const string Address = $"/api/bridges/{TestApp.Bridge}/preview";
    private const string Event = """{"user":{"login":"octocat"},"n":1.50}""";

    [Fact]
    public async Task A_preview_shows_what_would_be_sent_and_leaves_no_trace()
    {
        await using var app = await TestApp.StartAsync();

        var report = await PreviewAsync(app, Event, ("X-GitHub-Delivery", "event"), ("X-GitHub-Event", "organization"));

        var preview = Assert.Single(report.GetProperty("events").EnumerateArray());
        var id = (await app.DeliverAsync("event")).GetProperty("deliveryId").GetString();
        Assert.Equal("Received", preview.GetProperty("status").GetString());
        Assert.Equal("None", preview.GetProperty("filter").GetString());
        Assert.Equal("organization", preview.GetProperty("eventType").GetString());
        Assert.Equal(id, preview.GetProperty("deliveryId").GetString());
        Assert.Equal("event", preview.GetProperty("senderId").GetString());
        Assert.Equal("""{"login":"octocat"}""", preview.GetProperty("input").GetRawText());
        Assert.Equal($$$"""{"input":{"login":"octocat","_deliveryId":"{{{id}}}","_attempt":1}}""", preview.GetProperty("body").GetRawText());
        Assert.Empty(preview.GetProperty("warnings").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, preview.GetProperty("test").ValueKind);
        // That of the delivery above: the preview before it took nothing.
        Assert.Single(app.Tenant.Inputs);
    }

    [Fact]
    public async Task A_bridge_that_only_polls_is_shown_where_polls_are()
    {
        await using var app = await TestApp.StartPollAsync(Polling.PollText.Good);

        using var answer = await app.PostAsOperatorAsync(Address, Event);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(
            "github has no webhook: POST /api/polls/github/preview shows what comes of its items.",
            (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_preview_records_nothing_and_calls_nobody()
    {
        await using var app = await TestApp.StartAsync();

        await PreviewAsync(app, Event);

        Assert.Empty((await app.GetAsync("/api/deliveries")).GetProperty("items").EnumerateArray());
        Assert.Empty(app.Tenant.Handler.Requests);
    }

    [Fact]
    public async Task What_the_filter_rejects_is_told()
    {
        await using var app = await TestApp.StartAsync(more: "\"enabled\": false, \"filter\": \"$.actoin == 'removed'\",");

        // Nor is it told that the template would find nothing: it is not asked.
        var report = await PreviewAsync(app, "{}", ("X-GitHub-Delivery", "event"), ("X-GitHub-Event", "organization"));

        Assert.Equal(["$.enabled: the bridge is disabled, its sender is answered 503"], Texts(report.GetProperty("warnings")));
        var preview = Assert.Single(report.GetProperty("events").EnumerateArray());
        Assert.Equal("Filtered", preview.GetProperty("status").GetString());
        Assert.Equal("Rejected", preview.GetProperty("filter").GetString());
        Assert.Equal(JsonValueKind.Null, preview.GetProperty("body").ValueKind);
        Assert.Equal(
            ["$.filter: the event does not pass, it is recorded as Filtered and starts nothing", "$.filter: $.actoin found nothing"],
            Texts(preview.GetProperty("warnings")));
    }

    [Fact]
    public async Task Answers_and_errors_are_JSON_that_people_can_read()
    {
        await using var app = await TestApp.StartAsync();

        using var preview = await app.PostAsOperatorAsync(Address, Event);
        Assert.Contains("$$.headers['x-github-event'] found nothing", await preview.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var problem = await app.PostAsOperatorAsync("/api/deliveries/replay", $$"""{"status":"DeadLettered","reason":"{{new string('a', 1000)}}"}""");
        Assert.Equal(HttpStatusCode.BadRequest, problem.StatusCode);
        Assert.Contains("'reason' may have", await problem.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_senders_test_of_the_address_is_recognized()
    {
        await using var app = await TestApp.StartAsync();

        var report = await PreviewAsync(app, Event, ("X-GitHub-Event", "ping"));

        Assert.Equal(["$.webhook: the sender only tests the address with it, which is answered and starts nothing"], Texts(report.GetProperty("warnings")));
    }

    [Fact]
    public async Task What_would_be_a_dead_letter_is_told_with_its_reason()
    {
        await using var app = await TestApp.StartAsync();

        var preview = Assert.Single((await PreviewAsync(app, "{}", ("X-GitHub-Delivery", "event"))).GetProperty("events").EnumerateArray());

        Assert.Equal("DeadLettered", preview.GetProperty("status").GetString());
        Assert.Equal("$.user.login was not found in the event", preview.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Secrets_and_our_own_query_are_kept_from_templates()
    {
        await using var app = await TestApp.StartAsync();
        await app.RestartAsync(input: """{ "query.$": "$$.query", "key.$?": "$$.headers['x-functions-key']" }""");

        var report = await PreviewAsync(app, Event, Address + "?test=false&env=live&code=secret");

        Assert.Equal("""{"query":{"env":"live"}}""", report.GetProperty("events")[0].GetProperty("input").GetRawText());
    }

    [Theory]
    [InlineData("/api/bridges/nobody/preview", "application/json", Event, HttpStatusCode.NotFound)]
    [InlineData(Address, "application/json", "{", HttpStatusCode.BadRequest)]
    [InlineData(Address + "?test=maybe", "application/json", Event, HttpStatusCode.BadRequest)]
    [InlineData(Address, "text/plain", Event, HttpStatusCode.UnsupportedMediaType)]
    public async Task What_cannot_be_previewed_is_a_problem(string address, string contentType, string body, HttpStatusCode expected)
    {
        await using var app = await TestApp.StartAsync();

        using var answer = await SendAsync(app, address, body, contentType, []);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Without_the_operators_key_there_is_no_preview()
    {
        await using var app = await TestApp.StartAsync();

        using var answer = await app.Client.PostAsync(Address, new StringContent(Event, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static IEnumerable<string?> Texts(JsonElement texts) => texts.EnumerateArray().Select(text => text.GetString());

    private static Task<JsonElement> PreviewAsync(TestApp app, string body, params (string Name, string Value)[] headers) =>
        PreviewAsync(app, body, Address, headers);

    internal static async Task<JsonElement> PreviewAsync(TestApp app, string body, string address, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(app, address, body, "application/json", headers);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<HttpResponseMessage> SendAsync(
        TestApp app, string address, string body, string contentType, IEnumerable<(string Name, string Value)> headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body, Encoding.UTF8, contentType) };
        request.Headers.Authorization = TestApp.Operator;
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await app.Client.SendAsync(request);
    }
}
