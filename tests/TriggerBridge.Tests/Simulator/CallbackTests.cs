using System.Net;
using System.Text.Json;

namespace TriggerBridge.Tests.Simulator;

/// <summary>Answers that come later, to the address in the event.</summary>
public sealed class CallbackTests
{
    private const string Output = """{"id":"7","name":"Cleo","type":"IDENTITY"}""";

    [Theory]
    [InlineData("ASYNC", HttpStatusCode.OK)]
    [InlineData("DYNAMIC", HttpStatusCode.Accepted)]
    public async Task Callback_completes_the_invocation_once(string mode, HttpStatusCode promise)
    {
        await using var tenant = await EventTenant.StartAsync(promise);
        var metadata = await tenant.AskAsync(mode);
        tenant.Clock.Advance(TimeSpan.FromMinutes(59));

        using var first = await tenant.CallBackAsync(metadata, Output);
        using var second = await tenant.CallBackAsync(metadata, Output);

        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        Assert.Contains("has been completed", await EventTenant.ErrorOf(second), StringComparison.Ordinal);
        Assert.StartsWith("400.1.404", (await EventTenant.JsonOf(second)).GetProperty("detailCode").GetString(), StringComparison.Ordinal);
        var status = Assert.Single(await tenant.StatusesAsync());
        Assert.Equal($$"""{"localizedError":null,"output":{{Output}}}""", status.GetProperty("completeInvocationInput").GetRawText());
        Assert.Equal(TimeSpan.FromMinutes(59), status.GetProperty("completed").GetDateTimeOffset() - status.GetProperty("created").GetDateTimeOffset());
        var callbacks = (await tenant.InvocationAsync()).GetProperty("callbacks");
        Assert.Equal([JsonValueKind.Null, JsonValueKind.String], callbacks.EnumerateArray().Select(callback => callback.GetProperty("refused").ValueKind));
    }

    [Fact]
    public async Task Callback_with_an_error_fails_the_invocation()
    {
        await using var tenant = await EventTenant.StartAsync();
        var metadata = await tenant.AskAsync();

        using var answer = await tenant.CallBackAsync(metadata, "{}", more: ""","error":"Nobody is there." """);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal("Failed", (await tenant.InvocationAsync()).GetProperty("status").GetString());
        var status = Assert.Single(await tenant.StatusesAsync());
        Assert.Equal(
            """{"localizedError":{"locale":"en-US","message":"Nobody is there."},"output":{}}""", status.GetProperty("completeInvocationInput").GetRawText());
    }

