using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TriggerBridge.EndToEnd.Testing;

/// <summary>A Table service that plays one bridge with any number of deliveries: it makes each page when it is asked for, and keeps none.</summary>
internal sealed class LargeTable : IAsyncDisposable
{
    public const string Bridge = "large";

    private const int MostRows = 1000;

    private readonly WebApplication _app;
    private readonly int _rows;

    private LargeTable(WebApplication app, int rows) => (_app, _rows) = (app, rows);

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName=account;AccountKey={Convert.ToBase64String(new byte[32])};TableEndpoint={_app.Urls.Single()}/account;";

    public static async Task<LargeTable> StartAsync(int rows)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var table = new LargeTable(builder.Build(), rows);
        table._app.Run(table.AnswerAsync);
        await table._app.StartAsync();
        return table;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers["x-ms-version"] = "2019-02-02";
        response.ContentType = "application/json;odata=minimalmetadata";
        var path = request.Path.Value!;
        if (!HttpMethods.IsGet(request.Method))
        {
            // Tables are there already, and whatever is written is passed over.
            response.StatusCode = path.EndsWith("/Tables", StringComparison.Ordinal) ? 409 : 204;
            response.Headers.ETag = "W/\"1\"";
            if (response.StatusCode == 409) await response.WriteAsync("""{"odata.error":{"code":"TableAlreadyExists","message":{"lang":"en-US","value":"x"}}}""");
        }
        else if (path.Contains("(PartitionKey", StringComparison.Ordinal))
        {
            response.StatusCode = 404;
            await response.WriteAsync("""{"odata.error":{"code":"ResourceNotFound","message":{"lang":"en-US","value":"x"}}}""");
        }
        else if (path.Contains("/Deliveries", StringComparison.Ordinal))
        {
            await WritePageAsync(request, response);
        }
        else
        {
            await response.WriteAsync(path.Contains("/Partitions", StringComparison.Ordinal)
                ? $$"""{"value":[{"odata.etag":"W/\"1\"","PartitionKey":"bridge","RowKey":"{{Bridge}}","Timestamp":"2026-06-01T12:00:00Z"}]}"""
                : """{"value":[]}""");
        }
    }

    private async Task WritePageAsync(HttpRequest request, HttpResponse response)
    {
        var first = request.Query["NextRowKey"] is [{ Length: > 0 } next] ? int.Parse(next, CultureInfo.InvariantCulture) : 0;
        var top = request.Query["$top"] is [{ Length: > 0 } given] ? Math.Min(int.Parse(given, CultureInfo.InvariantCulture), MostRows) : MostRows;
        var end = request.Query["$filter"].ToString().Contains("D|", StringComparison.Ordinal) ? Math.Min(first + top, _rows) : first;
        if (end < _rows && end > first)
        {
            response.Headers["x-ms-continuation-NextPartitionKey"] = Bridge;
            response.Headers["x-ms-continuation-NextRowKey"] = end.ToString(CultureInfo.InvariantCulture);
        }

        var page = new StringBuilder("""{"value":[""");
        for (var number = first; number < end; number++)
            page.Append(number == first ? "" : ",").Append(Row(number));
        await response.WriteAsync(page.Append("]}").ToString());
    }

    private static string Row(int number)
    {
        var at = new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero).AddSeconds(-number);
        var id = number.ToString("x32", CultureInfo.InvariantCulture);
        return JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["odata.etag"] = "W/\"1\"",
            ["PartitionKey"] = Bridge,
            ["RowKey"] = string.Create(CultureInfo.InvariantCulture, $"D|{DateTimeOffset.MaxValue.UtcTicks - at.UtcTicks:D19}|{id}"),
            ["Timestamp"] = at,
            ["DeliveryId"] = id,
            ["SenderId"] = "sender-" + id,
            ["EventType"] = "organization.member_removed",
            ["BridgeVersion"] = "0123456789ab",
            ["ReceivedAt@odata.type"] = "Edm.DateTime",
            ["ReceivedAt"] = at.UtcDateTime,
            ["UpdatedAt@odata.type"] = "Edm.DateTime",
            ["UpdatedAt"] = at.UtcDateTime,
            ["Status"] = "Completed",
            ["Reason"] = "",
            ["Tenant"] = "acme",
            ["WorkflowId"] = "5b9f0c1e-0000-4000-8000-000000000000",
            ["WorkflowExecutionId"] = "5b9f0c1e-0000-4000-8000-" + id[..12],
            ["AttemptCount"] = 1,
            ["Attempts"] = """[{"number":1,"startedAt":"2026-06-01T12:00:00+00:00","durationMs":42,"outcome":"Started","httpStatus":200}]""",
            ["Work"] = "",
            ["WriteId"] = id,
        });
    }
}
