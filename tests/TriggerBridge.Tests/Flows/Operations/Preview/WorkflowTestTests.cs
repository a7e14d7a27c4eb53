using System.Net;
using System.Text.Json;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Flows.Operations.Preview;

/// <summary>The preview that also asks the workflow, against the simulator or an ISC that answers as live ones were seen to.</summary>
public sealed class WorkflowTestTests
{
    private const string Address = $"/api/bridges/{TestApp.Bridge}/preview?test=true";
    private const string Event = """{"user":{"login":"octocat"}}""";

    [Fact]
    public async Task What_the_workflow_receives_is_compared_and_nothing_is_started()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();

        var test = await TestAsync(app);

        Assert.Equal("Same", test.GetProperty("verdict").GetString());
        Assert.Equal("octocat", test.GetProperty("received").GetProperty("login").GetString());
        Assert.Empty(await app.Simulator.ExecutionsAsync());
        Assert.Empty((await app.GetAsync("/api/deliveries")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Without_an_envelope_too()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(workflow: """, "envelope": "none" """);

        Assert.Equal("Same", (await TestAsync(app)).GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task A_tenant_that_hands_on_the_whole_body_is_recognized()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.OnTest = body => StubHttpHandler.Json(HttpStatusCode.OK, $$"""{"payload":{{body}}}""");

        var test = await TestAsync(app);

        Assert.Equal("Wrapped", test.GetProperty("verdict").GetString());
        Assert.Contains("$.trigger.input", test.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_difference_is_told_with_its_place()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.OnTest = _ => StubHttpHandler.Json(HttpStatusCode.OK, """{"payload":{"login":"OCTOCAT","_attempt":1,"extra":[1]}}""");

        var test = await TestAsync(app);

        Assert.Equal("Different", test.GetProperty("verdict").GetString());
        Assert.Equal(["$.login", "$._deliveryId", "$.extra"], test.GetProperty("differences").EnumerateArray().Select(each => each.GetProperty("path").GetString()));
    }

    [Fact]
    public async Task Where_only_an_execution_is_named_its_history_tells()
    {
        await using var app = await TestApp.StartWithSimulatorAsync();
        // As ISC's other test operation answers: by starting an execution.
        app.Simulator.OnRequest = async request => request.Url.AbsolutePath.EndsWith("/test", StringComparison.Ordinal)
            ? await app.Simulator.SendAsync(request with { Url = new Uri(request.Url.AbsoluteUri[..^"/test".Length]) })
            : null;

        Assert.Equal("Same", (await TestAsync(app)).GetProperty("verdict").GetString());
        Assert.Equal(1, app.Simulator.Histories);
    }

    [Fact]
    public async Task Without_a_read_credential_the_execution_stays_unread()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.OnTest = _ => StubHttpHandler.Json(HttpStatusCode.OK, """{"workflowExecutionId":"e1"}""");

        var test = await TestAsync(app);

        Assert.Equal("Unknown", test.GetProperty("verdict").GetString());
        Assert.Equal(
            "The test started execution e1; what it received is not known: The tenant has no read credential.", test.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_refused_token_is_renewed_once()
    {
        await using var app = await TestApp.StartAsync();
        var refusals = 1;
        app.Tenant.OnTest = body => refusals-- > 0
            ? StubHttpHandler.Json(HttpStatusCode.Unauthorized, """{"error":"expired"}""")
            : StubHttpHandler.Json(HttpStatusCode.OK, $$"""{"payload":{{JsonElement.Parse(body).GetProperty("input")}}}""");

        Assert.Equal("Same", (await TestAsync(app)).GetProperty("verdict").GetString());
        Assert.Equal(2, app.Tenant.TokenRequests);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "{}", "ISC knows no workflow workflow with an external trigger.")]
    [InlineData(HttpStatusCode.BadRequest, """{"messages":[{"text":"octocat is not welcome"}]}""", "ISC answered 400: *** is not welcome")]
    [InlineData(HttpStatusCode.OK, "{}", "ISC answered without saying what the workflow received.")]
    [InlineData(HttpStatusCode.OK, "[]", "ISC answered 200: HTTP 200 without a readable body")]
    public async Task Why_nothing_is_known_is_told(HttpStatusCode status, string answer, string expected)
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.OnTest = _ => StubHttpHandler.Json(status, answer);

        var test = await TestAsync(app);

        Assert.Equal(("Unknown", expected), (test.GetProperty("verdict").GetString(), test.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Being_told_to_wait_counts_for_deliveries_too()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.OnTest = _ => StubHttpHandler.Json(HttpStatusCode.TooManyRequests, """{"message":"slow down"}""");

        await TestAsync(app);
        var delivery = await app.DeliveryAsync(await app.DeliverAsync("event"));

        Assert.Equal("Received", delivery.GetProperty("status").GetString());
        Assert.Empty(app.Tenant.Inputs);
    }

    [Fact]
    public async Task What_is_not_sent_is_not_tested()
    {
        await using var app = await TestApp.StartAsync();

        var report = await PreviewEventTests.PreviewAsync(app, "{}", Address);

        Assert.Equal(JsonValueKind.Null, report.GetProperty("events")[0].GetProperty("test").ValueKind);
        Assert.Empty(app.Tenant.Handler.Requests);
    }

    private static async Task<JsonElement> TestAsync(TestApp app) =>
        (await PreviewEventTests.PreviewAsync(app, Event, Address)).GetProperty("events")[0].GetProperty("test");
}
