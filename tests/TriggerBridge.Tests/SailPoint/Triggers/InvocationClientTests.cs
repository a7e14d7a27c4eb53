using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Triggers;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.SailPoint.Triggers;

/// <summary>What sending an answer to a callback address came to.</summary>
public sealed class InvocationClientTests
{
    private const string Secret = "the-invocation's-secret";

    private static readonly Uri Callback = new("https://acme.example.com/beta/trigger-invocations/i-1/complete");

    [Fact]
    public async Task An_answer_goes_once_without_a_token_and_with_its_questions_secret()
    {
        using var isc = new StubHttpHandler(_ => new HttpResponseMessage(HttpStatusCode.NoContent));

        Assert.IsType<CompleteOutcome.Accepted>(await CompleteAsync(isc));

        var request = Assert.Single(isc.Requests);
        Assert.Equal((HttpMethod.Post, Callback), (request.Method, request.Url));
        Assert.False(request.Headers.ContainsKey("Authorization"));
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        var sent = JsonElement.Parse(request.Body);
        Assert.Equal(Secret, sent.GetProperty("secret").GetString());
        Assert.Equal("""{"approved":true}""", sent.GetProperty("output").GetRawText());
        Assert.Equal(2, sent.EnumerateObject().Count());
    }

    [Theory]
    [InlineData(400, typeof(CompleteOutcome.Refused))]
    [InlineData(401, typeof(CompleteOutcome.Refused))]
    [InlineData(404, typeof(CompleteOutcome.Refused))]
    [InlineData(302, typeof(CompleteOutcome.Refused))]
    [InlineData(429, typeof(CompleteOutcome.NotTaken))]
    [InlineData(408, typeof(CompleteOutcome.Unclear))]
    [InlineData(500, typeof(CompleteOutcome.Unclear))]
    [InlineData(503, typeof(CompleteOutcome.Unclear))]
    [InlineData(504, typeof(CompleteOutcome.Unclear))]
    public async Task A_status_says_whether_it_was_taken(int status, Type outcome)
    {
        using var isc = new StubHttpHandler(_ => new HttpResponseMessage((HttpStatusCode)status));

        Assert.IsType(outcome, await CompleteAsync(isc));
        Assert.Single(isc.Requests);
    }

    [Fact]
    public async Task A_refusal_does_not_repeat_the_secret()
    {
        using var isc = new StubHttpHandler(_ => StubHttpHandler.Json(HttpStatusCode.BadRequest, $$"""{"detailCode":"400","messages":[{"locale":"en","text":"Wrong {{Secret}}"}]}"""));

        var refused = Assert.IsType<CompleteOutcome.Refused>(await CompleteAsync(isc));

        Assert.StartsWith("HTTP 400: Wrong ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ISC_may_say_when_to_come_again()
    {
        using var isc = new StubHttpHandler(_ => new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Headers = { RetryAfter = new(TimeSpan.FromSeconds(20)) } });

        Assert.Equal(TimeSpan.FromSeconds(20), Assert.IsType<CompleteOutcome.NotTaken>(await CompleteAsync(isc)).RetryAfter);
    }

    [Fact]
    public async Task What_did_not_leave_was_not_taken()
    {
        using var isc = new StubHttpHandler(_ => new HttpResponseMessage(HttpStatusCode.NoContent)) { IsUnreachable = true };

        Assert.IsType<CompleteOutcome.NotTaken>(await CompleteAsync(isc));
    }

    [Fact]
    public async Task What_left_and_was_not_answered_is_unclear()
    {
        using var isc = new StubHttpHandler(_ => throw new HttpRequestException(HttpRequestError.ResponseEnded));

        Assert.IsType<CompleteOutcome.Unclear>(await CompleteAsync(isc));
    }

    [Fact]
    public async Task Without_time_nothing_is_sent()
    {
        using var isc = new StubHttpHandler(_ => new HttpResponseMessage(HttpStatusCode.NoContent));

        Assert.IsType<CompleteOutcome.NotTaken>(await CompleteAsync(isc, TimeSpan.Zero));
    }

    private static async Task<CompleteOutcome> CompleteAsync(StubHttpHandler isc, TimeSpan? timeout = null)
    {
        await using var services = IscTestClient.Over(isc);
        var answer = new CompleteInvocation { Secret = Secret, Output = JsonElement.Parse("""{"approved":true}""") };
        return await services.GetRequiredService<InvocationClient>().CompleteAsync(Callback, answer, timeout ?? TimeSpan.FromMinutes(1), CancellationToken.None);
    }
}
