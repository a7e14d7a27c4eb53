using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.DependencyInjection;
using TriggerBridge.SailPoint;
using TriggerBridge.SailPoint.Tokens;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.SailPoint.Tokens;

public sealed class TokenEndpointTests
{
    private static readonly ClientCredential Credential = new() { Id = "client-1", Secret = "open sesame&=" };
    private readonly ManualClock _time = new();

    [Fact]
    public async Task Request_is_the_client_credentials_grant_in_a_form()
    {
        using var handler = new StubHttpHandler(_ => StubHttpHandler.Json(HttpStatusCode.OK, IscBodies.Token));

        var token = Assert.IsType<TokenResult.Issued>(await Get(handler)).Token;

        var request = Assert.Single(handler.Requests);
        Assert.Equal(HttpMethod.Post, request.Method);
        Assert.Equal("https://acme.api.identitynow.com/oauth/token", request.Url.AbsoluteUri);
        Assert.Equal("application/x-www-form-urlencoded", request.Headers["Content-Type"]);
        Assert.Equal("grant_type=client_credentials&client_id=client-1&client_secret=open+sesame%26%3D", request.Body);
        Assert.StartsWith("TriggerBridge/", request.Headers["User-Agent"], StringComparison.Ordinal);
        Assert.Equal("the-token", token.Value);
        Assert.Equal("client-1", token.ClientId);
        Assert.Equal(_time.GetUtcNow().AddSeconds(749), token.ExpiresAt);
    }

    [Theory]
    [InlineData("""{"access_token":"t"}""", "expires_in")]
    [InlineData("""{"access_token":"t","expires_in":0}""", "expires_in")]
    [InlineData("""{"access_token":"t","expires_in":-5}""", "expires_in")]
    [InlineData("""{"access_token":"t","expires_in":"749"}""", "expires_in")]
    [InlineData("""{"access_token":"t","expires_in":null}""", "expires_in")]
    [InlineData("""{"access_token":"t","expires_in":1e40}""", "expires_in")]
    [InlineData("""{"expires_in":749}""", "access_token")]
    [InlineData("""{"access_token":"","expires_in":749}""", "access_token")]
    [InlineData("""{"access_token":{"x":1},"expires_in":749}""", "access_token")]
    [InlineData("""{"access_token":"t\r\nX-Injected: 1","expires_in":749}""", "access_token")]
    [InlineData("""["t"]""", "no JSON object")]
    [InlineData("""{"access_token":"t","expires_""", "not JSON")]
    [InlineData("<html>", "not JSON")]
    [InlineData("", "not JSON")]
    public async Task An_answer_that_cannot_be_used_says_why(string body, string why)
    {
        using var handler = new StubHttpHandler(_ => StubHttpHandler.Json(HttpStatusCode.OK, body));

        var unavailable = Assert.IsType<TokenResult.Unavailable>(await Get(handler));

        Assert.Contains(why, unavailable.Message, StringComparison.Ordinal);
        Assert.Equal(200, unavailable.HttpStatus);
    }

    [Theory]
    [InlineData(400, IscBodies.WrongSecret, "Client authentication failed")]
    [InlineData(401, """{"error":"invalid_client"}""", "invalid_client")]
    [InlineData(401, "", "HTTP 401 without a readable body")]
    [InlineData(400, """{"error_description":"No client with 'open sesame&='"}""", "No client with '***'")]
    public async Task A_refused_client_is_a_wrong_credential(int status, string body, string message)
    {
        using var handler = new StubHttpHandler(_ => StubHttpHandler.Json((HttpStatusCode)status, body));

        Assert.Equal(new TokenResult.WrongCredential(status, message), await Get(handler));
    }

    [Theory]
    [InlineData(302, "", "HTTP 302 without a readable body")]
    [InlineData(403, IscBodies.BlockedAgent, "HTTP 403 without a readable body")]
    [InlineData(404, IscBodies.NotFound, "The server did not find a current representation for the target resource.")]
    [InlineData(429, IscBodies.RateLimited, "Rate Limit Exceeded")]
    [InlineData(500, IscBodies.Fault, "An internal fault occurred.")]
    [InlineData(502, IscBodies.BadGateway, "HTTP 502 without a readable body")]
    public async Task Any_other_status_is_unavailable_for_as_long_as_it_says(int status, string body, string message)
    {
        using var handler = new StubHttpHandler(_ =>
        {
            var response = StubHttpHandler.Json((HttpStatusCode)status, body);
            response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(11));
            return response;
        });

        Assert.Equal(new TokenResult.Unavailable(message, status, TimeSpan.FromSeconds(11)), await Get(handler));
    }

    [Fact]
    public async Task No_answer_in_time_is_unavailable()
    {
        using var handler = new StubHttpHandler(async (_, cancellationToken) =>
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
            throw new InvalidOperationException("Not reached.");
        });

        Assert.Equal(new TokenResult.Unavailable("The token endpoint did not answer: timed out", null, null), await Get(handler));
    }

    [Fact]
    public async Task A_broken_connection_is_unavailable()
    {
        await using var server = new RawTcpServer(connection => connection.ReadRequestAsync());

        var unavailable = Assert.IsType<TokenResult.Unavailable>(await Get(null, server.Url));

        Assert.Equal("The token endpoint did not answer: ResponseEnded", unavailable.Message);
    }

    private async Task<TokenResult> Get(HttpMessageHandler? handler, Uri? baseUrl = null)
    {
        await using var services = IscTestClient.Over(handler, _time);
        var tenant = new IscTenant { Name = "acme", BaseUrl = baseUrl ?? new Uri("https://acme.api.identitynow.com") };
        return await services.GetRequiredService<TokenCache>().GetAsync(tenant, Credential, CancellationToken.None);
    }
}
