using System.Net;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Identity;
using TriggerBridge.Ledger;
using TriggerBridge.Testing;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Testing.Tables;

namespace TriggerBridge.Tests.Ledger;

/// <summary>Whatever the client makes of a service that does not answer, the ledger has one exception for it.</summary>
public sealed class NoAnswerTests
{
    private const string ConnectionString = "AccountName=a;AccountKey=a2V5";

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_port_where_nobody_listens_is_no_answer_however_often_it_was_tried(int retries)
    {
        var options = new TableClientOptions { Retry = { MaxRetries = retries, Delay = TimeSpan.FromMilliseconds(1) } };
        await GetsNoAnswerAsync(new TableServiceClient($"{ConnectionString};TableEndpoint=http://127.0.0.1:{FreePort.Next()}/a", options));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_connection_that_is_reset_while_it_opens_is_no_answer(int retries)
    {
        using var handler = ResetConnections.Handler();
        var options = new TableClientOptions { Transport = new HttpClientTransport(handler), Retry = { MaxRetries = retries, Delay = TimeSpan.FromMilliseconds(1) } };
        await GetsNoAnswerAsync(new TableServiceClient($"{ConnectionString};TableEndpoint=http://127.0.0.1/a", options));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Azure_Cores_own_time_out_is_no_answer_and_no_cancellation(int retries)
    {
        using var http = new StubTableHttp(async cancellationToken =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return StubTableHttp.Answer(HttpStatusCode.NoContent);
        });
        var options = http.Options(retries);
        options.Retry.NetworkTimeout = TimeSpan.FromMilliseconds(20);

        await GetsNoAnswerAsync(new TableServiceClient(ConnectionString, options));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task An_answer_that_breaks_off_is_none(int retries)
    {
        using var http = new StubTableHttp(_ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new BreaksOff()) }));
        await GetsNoAnswerAsync(new TableServiceClient(ConnectionString, http.Options(retries)));
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "AuthenticationFailed", 1)]
    [InlineData(HttpStatusCode.Forbidden, "AuthorizationPermissionMismatch", 1)]
    [InlineData(HttpStatusCode.InternalServerError, "InternalError", 3)]
    [InlineData(HttpStatusCode.ServiceUnavailable, "ServerBusy", 3)]
    public async Task A_service_that_is_busy_or_refuses_us_is_none_and_keeps_its_status(HttpStatusCode status, string code, int requests)
    {
        using var http = new StubTableHttp(status, StubTableHttp.Error(code));

        var fault = await Assert.ThrowsAsync<LedgerUnavailableException>(() => Tables(http).SubmitAsync([Add("a")], default));

        var answer = Assert.IsType<RequestFailedException>(fault.InnerException, exactMatch: false);
        Assert.Equal(((int)status, code, requests), (answer.Status, answer.ErrorCode, http.Requests));
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, "<html>Sign in to the guest network</html>", "text/html")]
    [InlineData(HttpStatusCode.NotFound, "<html>No such page</html>", "text/html")]
    [InlineData(HttpStatusCode.NotFound, """{"odata.error":{"code":"TableNotFound","message":{"lang":"en-US","value":"No table."}}}""", "application/json")]
    [InlineData(HttpStatusCode.Conflict, """{"odata.error":{"code":"TableBeingDeleted","message":{"lang":"en-US","value":"Wait."}}}""", "application/json")]
    [InlineData(HttpStatusCode.OK, """{"value":[{"PartitionKey":"p","RowKey":"r","N@odata.type":"Edm.Int64","N":"many"}],"N@odata.type":"Edm.Int64","N":"many"}""", "application/json")]
    public async Task What_the_service_does_not_say_to_the_question_is_none(HttpStatusCode status, string body, string contentType)
    {
        using var http = new StubTableHttp(status, body, contentType);
        await GetsNoAnswerAsync(new TableServiceClient(ConnectionString, http.Options()));
    }

    [Fact]
    public async Task A_transaction_is_not_done_where_an_actions_answer_is_missing()
    {
        const string OnePart = "--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\nContent-Type: application/http\r\n\r\n"
            + "HTTP/1.1 204 No Content\r\nETag: W/\"1\"\r\n\r\n\r\n--c--\r\n--b--\r\n";
        using var http = new StubTableHttp(HttpStatusCode.Accepted, OnePart, "multipart/mixed; boundary=b");

        Assert.Single(await Tables(http).SubmitAsync([Add("a")], default));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => Tables(http).SubmitAsync([Add("a"), Add("b")], default));
    }

    [Fact]
    public async Task A_token_that_cannot_be_had_is_no_answer_and_nothing_is_sent()
    {
        using var http = new StubTableHttp(HttpStatusCode.NoContent);
        await GetsNoAnswerAsync(new TableServiceClient(new Uri("https://account.table.core.windows.net/"), new NoIdentity(), http.Options()));
        Assert.Equal(0, http.Requests);
    }

    [Fact]
    public async Task A_callers_cancellation_stays_one()
    {
        using var cancellation = new CancellationTokenSource();
        using var http = new StubTableHttp(async cancellationToken =>
        {
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return StubTableHttp.Answer(HttpStatusCode.NoContent);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Tables(http).SubmitAsync([Add("a")], cancellation.Token));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, "InvalidInput")]
    [InlineData(HttpStatusCode.Conflict, "EntityAlreadyExists")]
    [InlineData(HttpStatusCode.PreconditionFailed, "UpdateConditionNotSatisfied")]
    [InlineData(HttpStatusCode.RequestEntityTooLarge, "RequestBodyTooLarge")]
    public async Task A_refusal_is_an_answer(HttpStatusCode status, string code)
    {
        using var http = new StubTableHttp(status, StubTableHttp.Error(code));

        var refusal = await Assert.ThrowsAsync<RequestFailedException>(() => Tables(http).SubmitAsync([Add("a")], default));

        Assert.Equal(((int)status, code, 1), (refusal.Status, refusal.ErrorCode, http.Requests));
    }

    private static async Task GetsNoAnswerAsync(TableServiceClient service)
    {
        var tables = new LedgerTables(service, new LedgerClock(TimeProvider.System));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => tables.ProbeAsync(default));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => tables.SubmitAsync([Add("a")], default));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => tables.Deliveries.RowsAsync("RowKey ge 'a'", ["RowKey"], pageSize: null, default).ToListAsync().AsTask());
    }

    private static LedgerTables Tables(StubTableHttp http) =>
        new(new TableServiceClient(ConnectionString, http.Options()), new LedgerClock(TimeProvider.System));

    private static TableTransactionAction Add(string rowKey) => new(TableTransactionActionType.Add, new TableEntity("p", rowKey));

    private sealed class NoIdentity : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new CredentialUnavailableException("No identity here.");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new CredentialUnavailableException("No identity here.");
    }

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
