using System.Net;
using Azure.Data.Tables;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Polling;

public sealed class PollAuthTests
{
    private const string Token = """{ "type": "client-credentials", "secret": "oauth", "tokenUrl": "https://idp.example.com/token", "scope": "users.read" }""";
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData("""{ "type": "none" }""", null, null)]
    [InlineData("""{ "type": "basic", "secret": "pair" }""", "Authorization", "Basic cmVhZGVyOnBhc3Mgd29yZA==")]
    [InlineData("""{ "type": "bearer", "secret": "key" }""", "Authorization", "Bearer key/+=")]
    [InlineData("""{ "type": "header-key", "secret": "key", "header": "X-Api-Key" }""", "X-Api-Key", "key/+=")]
    public async Task Each_kind_of_credentials_goes_where_it_belongs(string auth, string? header, string? value)
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("request.auth", auth)));
        app.Source.CredentialHeader = header;

        await app.PollAsync(TimeSpan.Zero);

        var request = Assert.Single(app.Source.Requests);
        Assert.Equal(value, header is null ? null : request.Headers[header]);
    }

    [Fact]
    public async Task A_key_in_the_query_is_sent_with_every_page_and_kept_nowhere()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(
            ("request.auth", """{ "type": "query-key", "secret": "key", "parameter": "api_key" }"""), ("next", """{ "type": "url", "path": "$.next" }"""), ("pagesPerRun", "1")));
        app.Source.PageSize = 10;
        app.Source.Add(25, Sample.Noon.AddHours(-2));

        for (var i = 0; i < 3; i++) await app.PollAsync(FiveMinutes);

        Assert.All(app.Source.Requests, request => Assert.Single(request.Url.Query.Split('&'), pair => pair.TrimStart('?') == "api_key=key%2F%2B%3D"));
        Assert.Equal(3, app.Source.Requests.Count);
        Assert.Equal(25, (await app.DeliveriesAsync()).Count);
        await foreach (var row in app.Tables.GetTableClient("Polls").QueryAsync<TableEntity>())
            Assert.DoesNotContain(row, column => column.Value is string text && text.Contains("key%2F", StringComparison.Ordinal));
        Assert.DoesNotContain(app.Logs.All, line => line.Contains("key%2F", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_is_asked_for_once_and_again_when_it_has_run_out_or_is_refused()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("request.auth", Token)));
        app.Source.CredentialHeader = "Authorization";
        var (tokens, refused) = (0, "");
        app.Source.On = request =>
        {
            if (request.Url.Host == "idp.example.com") return StubHttpHandler.Json(HttpStatusCode.OK, $$"""{"access_token":"t{{++tokens}}","expires_in":"3600"}""");
            return request.Headers["Authorization"] == refused ? new HttpResponseMessage(HttpStatusCode.Unauthorized) : null;
        };

        await app.PollAsync(TimeSpan.Zero);
        await app.PollAsync(FiveMinutes);
        Assert.Equal(1, tokens);
        await app.PollAsync(TimeSpan.FromMinutes(55));
        Assert.Equal(2, tokens);
        refused = "Bearer t2";
        await app.PollAsync(FiveMinutes);

        Assert.Equal(3, tokens);
        Assert.Equal("Bearer t3", app.Source.Requests[^1].Headers["Authorization"]);
        Assert.Equal("grant_type=client_credentials&client_id=app&client_secret=o&scope=users.read", app.Source.Requests[0].Body);
        Assert.Equal(0, (await app.PollReportAsync()).GetProperty("failures").GetInt32());
    }

    [Theory]
    [InlineData("""{ "type": "bearer", "secret": "absent" }""")]
    [InlineData("""{ "type": "basic", "secret": "key" }""")]
    [InlineData(Token)]
    public async Task Without_credentials_nothing_is_asked(string auth)
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("request.auth", auth)));
        app.Source.On = request => request.Url.Host == "idp.example.com" ? new HttpResponseMessage(HttpStatusCode.BadRequest) : null;

        await app.PollAsync(TimeSpan.Zero);

        Assert.DoesNotContain(app.Source.Requests, request => request.Url.Host == "source.example.com");
        Assert.StartsWith("The credentials cannot be had", (await app.PollReportAsync()).GetProperty("lastResult").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_is_missing_shows_in_the_status()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("request.auth", """{ "type": "bearer", "secret": "absent" }""")));

        var bridge = (await app.GetAsync("/api/status")).GetProperty("bridges")[0];

        Assert.Equal(["absent"], bridge.GetProperty("missingSecrets").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task A_secret_that_was_replaced_is_read_anew_when_the_old_one_is_refused()
    {
        await using var app = await TestApp.StartPollAsync(PollText.With(("request.auth", """{ "type": "bearer", "secret": "key" }""")));
        app.Source.CredentialHeader = "Authorization";
        await app.PollAsync(TimeSpan.Zero);
        app.WriteSecrets("""{ "client": { "id": "external", "secret": "s" }, "key": "new" }""");
        app.Source.On = request => request.Headers["Authorization"] == "Bearer new" ? null : new HttpResponseMessage(HttpStatusCode.Unauthorized);

        // Before the file would be looked at again by itself.
        using var run = await app.PostAsOperatorAsync($"/api/polls/{TestApp.Bridge}/run", "");

        Assert.Equal(["Bearer key/+=", "Bearer key/+=", "Bearer new"], app.Source.Requests.Select(request => request.Headers["Authorization"]));
        Assert.Equal(0, (await app.PollReportAsync()).GetProperty("failures").GetInt32());
    }
}
