using System.Net;
using Azure;
using Azure.Core;
using TriggerBridge.Tables;
using TriggerBridge.Tests.Testing.Tables;

namespace TriggerBridge.Tests.Tables;

public sealed class BearerTokenTests
{
    [Fact]
    public async Task Token_for_storage_is_fetched_once_and_sent()
    {
        using var http = new StubTableHttp(HttpStatusCode.NoContent);
        var identity = new Identity();
        var table = new TableServiceClient(new("https://account.table.core.windows.net/"), identity, http.Options()).GetTableClient("Rows");

        await table.AddEntityAsync(new("p", "r"));
        await table.DeleteEntityAsync("p", "r", ETag.All);

        Assert.Equal("https://storage.azure.com/.default", Assert.Single(identity.Scopes));
        Assert.All(http.Requests, request => Assert.Equal("Bearer token", request.Headers["Authorization"]));
        Assert.Equal(
            ["https://account.table.core.windows.net/Rows", "https://account.table.core.windows.net/Rows(PartitionKey='p',RowKey='r')"],
            [.. http.Requests.Select(request => request.Uri)]);
    }

    [Fact]
    public async Task Token_never_goes_out_over_plain_http()
    {
        using var http = new StubTableHttp(HttpStatusCode.NoContent);
        var table = new TableServiceClient(new("http://account.table.core.windows.net/"), new Identity(), http.Options()).GetTableClient("Rows");

        await Assert.ThrowsAsync<InvalidOperationException>(() => table.AddEntityAsync(new("p", "r")));

        Assert.Empty(http.Requests);
    }

    [Fact]
    public async Task Token_that_cannot_be_had_is_the_services_401_and_nothing_is_sent()
    {
        using var http = new StubTableHttp(HttpStatusCode.NoContent);
        var identity = new Identity { Fault = new NotSupportedException("No managed identity here.") };
        var table = new TableServiceClient(new("https://account.table.core.windows.net/"), identity, http.Options()).GetTableClient("Rows");

        var exception = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new("p", "r")));

        Assert.Equal((401, identity.Fault), (exception.Status, exception.InnerException));
        Assert.Single(identity.Scopes);
        Assert.Empty(http.Requests);
    }

    private sealed class Identity : TokenCredential
    {
        public List<string> Scopes { get; } = [];

        public Exception? Fault { get; init; }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes.AddRange(requestContext.Scopes);
            return Fault is not null
                ? throw Fault
                : new("token", TimeProvider.System.GetUtcNow().AddHours(1));
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
            => new(GetToken(requestContext, cancellationToken));
    }
}
