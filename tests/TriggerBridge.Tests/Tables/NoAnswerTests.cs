using System.Net;
using Azure;
using TriggerBridge.Tables;
using TriggerBridge.Testing;
using TriggerBridge.Tests.Testing.Tables;

namespace TriggerBridge.Tests.Tables;

/// <summary>A caller writes one catch, and status 0 tells it that the call may or may not have been carried out.</summary>
public sealed class NoAnswerTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Unreachable_service_is_status_0_however_often_it_was_tried(int retries)
    {
        var options = new TableClientOptions { Retry = { MaxRetries = retries, Delay = TimeSpan.FromMilliseconds(1) } };
        var service = new TableServiceClient(
            $"AccountName=a;AccountKey=a2V5;TableEndpoint=http://127.0.0.1:{FreePort.Next()}/a", options);

        await FailsAsync(() => service.GetTableClient("Rows").AddEntityAsync(new("p", "r")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Network_timeout_is_status_0(int retries)
    {
        using var http = new StubTableHttp(async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return StubTableHttp.Answer(HttpStatusCode.NoContent);
        });
        var options = http.Options(retries);
        options.Retry.NetworkTimeout = TimeSpan.FromMilliseconds(20);

        await FailsAsync(() => Table(options).AddEntityAsync(new("p", "r")));

        Assert.Equal(retries + 1, http.Requests.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Answer_that_breaks_off_is_status_0(int retries)
    {
        using var http = new StubTableHttp((_, _) => Task.FromResult(new HttpResponseMessage { Content = new StreamContent(new BreaksOff()) }));

        await FailsAsync(() => Table(http.Options(retries)).GetEntityAsync<TableEntity>("p", "r"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>Sign in to the guest network</html>")]
    [InlineData("""{"N@odata.type":"Edm.Int64","N":"many"}""")]
    [InlineData("""{"N":[1]}""")]
    [InlineData("[]")]
    public async Task Answer_that_is_no_row_is_status_0(string body)
    {
        using var http = new StubTableHttp(HttpStatusCode.OK, body);

        await FailsAsync(() => Table(http.Options()).GetEntityAsync<TableEntity>("p", "r"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"value":[{"PartitionKey":"p","RowKey":"r"}""")]
    public async Task Answer_that_is_no_page_is_status_0_and_not_an_empty_table(string body)
    {
        using var http = new StubTableHttp(HttpStatusCode.OK, body);

        await FailsAsync(() => Table(http.Options()).QueryAsync<TableEntity>().ToListAsync().AsTask());
    }

    [Fact]
    public async Task Callers_own_cancellation_stays_one()
    {
        using var cancellation = new CancellationTokenSource();
        using var http = new StubTableHttp(async (_, cancellationToken) =>
        {
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return StubTableHttp.Answer(HttpStatusCode.NoContent);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Table(http.Options()).AddEntityAsync(new("p", "r"), cancellation.Token));
    }

    [Fact]
    public async Task Service_that_stays_busy_keeps_its_own_status()
    {
        using var http = new StubTableHttp(
            HttpStatusCode.ServiceUnavailable, """{"odata.error":{"code":"ServerBusy","message":{"lang":"en-US","value":"Busy."}}}""");

        var exception = await Assert.ThrowsAsync<RequestFailedException>(() => Table(http.Options()).AddEntityAsync(new("p", "r")));

        Assert.Equal((503, TableErrorCode.ServerBusy, 3), (exception.Status, exception.ErrorCode, http.Requests.Count));
    }

    [Fact]
    public async Task Table_that_is_still_being_deleted_is_not_taken_for_one_that_is_there()
    {
        using var http = new StubTableHttp(
            HttpStatusCode.Conflict, """{"odata.error":{"code":"TableBeingDeleted","message":{"lang":"en-US","value":"Try later."}}}""");

        var exception = await Assert.ThrowsAsync<RequestFailedException>(() => Table(http.Options()).CreateIfNotExistsAsync());

        Assert.Equal((409, TableErrorCode.TableBeingDeleted), (exception.Status, exception.ErrorCode));
    }

    [Fact]
    public async Task Error_page_of_a_proxy_keeps_its_status_without_a_code()
    {
        using var http = new StubTableHttp(HttpStatusCode.NotFound, "<html>Nothing here</html>");

        var exception = await Assert.ThrowsAsync<RequestFailedException>(
            () => Table(http.Options()).GetEntityIfExistsAsync<TableEntity>("p", "r"));

        Assert.Equal((404, null), (exception.Status, exception.ErrorCode));
    }

    private static TableClient Table(TableClientOptions options)
        => new TableServiceClient("AccountName=a;AccountKey=a2V5", options).GetTableClient("Rows");

    private static async Task FailsAsync(Func<Task> call)
        => Assert.Equal(0, (await Assert.ThrowsAsync<RequestFailedException>(call)).Status);

    private sealed class BreaksOff : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new IOException("The connection was reset.");

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
