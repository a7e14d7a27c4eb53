using System.Net;
using Azure;
using TriggerBridge.Tables;
using TriggerBridge.Tests.Testing.Tables;
using static TriggerBridge.Tables.TableTransactionActionType;

namespace TriggerBridge.Tests.Tables;

/// <summary>Answers in the service's own shape, which differs from Azurite's in boundaries and empty lines.</summary>
public sealed class TransactionAnswerTests
{
    private const string Accepted =
        """
        --batchresponse_e69b1c6c-62ff-471e-ab88-9a4aeef0a880
        Content-Type: multipart/mixed; boundary=changesetresponse_a6253244-7e21-42a8-a149-479ee9e94a25

        --changesetresponse_a6253244-7e21-42a8-a149-479ee9e94a25
        Content-Type: application/http
        Content-Transfer-Encoding: binary

        HTTP/1.1 204 No Content
        X-Content-Type-Options: nosniff
        Cache-Control: no-cache
        Preference-Applied: return-no-content
        DataServiceVersion: 3.0;
        Location: https://acc.table.core.windows.net/Rows(PartitionKey='p',RowKey='a')
        ETag: W/"datetime'2024-03-01T12%3A00%3A00.0000001Z'"


        --changesetresponse_a6253244-7e21-42a8-a149-479ee9e94a25
        Content-Type: application/http
        Content-Transfer-Encoding: binary

        HTTP/1.1 204 No Content
        X-Content-Type-Options: nosniff
        Cache-Control: no-cache
        DataServiceVersion: 1.0;


        --changesetresponse_a6253244-7e21-42a8-a149-479ee9e94a25--
        --batchresponse_e69b1c6c-62ff-471e-ab88-9a4aeef0a880--
        """;

    private const string Refused =
        """
        --batchresponse_1
        Content-Type: multipart/mixed; boundary=changesetresponse_2

        --changesetresponse_2
        Content-Type: application/http
        Content-Transfer-Encoding: binary

        HTTP/1.1 409 Conflict
        X-Content-Type-Options: nosniff
        DataServiceVersion: 3.0;
        Content-Type: application/json;odata=minimalmetadata;streaming=true;charset=utf-8

        {"odata.error":{"code":"EntityAlreadyExists","message":{"lang":"en-US","value":"12:The specified entity already exists.\nRequestId:1"}}}
        --changesetresponse_2--
        --batchresponse_1--
        """;

    [Fact]
    public async Task Each_action_has_its_answer()
    {
        var result = await SubmitAsync(Accepted);

        Assert.Equal([204, 204], result.Value.Select(response => response.Status));
        var (inserted, deleted) = (result.Value[0], result.Value[1]);
        Assert.Equal("W/\"datetime'2024-03-01T12%3A00%3A00.0000001Z'\"", inserted.Headers.ETag!.Value.ToString());
        Assert.Null(deleted.Headers.ETag);
        Assert.Equal(["X-Content-Type-Options", "Cache-Control", "DataServiceVersion"], [.. deleted.Headers.Select(header => header.Name)]);
        Assert.Equal(0, deleted.Content.ToMemory().Length);
    }

    [Fact]
    public async Task Part_has_the_times_and_ids_of_the_whole_but_not_its_body_headers()
    {
        var result = await SubmitAsync(Accepted);

        Assert.Equal(new(2024, 3, 1, 12, 0, 0, TimeSpan.Zero), result.Value[1].Headers.Date);
        Assert.Equal("req-1", result.Value[1].Headers.RequestId);
        Assert.False(result.Value[1].Headers.Contains("Content-Type"));
    }

    [Fact]
    public async Task Refused_action_gives_status_code_index_and_the_services_time()
    {
        var exception = await Assert.ThrowsAsync<TableTransactionFailedException>(() => SubmitAsync(Refused));

        Assert.Equal((409, TableErrorCode.EntityAlreadyExists, 12), (exception.Status, exception.ErrorCode, exception.FailedTransactionActionIndex));
        Assert.Equal(new(2024, 3, 1, 12, 0, 0, TimeSpan.Zero), exception.GetRawResponse()!.Headers.Date);
        Assert.Contains("already exists", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--batchresponse_1\r\nContent-Type: multipart/mixed; boundary=changesetresponse_2\r\n\r\n")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n")]
    [InlineData("HTTP/1.1\r\n\r\nHTTP/1.1 204 No Content")]
    public async Task Answer_that_does_not_tell_of_every_action_is_none(string body)
    {
        var exception = await Assert.ThrowsAsync<RequestFailedException>(() => SubmitAsync(body));

        Assert.Equal(0, exception.Status);
    }

    [Fact]
    public async Task Refusal_of_the_whole_is_no_transactions_failure()
    {
        using var http = new StubTableHttp(
            HttpStatusCode.Forbidden, """{"odata.error":{"code":"AuthenticationFailed","message":{"lang":"en-US","value":"No."}}}""");

        var exception = await Assert.ThrowsAsync<RequestFailedException>(() => SubmitAsync(http.Options()));

        Assert.Equal((403, "AuthenticationFailed"), (exception.Status, exception.ErrorCode));
    }

    private static async Task<Response<IReadOnlyList<Response>>> SubmitAsync(string body)
    {
        using var http = new StubTableHttp((_, _) => Task.FromResult(Answer(body)));
        return await SubmitAsync(http.Options());
    }

    private static HttpResponseMessage Answer(string body)
    {
        var answer = StubTableHttp.Answer(HttpStatusCode.Accepted, body.ReplaceLineEndings("\r\n"));
        answer.Headers.Date = new(2024, 3, 1, 12, 0, 0, TimeSpan.Zero);
        answer.Headers.Add("x-ms-request-id", "req-1");
        return answer;
    }

    private static Task<Response<IReadOnlyList<Response>>> SubmitAsync(TableClientOptions options)
        => new TableServiceClient("AccountName=acc;AccountKey=a2V5", options).GetTableClient("Rows")
            .SubmitTransactionAsync([new(Add, new("p", "a")), new(Delete, new("p", "b"), ETag.All)]);
}
