using TriggerBridge.Tables;

namespace TriggerBridge.Tests.Tables;

/// <summary>Rows by filter, page by page.</summary>
public abstract class QueryContract : TableContract
{
    private static readonly DateTimeOffset Noon = new(2024, 6, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Rows_come_by_partition_and_row_key()
    {
        foreach (var (partition, row) in ((string, string)[])[("b", "1"), ("a", "2"), ("a", "10"), ("B", "1"), ("a", "|"), ("a", "ä")])
            await Table.AddEntityAsync(Row(partition, row, null));

        Assert.Equal(["B 1", "a 10", "a 2", "a |", "a ä", "b 1"], await FoundAsync(null, row => $"{row.PartitionKey} {row.RowKey}"));
    }

    [Fact]
    public async Task Range_of_row_keys_within_a_partition()
    {
        foreach (var (partition, row) in ((string, string)[])[("p", "a"), ("p", "b"), ("p", "c"), ("p", "d"), ("q", "b")])
            await Table.AddEntityAsync(Row(partition, row, null));

        Assert.Equal(["b", "c"], await FoundAsync(TableClient.CreateQueryFilter($"PartitionKey eq {"p"} and RowKey ge {"b"} and RowKey lt {"d"}")));
        Assert.Equal(["b", "c", "d"], await FoundAsync($"PartitionKey eq 'p' and RowKey gt 'a' and RowKey le 'd'"));
    }

    [Theory]
    [ClassData(typeof(OddKeys))]
    public async Task Odd_key_can_be_asked_for(string key)
    {
        await Table.AddEntityAsync(Row(key, key, null));
        await Table.AddEntityAsync(Row("other", "other", null));

        Assert.Equal([key], await FoundAsync(TableClient.CreateQueryFilter($"PartitionKey eq {key} and RowKey eq {key}")));
    }

    [Fact]
    public async Task Properties_of_every_type_can_be_compared()
    {
        await Table.AddEntityAsync(Everything("a", "x", 1, 10_000_000_000L, 1.5, true, Noon, Guid.Empty));
        await Table.AddEntityAsync(Everything("b", "y", 2, 20_000_000_000L, 2.0, false, Noon.AddHours(1), Guid.Parse("6c646e8a-3731-2f10-db82-35d8ee02e977")));
        FormattableString[] onlyB =
        [
            $"Text eq {"y"}", $"Text ne {"x"}", $"Int gt {1}", $"Int ge {2}", $"Long gt {10_000_000_000L}", $"Double eq {2.0}", $"Double gt {1.75}",
            $"Bool eq {false}", $"Bool ne {true}", $"Time ge {Noon.AddSeconds(1)}", $"Id eq {Guid.Parse("6c646e8a-3731-2f10-db82-35d8ee02e977")}",
            $"PartitionKey eq {"p"} and Text eq {"y"} and Int lt {3}",
        ];

        foreach (var filter in onlyB)
            Assert.Equal([filter.Format, "b"], [filter.Format, .. await FoundAsync(TableClient.CreateQueryFilter(filter))]);
    }

    [Fact]
    public async Task Row_without_the_property_does_not_equal_anything()
    {
        await Table.AddEntityAsync(new("p", "with") { ["Status"] = "Open" });
        await Table.AddEntityAsync(new("p", "without"));

        Assert.Equal(["with"], await FoundAsync("Status eq 'Open'"));
        Assert.Equal(["with"], await FoundAsync("Status ge 'A'"));
    }

    [Fact]
    public async Task Nonsense_is_refused()
        => await FailsAsync(400, "InvalidInput", () => FoundAsync("PartitionKey eq 'p' and and"));

    [Fact]
    public async Task Select_leaves_the_rest_out()
    {
        await Table.AddEntityAsync(new("p", "a") { ["Text"] = "x", ["Large"] = new byte[1000], ["Long"] = 5L });

        var row = Assert.Single(await Table.QueryAsync<TableEntity>(select: ["PartitionKey", "RowKey", "Long"]).ToListAsync());

        Assert.Equal(("p", "a", 5L), (row.PartitionKey, row.RowKey, row.GetInt64("Long")));
        Assert.False(row.ContainsKey("Large") || row.ContainsKey("Text"));
        Assert.NotEqual(default, row.ETag);
    }

    [Fact]
    public async Task More_rows_than_a_page_holds_come_all_and_in_order()
    {
        var keys = Enumerable.Range(0, 1234).Select(i => $"{i:0000}").ToArray();
        await FillAsync(keys);

        Assert.Equal(keys, await FoundAsync("PartitionKey eq 'p'"));
        var pages = await Table.QueryAsync<TableEntity>().AsPages().ToListAsync();
        Assert.Equal([1000, 234], pages.Select(page => page.Values.Count));
        Assert.Null(pages[^1].ContinuationToken);
    }

    [Fact]
    public async Task Token_goes_on_where_the_page_ended()
    {
        await FillAsync(["a", "b's", "c ü", "d|%", "e"]);
        var query = Table.QueryAsync<TableEntity>("PartitionKey eq 'p'", maxPerPage: 2);

        var seen = new List<string>();
        string? token = null;
        do
        {
            // A fresh enumeration each time, as a web page's next request would.
            await using var pages = query.AsPages(token).GetAsyncEnumerator();
            Assert.True(await pages.MoveNextAsync());
            Assert.InRange(pages.Current.Values.Count, 1, 2);
            seen.AddRange(pages.Current.Values.Select(row => row.RowKey));
            token = pages.Current.ContinuationToken;
        }
        while (token is not null);

        Assert.Equal(["a", "b's", "c ü", "d|%", "e"], seen);
    }

    [Fact]
    public async Task Hint_for_a_page_goes_before_the_querys_own_size()
    {
        await FillAsync(["a", "b", "c"]);

        var pages = await Table.QueryAsync<TableEntity>(maxPerPage: 1).AsPages(pageSizeHint: 3).ToListAsync();

        Assert.Equal(3, pages[0].Values.Count);
    }

    [Fact]
    public async Task Empty_table_has_no_rows()
        => Assert.Empty(await FoundAsync(null));

    [Fact]
    public async Task Cancellation_ends_the_enumeration()
    {
        await FillAsync(["a", "b", "c"]);
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Table.QueryAsync<TableEntity>(maxPerPage: 1, cancellationToken: cancellation.Token))
                await cancellation.CancelAsync();
        });
    }

    private async Task<string[]> FoundAsync(string? filter, Func<TableEntity, string>? show = null)
        => [.. (await Table.QueryAsync<TableEntity>(filter).ToListAsync()).Select(show ?? (row => row.RowKey))];

    private async Task FillAsync(IEnumerable<string> keys)
    {
        foreach (var chunk in keys.Chunk(100))
            await Table.SubmitTransactionAsync(chunk.Select(key => new TableTransactionAction(TableTransactionActionType.Add, Row(key))));
    }

    private static TableEntity Everything(
        string key, string text, int small, long large, double real, bool flag, DateTimeOffset time, Guid id) => new("p", key)
        {
            ["Text"] = text,
            ["Int"] = small,
            ["Long"] = large,
            ["Double"] = real,
            ["Bool"] = flag,
            ["Time"] = time,
            ["Id"] = id,
        };
}
