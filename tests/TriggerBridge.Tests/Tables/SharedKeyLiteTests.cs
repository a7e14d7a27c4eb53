using System.Net;
using Azure;
using Azure.Core.Pipeline;
using TriggerBridge.Tables;
using TriggerBridge.Tests.Testing.Tables;

namespace TriggerBridge.Tests.Tables;

public sealed class SharedKeyLiteTests
{
    private const string Key = "bm90IGEgcmVhbCBrZXksIGJ1dCBhIGxvbmcgZW5vdWdoIG9uZQ==";

    /// <summary>
    /// The signature was computed with openssl from the text that the documentation prescribes: the date, a line break, /account/path.
    /// </summary>
    [Fact]
    public async Task Signature_covers_the_date_the_account_and_the_path_as_sent()
    {
        using var http = new StubTableHttp(HttpStatusCode.NoContent);
        var policy = new SharedKeyLitePolicy(new("account", Key), new At(new(2024, 3, 1, 12, 0, 0, TimeSpan.Zero)));
        var pipeline = HttpPipelineBuilder.Build(http.Options(), policy);
        using var message = pipeline.CreateMessage();
        message.Request.Uri.Reset(new("https://account.table.core.windows.net/Deliveries(PartitionKey='a%7Cb',RowKey='')?$select=Text"));

        await pipeline.SendAsync(message, default);

        Assert.Equal("Fri, 01 Mar 2024 12:00:00 GMT", http.Requests[0].Headers["x-ms-date"]);
        Assert.Equal("SharedKeyLite account:baDdU6sbnnFBhTBfcLguSQu/2BaTs6if7mdJeWOu5hE=", http.Requests[0].Headers["Authorization"]);
    }

    [Fact]
    public async Task Each_try_is_signed()
    {
        using var http = new StubTableHttp((tries, _) =>
            Task.FromResult(StubTableHttp.Answer(tries < 3 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.NoContent)));
        var service = new TableServiceClient(
            new("https://account.table.core.windows.net"), new TableSharedKeyCredential("account", Key), http.Options());

        await service.GetTableClient("Rows").DeleteEntityAsync("p", "r", ETag.All);

        Assert.Equal(3, http.Requests.Count);
        Assert.All(http.Requests, request => Assert.StartsWith("SharedKeyLite account:", request.Headers["Authorization"], StringComparison.Ordinal));
    }

    [Fact]
    public void Credential_does_not_show_its_key()
        => Assert.Equal("account:***", new TableSharedKeyCredential("account", Key).ToString());

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
