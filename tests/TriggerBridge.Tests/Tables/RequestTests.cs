using System.Net;
using Azure;
using TriggerBridge.Tables;
using TriggerBridge.Tests.Testing.Tables;
using static TriggerBridge.Tables.TableTransactionActionType;

namespace TriggerBridge.Tests.Tables;

/// <summary>What goes over the wire, letter by letter.</summary>
public sealed class RequestTests : IDisposable
{
    private readonly StubTableHttp _http = new(HttpStatusCode.NoContent);

    private TableClient Table
        => new TableServiceClient("AccountName=acc;AccountKey=a2V5;EndpointSuffix=example.org", _http.Options()).GetTableClient("Rows");

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Insert_names_versions_formats_and_types()
    {
        await Table.AddEntityAsync(new("p", "r")
        {
            ["Text"] = "ü",
            ["Long"] = 7L,
            ["Double"] = 2.0,
            ["Time"] = new DateTimeOffset(2024, 3, 1, 13, 0, 0, TimeSpan.FromHours(1)),
            ["Bytes"] = new byte[] { 1, 2, 3 },
            ["Id"] = Guid.Empty,
            ["Flag"] = true,
            ["None"] = null,
        });

        var sent = Assert.Single(_http.Requests);
        Assert.Equal(("POST", "https://acc.table.example.org/Rows"), (sent.Method, sent.Uri));
        Assert.Equal(
            """{"PartitionKey":"p","RowKey":"r","Text":"ü","Long@odata.type":"Edm.Int64","Long":"7","Double@odata.type":"Edm.Double","Double":2,""" +
            "\"Time@odata.type\":\"Edm.DateTime\",\"Time\":\"2024-03-01T12:00:00Z\",\"Bytes@odata.type\":\"Edm.Binary\",\"Bytes\":\"AQID\"," +
            "\"Id@odata.type\":\"Edm.Guid\",\"Id\":\"00000000-0000-0000-0000-000000000000\",\"Flag\":true}",
            sent.Body);
        Assert.Equal("2020-12-06", sent.Headers["x-ms-version"]);
        Assert.Equal("3.0", sent.Headers["DataServiceVersion"]);
        Assert.Equal("application/json; odata=minimalmetadata", sent.Headers["Accept"]);
        Assert.Equal("application/json", sent.Headers["Content-Type"]);
        Assert.Equal("return-no-content", sent.Headers["Prefer"]);
    }

    [Fact]
    public async Task Changes_name_the_row_and_what_it_must_match()
    {
        var etag = new ETag("W/\"1\"");
        await Table.UpdateEntityAsync(new("it's", "a|b %"), etag);
        await Table.UpdateEntityAsync(new("p", "r"), ETag.All, TableUpdateMode.Replace);
        await Table.UpsertEntityAsync(new("p", "r"));
        await Table.UpsertEntityAsync(new("p", "r"), TableUpdateMode.Replace);
        await Table.DeleteEntityAsync("p", "r", etag);

        Assert.Equal(
            [("PATCH", "W/\"1\""), ("PUT", "*"), ("PATCH", null), ("PUT", null), ("DELETE", "W/\"1\"")],
            _http.Requests.Select(sent => (sent.Method, sent.Headers.GetValueOrDefault("If-Match"))));
        Assert.Equal("https://acc.table.example.org/Rows(PartitionKey='it%27%27s',RowKey='a%7Cb%20%25')", _http.Requests[0].Uri);
    }

    [Fact]
    public async Task Transaction_is_one_change_set_of_requests()
    {
        await Assert.ThrowsAsync<RequestFailedException>(() => Table.SubmitTransactionAsync(
        [
            new(Add, new("p", "a") { ["N"] = 1 }),
            new(UpdateMerge, new("p", "b"), new("W/\"1\"")),
            new(Delete, new("p", "c|"), ETag.All),
        ]));

        var sent = Assert.Single(_http.Requests);
        Assert.Equal(("POST", "https://acc.table.example.org/$batch"), (sent.Method, sent.Uri));
        Assert.Equal("multipart/mixed; boundary=batch_triggerbridge", sent.Headers["Content-Type"]);
        Assert.Equal(
            """
            --batch_triggerbridge
            Content-Type: multipart/mixed; boundary=changeset_triggerbridge

            --changeset_triggerbridge
            Content-Type: application/http
            Content-Transfer-Encoding: binary

            POST https://acc.table.example.org/Rows HTTP/1.1
            Accept: application/json;odata=minimalmetadata
            DataServiceVersion: 3.0
            Content-Type: application/json
            Prefer: return-no-content

            {"PartitionKey":"p","RowKey":"a","N":1}
            --changeset_triggerbridge
            Content-Type: application/http
            Content-Transfer-Encoding: binary

            PATCH https://acc.table.example.org/Rows(PartitionKey='p',RowKey='b') HTTP/1.1
            Accept: application/json;odata=minimalmetadata
            DataServiceVersion: 3.0
            Content-Type: application/json
            If-Match: W/"1"

            {"PartitionKey":"p","RowKey":"b"}
            --changeset_triggerbridge
            Content-Type: application/http
            Content-Transfer-Encoding: binary

            DELETE https://acc.table.example.org/Rows(PartitionKey='p',RowKey='c%7C') HTTP/1.1
            Accept: application/json;odata=minimalmetadata
            DataServiceVersion: 3.0
            Content-Type: application/json
            If-Match: *


            --changeset_triggerbridge--
            --batch_triggerbridge--

            """.ReplaceLineEndings("\r\n"),
            sent.Body);
    }

    [Fact]
    public async Task Query_escapes_its_parts_and_goes_on_from_both_keys()
    {
        var rows = Table.QueryAsync<TableEntity>("PartitionKey eq 'a&b'", maxPerPage: 5, select: ["RowKey", "N"]);

        await Assert.ThrowsAnyAsync<Exception>(() => rows.AsPages("1!4!cA-- 1!8!cg==").FirstAsync().AsTask());

        Assert.Equal(
            "https://acc.table.example.org/Rows()?$filter=PartitionKey%20eq%20%27a%26b%27&$top=5&$select=RowKey%2CN" +
            "&NextPartitionKey=1%214%21cA--&NextRowKey=1%218%21cg%3D%3D",
            Assert.Single(_http.Requests).Uri);
    }
}