    [Fact]
    public async Task Of_callbacks_at_the_same_time_one_is_accepted()
    {
        await using var tenant = await EventTenant.StartAsync();
        var metadata = await tenant.AskAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => tenant.CallBackAsync(metadata))));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.NoContent);
        Assert.All(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task Wrong_secret_or_an_output_that_is_none_completes_nothing()
    {
        await using var tenant = await EventTenant.StartAsync();
        var metadata = await tenant.AskAsync();

        using var wrong = await tenant.CallBackAsync(metadata, secret: "wrong");
        using var list = await tenant.CallBackAsync(metadata, output: "[]");
        using var nothing = await tenant.PostAsync(metadata.GetProperty("callbackURL").GetString()!, "");
        using var unknown = await tenant.PostAsync("/beta/trigger-invocations/unknown/complete", """{"secret":"s","output":{}}""");

        Assert.Contains("secret", await EventTenant.ErrorOf(wrong), StringComparison.Ordinal);
        Assert.Contains("output", await EventTenant.ErrorOf(list), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, nothing.StatusCode);
        Assert.Contains("no such invocation", await EventTenant.ErrorOf(unknown), StringComparison.Ordinal);
        Assert.Equal("Waiting", (await tenant.InvocationAsync()).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("", 60)]
    [InlineData(""","responseDeadline":"PT5M" """, 5)]
    public async Task Callback_after_the_deadline_is_refused(string more, int minutes)
    {
        await using var tenant = await EventTenant.StartAsync();
        var metadata = await tenant.AskAsync(more: more);
        tenant.Clock.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
        Assert.Equal("Waiting", (await tenant.InvocationAsync()).GetProperty("status").GetString());
        tenant.Clock.Advance(TimeSpan.FromSeconds(1));

        using var late = await tenant.CallBackAsync(metadata);

        Assert.Contains("deadline", await EventTenant.ErrorOf(late), StringComparison.Ordinal);
        var status = Assert.Single(await tenant.StatusesAsync());
        Assert.Equal(TimeSpan.FromMinutes(minutes), status.GetProperty("completed").GetDateTimeOffset() - status.GetProperty("created").GetDateTimeOffset());
        Assert.Contains("deadline", status.GetProperty("completeInvocationInput").GetProperty("localizedError").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EventTenant.Approver, "SYNC", HttpStatusCode.OK, "has been completed")]
    [InlineData(EventTenant.Approver, "DYNAMIC", HttpStatusCode.OK, "has been completed")]
    [InlineData(EventTenant.Approver, "ASYNC", HttpStatusCode.InternalServerError, "has been completed")]
    public async Task Invocation_that_has_ended_takes_no_callback(string trigger, string mode, HttpStatusCode status, string reason)
    {
        await using var tenant = await EventTenant.StartAsync(status, Output);
        await tenant.SubscribeAsync(trigger, mode);
        await tenant.EmitAsync(trigger);

        using var answer = await tenant.CallBackAsync(tenant.Sent().GetProperty("_metadata"));

        Assert.Contains(reason, await EventTenant.ErrorOf(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Callback_may_come_before_the_answer_that_promises_it_but_not_to_a_synchronous_event()
    {
        EventTenant? tenant = null;
        var early = new Queue<HttpStatusCode>();
        await using var started = tenant = await EventTenant.StartAsync(async (_, _) =>
        {
            using var answer = await tenant!.CallBackAsync(tenant.Sent().GetProperty("_metadata"), Output);
            early.Enqueue(answer.StatusCode);
            return Testing.StubHttpHandler.Json(HttpStatusCode.OK, "{}");
        });
        var pre = "idn:access-request-pre-approval";
        await tenant.SubscribeAsync(EventTenant.Approver, "ASYNC");
        await tenant.SubscribeAsync(pre, "SYNC");

        var asynchronous = Assert.Single(await tenant.EmitAsync(EventTenant.Approver));
        var synchronous = Assert.Single(await tenant.EmitAsync(pre));

        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.BadRequest], early);
        Assert.Equal(Output, asynchronous.GetProperty("output").GetRawText());
        Assert.Equal("{}", synchronous.GetProperty("output").GetRawText());
    }

    [Fact]
    public async Task Secret_alone_is_enough_and_a_token_must_be_a_good_one()
    {
        await using var tenant = await EventTenant.StartAsync();
        var metadata = await tenant.AskAsync();

        using var bad = new HttpRequestMessage(HttpMethod.Post, metadata.GetProperty("callbackURL").GetString());
        bad.Headers.TryAddWithoutValidation("Authorization", "Bearer unknown");
        using var refused = await tenant.SendAsync(bad);
        using var invocation = await tenant.CallBackWithoutTokenAsync(metadata);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, invocation.StatusCode);
        Assert.Equal(2, (await tenant.GetAsync("/_simulator/requests")).GetProperty("callback").GetInt32());
    }

    [Theory]
    [InlineData("""{"on":"callback","status":429,"retryAfter":3,"times":1}""", HttpStatusCode.TooManyRequests)]
    [InlineData("""{"on":"callback","status":500,"times":1}""", HttpStatusCode.InternalServerError)]
    public async Task Fault_at_the_callback_leaves_the_invocation_open(string fault, HttpStatusCode status)
    {
        await using var tenant = await EventTenant.StartAsync();
        var metadata = await tenant.AskAsync();
        await tenant.FaultAsync($"[{fault}]");

        using var failed = await tenant.CallBackAsync(metadata);
        using var again = await tenant.CallBackAsync(metadata);

        Assert.Equal(status, failed.StatusCode);
        Assert.Equal(status is HttpStatusCode.TooManyRequests ? TimeSpan.FromSeconds(3) : null, failed.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
    }

    [Theory]
    [InlineData("""{"on":"callback","drop":true,"times":1}""", "Waiting")]
    [InlineData("""{"on":"callback","executeThenDrop":true,"times":1}""", "Completed")]
    public async Task Callback_without_an_answer_may_have_completed_the_invocation(string fault, string state)
    {
        await using var tenant = await EventTenant.StartAsync();
        var metadata = await tenant.AskAsync();
        await tenant.FaultAsync($"[{fault}]");

        await Assert.ThrowsAnyAsync<Exception>(() => tenant.CallBackAsync(metadata));

        Assert.Equal(state, (await tenant.InvocationAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Answer_that_is_lost_on_its_way_is_not_given_again()
    {
        await using var tenant = await EventTenant.StartAsync();
        var metadata = await tenant.AskAsync();
        await tenant.FaultAsync("""[{"on":"callback","executeThenStatus":504,"times":1}]""");

        using var lost = await tenant.CallBackAsync(metadata, Output);
        using var again = await tenant.CallBackAsync(metadata, Output);

        Assert.Equal(HttpStatusCode.GatewayTimeout, lost.StatusCode);
        Assert.Contains("has been completed", await EventTenant.ErrorOf(again), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_callback_is_answered_as_such_whatever_the_fault()
    {
        await using var tenant = await EventTenant.StartAsync();
        var metadata = await tenant.AskAsync();
        await tenant.FaultAsync("""[{"on":"callback","executeThenStatus":504,"times":1}]""");

        using var answer = await tenant.CallBackAsync(metadata, secret: "wrong");

        Assert.Contains("secret", await EventTenant.ErrorOf(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deadline_passes_on_demand()
    {
        await using var tenant = await EventTenant.StartAsync();
        var metadata = await tenant.AskAsync();
        await tenant.FaultAsync("""[{"on":"callback","deadlinePassed":true,"times":1}]""");

        using var late = await tenant.CallBackAsync(metadata);
        using var again = await tenant.CallBackAsync(metadata);

        Assert.Contains("deadline", await EventTenant.ErrorOf(late), StringComparison.Ordinal);
        Assert.Contains("deadline", await EventTenant.ErrorOf(again), StringComparison.Ordinal);
        Assert.Equal("Failed", (await tenant.InvocationAsync()).GetProperty("status").GetString());
    }
}
