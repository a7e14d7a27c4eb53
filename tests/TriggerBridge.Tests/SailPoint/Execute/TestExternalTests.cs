using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TriggerBridge.SailPoint.Execute;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.SailPoint.Tokens;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.SailPoint.Execute;

public sealed class TestExternalTests
{
    private static readonly AccessToken Token = new("token", "client", Sample.Noon);

    [Theory]
    [InlineData("https://acme.api.identitynow.com/v2026/workflows/execute/external/w1", "https://acme.api.identitynow.com/v2026/workflows/execute/external/w1/test")]
    [InlineData("https://acme.api.identitynow.com/workflows/v1/execute/external/w1/", "https://acme.api.identitynow.com/workflows/v1/execute/external/w1/test")]
    [InlineData("https://gateway.example/w%2F1?key=a", "https://gateway.example/w%2F1/test?key=a")]
    public async Task Its_address_lies_below_that_of_execute(string executeUrl, string expected)
    {
        using var isc = new StubHttpHandler(_ => StubHttpHandler.Json(HttpStatusCode.OK, """{"payload":{"a":1}}"""));
        await using var clients = IscTestClient.Over(isc);

        var answer = await TestAsync(clients, new Uri(executeUrl));

        var request = Assert.Single(isc.Requests);
        Assert.Equal((HttpMethod.Post, expected, """{"input":{"a":1}}"""), (request.Method, request.Url.AbsoluteUri, request.Body));
        Assert.Equal("Bearer token", request.Headers["Authorization"]);
        Assert.Equal("""{"a":1}""", Assert.IsType<IscAnswer<WorkflowTestReply>.Found>(answer).Value.Payload?.GetRawText());
    }

    [Fact]
    public async Task No_connection_is_an_answer()
    {
        using var isc = new StubHttpHandler(_ => throw new HttpRequestException(HttpRequestError.NameResolutionError));
        await using var clients = IscTestClient.Over(isc);

        var answer = await TestAsync(clients, new Uri("https://acme.example/x"));

        Assert.Equal("ISC did not answer: NameResolutionError", Assert.IsType<IscAnswer<WorkflowTestReply>.Unreachable>(answer).Message);
    }

    private static Task<IscAnswer<WorkflowTestReply>> TestAsync(IServiceProvider clients, Uri executeUrl) =>
        clients.GetRequiredService<ExternalWorkflowClient>()
            .TestExternalAsync(executeUrl, Token, """{"input":{"a":1}}"""u8.ToArray(), TimeSpan.FromSeconds(30), CancellationToken.None);
}
