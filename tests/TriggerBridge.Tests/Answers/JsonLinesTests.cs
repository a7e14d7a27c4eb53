using System.Net;
using System.Text.Json;
using Azure.Data.Tables;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Polling;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Answers;

/// <summary>Lists as lines of JSON: all that is found, and no more of it in memory than a page.</summary>
public sealed class JsonLinesTests
{
    private const int Page = 1000;

    [Fact]
    public async Task All_deliveries_come_as_lines_newest_first_whatever_their_bridges()
    {
        await using var app = await TestApp.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            app.Time.Advance(TimeSpan.FromMinutes(1));
            await app.DeliverAsync($"{i}");
        }

        await CopyAsync(app, count: 7, "another", app.Time.GetUtcNow().AddMinutes(-3));
        var pages = await app.DeliveriesAsync();

        using var answer = await StreamAsync(app, "/api/deliveries");

        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.ToString());
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n');
        Assert.Empty(lines[^1]);
        Assert.Equal(12, lines.Length - 1);
        Assert.Equal(pages.Select(row => row.GetRawText()), lines[..^1]);
    }

    [Theory]
    [InlineData("?bridge=another", 7)]
    [InlineData("?status=received", 7)]
    [InlineData("?take=3", 3)]
    [InlineData("?bridge=nobody", 0)]
    public async Task Filters_and_take_hold_for_lines_too(string query, int expected)
    {
        await using var app = await TestApp.StartAsync();
        await app.DeliverAsync("1");
        await CopyAsync(app, count: 7, "another", Sample.Noon);

        using var answer = await StreamAsync(app, "/api/deliveries" + query);

        Assert.Equal(expected, (await answer.Content.ReadAsStringAsync()).Split('\n').Length - 1);
    }

    [Fact]
    public async Task Lines_go_on_behind_a_page()
    {
        await using var app = await TestApp.StartAsync();
        await CopyAsync(app, count: 10, "another", Sample.Noon);
        var continuation = (await app.GetAsync("/api/deliveries?take=4")).GetProperty("continuation").GetString();

        using var answer = await StreamAsync(app, "/api/deliveries?continuation=" + continuation);
        using var refused = await StreamAsync(app, "/api/deliveries?bridge=another&continuation=" + continuation);

        Assert.Equal(6, (await answer.Content.ReadAsStringAsync()).Split('\n').Length - 1);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    [Fact]
    public async Task Polls_come_as_lines_too()
    {
        await using var app = await TestApp.StartPollAsync(PollText.Good, bridges: 3);
        using var answer = await StreamAsync(app, "/api/polls");
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n');
        Assert.Equal(["github", "github-1", "github-2"], lines[..^1].Select(line => JsonElement.Parse(line).GetProperty("bridge").GetString()));
    }

    // A page for each partition is read before the first line; what follows is read as lines are taken, and what was sent is kept by nobody.
    [Fact]
    public async Task No_more_is_read_than_the_caller_takes()
    {
        const int rows = 30_000;
        await using var app = await TestApp.StartAsync();
        await CopyAsync(app, rows, "large", Sample.Noon);
        var pages = 0;
        app.Tables.Before = operation =>
        {
            if (operation is { Table: "Deliveries", Method: nameof(TableClient.QueryAsync) }) Interlocked.Increment(ref pages);
            return Task.CompletedTask;
        };

        using var answer = await StreamAsync(app, "/api/deliveries?bridge=large");
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var (taken, mostAhead) = (0, 0);
        while (await reader.ReadLineAsync() is not null)
        {
            mostAhead = Math.Max(mostAhead, (Volatile.Read(ref pages) * Page) - ++taken);
        }

        Assert.Equal(rows, taken);
        Assert.True(pages >= rows / Page);
        // The page under way and what lies between the two programs: the same for any number of rows.
        Assert.InRange(mostAhead, 0, 4 * Page);
    }

    [Fact]
    public async Task Where_the_ledger_does_not_answer_at_the_start_the_answer_is_503()
    {
        await using var app = await TestApp.StartAsync();
        await app.DeliverAsync("1");
        app.Tables.Before = operation => operation.Method == nameof(TableClient.QueryAsync) ? throw new HttpRequestException("away") : Task.CompletedTask;

        using var answer = await StreamAsync(app, "/api/deliveries");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task Where_it_fails_midway_the_last_line_is_the_problem_and_the_connection_breaks_off()
    {
        await using var app = await TestApp.StartAsync();
        await CopyAsync(app, count: 3 * Page, "large", Sample.Noon);
        var pages = 0;
        app.Tables.Before = operation => operation is { Table: "Deliveries", Method: nameof(TableClient.QueryAsync) } && Interlocked.Increment(ref pages) > 2
            ? throw new HttpRequestException("away")
            : Task.CompletedTask;

        using var answer = await StreamAsync(app, "/api/deliveries?bridge=large");
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var lines = new List<string>();
        var broken = await Record.ExceptionAsync(async () =>
        {
            while (await reader.ReadLineAsync() is { } line) lines.Add(line);
        });

        Assert.NotNull(broken);
        Assert.InRange(lines.Count, 1, (2 * Page) + 1);
        var last = JsonElement.Parse(lines[^1]);
        if (lines.Count > 2 * Page) Assert.Equal("urn:triggerbridge:error:not-ready", last.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("application/x-ndjson", true)]
    [InlineData("application/json, application/x-ndjson;q=0", false)]
    [InlineData("application/json", false)]
    [InlineData("*/*", false)]
    [InlineData("APPLICATION/X-NDJSON; charset=utf-8", true)]
    public async Task Lines_come_to_who_asks_for_them(string accept, bool areLines)
    {
        await using var app = await TestApp.StartAsync();
        using var answer = await StreamAsync(app, "/api/deliveries", accept);
        Assert.Equal(areLines ? "application/x-ndjson" : "application/json", answer.Content.Headers.ContentType?.MediaType);
    }

    private static async Task<HttpResponseMessage> StreamAsync(TestApp app, string address, string accept = "application/x-ndjson")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = TestApp.Operator;
        Assert.True(request.Headers.TryAddWithoutValidation("Accept", accept));
        return await app.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Many deliveries of one bridge, a second apart, the first of them the newest.</summary>
    private static async Task CopyAsync(TestApp app, int count, string bridge, DateTimeOffset newest)
    {
        var first = await app.RecordAsync(Sample.Received(bridge) with { ReceivedAt = newest }, withPayload: false);
        var table = app.Tables.GetTableClient("Deliveries");
        var row = (await table.GetEntityIfExistsAsync<TableEntity>(bridge, first.RowKey)).Value!;
        foreach (var part in Enumerable.Range(1, count - 1).Chunk(100))
        {
            await table.SubmitTransactionAsync(part.Select(number =>
            {
                var delivery = Sample.Received(bridge) with { ReceivedAt = newest.AddSeconds(-number) };
                var copy = new TableEntity(row) { RowKey = RowKeys.Delivery(delivery.ReceivedAt, delivery.DeliveryId), ["DeliveryId"] = delivery.DeliveryId, ["ReceivedAt"] = delivery.ReceivedAt };
                return new TableTransactionAction(TableTransactionActionType.Add, copy);
            }));
        }
    }
}
