using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TriggerBridge.Flows.Operations.Replay;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Describing;

/// <summary>Queries of operators: what is not known, or not as it should be, is never passed over.</summary>
public sealed class OperatorQueryTests
{
    [Theory]
    [InlineData("GET", "/api/deliveries?tak=5", "unknown-query-key", "'tak' is not a query key of this address; did you mean 'take'?")]
    [InlineData("GET", "/api/deliveries?stauts=Started&take=5", "unknown-query-key", "'stauts' is not a query key of this address; did you mean 'status'?")]
    [InlineData("GET", "/api/deliveries?code=KEY", "unknown-query-key", "'code' is not a query key of this address; the query keys are bridge, status, take, continuation.")]
    [InlineData("GET", "/api/polls?take=5", "unknown-query-key", "'take' is not a query key: this address takes none.")]
    [InlineData("POST", "/api/polls/github/run?dry=1", "unknown-query-key", "'dry' is not a query key: this address takes none.")]
    [InlineData("GET", "/api/bridges/github/drift?sinse=2026-01-01", "unknown-query-key", "'sinse' is not a query key of this address; did you mean 'since'?")]
    [InlineData("GET", "/api/deliveries?take=0", "invalid-request", "'take' must be a number from 1 to 200.")]
    [InlineData("GET", "/api/deliveries?take=201", "invalid-request", "'take' must be a number from 1 to 200.")]
    [InlineData("GET", "/api/deliveries?take=1&take=2", "invalid-request", "'take' is given twice.")]
    [InlineData("GET", "/api/deliveries?bridge=a%00b", "invalid-request", "'bridge' must be a name: letters, digits and hyphens, 64 at most.")]
    [InlineData("GET", "/api/bridges/github/drift?since=yesterday", "invalid-request", "'since' must be a time, such as 2026-06-01T00:00:00Z.")]
    [InlineData("GET", "/api/bridges/github/schema?deliveries=-1", "invalid-request", "'deliveries' must be a number from 1 to 1000.")]
    [InlineData("POST", "/api/bridges/github/preview?test=yes", "invalid-request", "'test' must be true or false.")]
    public async Task What_is_wrong_is_told_with_its_key(string method, string address, string slug, string detail)
    {
        await using var app = await TestApp.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        request.Headers.Authorization = TestApp.Operator;

        using var answer = await app.Client.SendAsync(request);

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal(("urn:triggerbridge:error:" + slug, detail), (problem.GetProperty("type").GetString(), problem.GetProperty("detail").GetString()));
        Assert.NotEmpty(problem.GetProperty("remedy").GetString()!);
    }

    [Fact]
    public async Task Nobody_without_proof_hears_of_query_keys()
    {
        await using var app = await TestApp.StartAsync();
        using var answer = await app.Client.GetAsync("/api/deliveries?tak=5");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_long_key_is_not_repeated_in_full()
    {
        await using var app = await TestApp.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/status?{new string('x', 3000)}=1");
        request.Headers.Authorization = TestApp.Operator;
        using var answer = await app.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.InRange((await answer.Content.ReadAsStringAsync()).Length, 100, 600);
    }

    [Theory]
    [InlineData("/api/deliveries?take=1&continuation={0}", true)]
    [InlineData("/api/deliveries?take=2&continuation={0}", true)]
    [InlineData("/api/deliveries?take=1&bridge=github&continuation={0}", false)]
    [InlineData("/api/deliveries?take=1&status=Started&continuation={0}", false)]
    public async Task A_continuation_belongs_to_its_filters(string address, bool isTaken)
    {
        await using var app = await TestApp.StartAsync();
        await app.DeliverAsync("1");
        await app.DeliverAsync("2");
        var token = (await app.GetAsync("/api/deliveries?take=1")).GetProperty("continuation").GetString();

        using var request = new HttpRequestMessage(HttpMethod.Get, string.Format(CultureInfo.InvariantCulture, address, token));
        request.Headers.Authorization = TestApp.Operator;
        using var answer = await app.Client.SendAsync(request);

        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(isTaken ? HttpStatusCode.OK : HttpStatusCode.BadRequest, answer.StatusCode);
        if (isTaken) Assert.Single(body.GetProperty("items").EnumerateArray());
        else Assert.Equal("'continuation' is of another query: send it with the filters that the answer before was asked for with.", body.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_continuation_of_a_dry_run_replays_nothing()
    {
        await using var app = await TestApp.StartAsync();
        var token = new ListPosition("D|1", TestApp.Bridge).Write(new BulkReplayOrder { Status = DeliveryStatus.Failed, DryRun = true, Order = new() { By = "operator" } }.Filters);

        using var dry = await app.PostAsOperatorAsync("/api/deliveries/replay", $$"""{"status":"Failed","dryRun":true,"continuation":"{{token}}"}""");
        using var real = await app.PostAsOperatorAsync("/api/deliveries/replay", $$"""{"status":"Failed","continuation":"{{token}}"}""");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (dry.StatusCode, real.StatusCode));
        Assert.Equal("urn:triggerbridge:error:invalid-continuation", (await real.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        await using var app = await TestApp.StartAsync();
        using var answer = await app.PostAsOperatorAsync("/api/bridges/github/pause", $$"""{"reason":"{{new string('x', 70_000)}}"}""");
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }
}
