using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using static Azure.Data.Tables.TableTransactionActionType;

namespace TriggerBridge.Tests.Testing.Tables;

/// <summary>
/// What the ledger relies on in Table Storage: held against Azurite and against the service in memory, so that tests on the one are
/// worth what they are on the other. Each test has a table of its own.
/// </summary>
public abstract class TableContract : IAsyncLifetime
{
    private TableClient Table { get; set; } = null!;

    private protected abstract TableServiceClient Service { get; }

    public async Task InitializeAsync()
    {
        Table = NewTable();
        await Table.CreateIfNotExistsAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Creating_a_table_twice_is_no_error_and_leaves_its_rows()
    {
        await Table.AddEntityAsync(Row("a"));

        await Table.CreateIfNotExistsAsync();

        Assert.NotNull(await FindAsync("a"));
    }

    [Fact]
    public async Task Missing_table_is_an_error_for_writes_and_queries_and_looks_like_a_missing_row_for_the_rest()
    {
        var table = NewTable();

        await RefusesAsync(404, TableErrorCode.TableNotFound, () => table.AddEntityAsync(Row("a")));
        await RefusesAsync(404, TableErrorCode.TableNotFound, () => table.UpsertEntityAsync(Row("a")));
        await RefusesAsync(404, TableErrorCode.TableNotFound, () => table.UpdateEntityAsync(Row("a"), ETag.All));
        await RefusesAsync(404, TableErrorCode.TableNotFound, () => table.SubmitTransactionAsync([new(Add, Row("a"))]));
        await RefusesAsync(404, TableErrorCode.TableNotFound, () => table.QueryAsync<TableEntity>().AsPages().FirstAsync().AsTask());
        Assert.Equal(404, (await table.DeleteEntityAsync("p", "a", ETag.All)).Status);
        var read = await table.GetEntityIfExistsAsync<TableEntity>("p", "a");
        Assert.False(read.HasValue);
        Assert.Contains(TableErrorCode.TableNotFound.ToString(), read.GetRawResponse().Content.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row_that_is_not_there_has_no_value_and_its_answer_says_so()
    {
        var read = await Table.GetEntityIfExistsAsync<TableEntity>("p", "a");

        Assert.False(read.HasValue);
        Assert.Equal(404, read.GetRawResponse().Status);
        Assert.Contains(TableErrorCode.ResourceNotFound.ToString(), read.GetRawResponse().Content.ToString(), StringComparison.Ordinal);
        Assert.Equal(404, (await Table.DeleteEntityAsync("p", "a", ETag.All)).Status);
    }

    [Fact]
    public async Task Row_comes_back_with_its_values_and_their_types_and_the_etag_of_its_answer()
    {
        var time = new DateTimeOffset(2024, 6, 1, 12, 0, 0, TimeSpan.FromHours(2)).AddTicks(1234567);
        var bytes = new byte[] { 1, 2, 3 };
        var added = await Table.AddEntityAsync(new TableEntity("p", "it's | ä")
        {
            ["Text"] = "quote \" ' \\ line\r\n 日本語 😀",
            ["Empty"] = "",
            ["Int"] = int.MaxValue,
            ["Long"] = long.MaxValue,
            ["Bool"] = true,
            ["Time"] = time,
            ["Bytes"] = bytes,
            ["None"] = null,
        });
        bytes[0] = 99;

        var row = (await FindAsync("it's | ä"))!;

        Assert.Equal(("p", "it's | ä", added.Headers.ETag), (row.PartitionKey, row.RowKey, row.ETag));
        Assert.Equal(("quote \" ' \\ line\r\n 日本語 😀", ""), (row.GetString("Text"), row.GetString("Empty")));
        Assert.Equal((int.MaxValue, long.MaxValue, true), (row.GetInt32("Int"), row.GetInt64("Long"), row.GetBoolean("Bool")));
        Assert.Equal((time, TimeSpan.Zero), (row.GetDateTimeOffset("Time")!.Value, row.GetDateTimeOffset("Time")!.Value.Offset));
        Assert.Equal([1, 2, 3], row.GetBinary("Bytes"));
        Assert.Null(row["None"]);
        Assert.NotNull(row.Timestamp);
    }

    [Fact]
    public async Task Insert_of_a_taken_key_conflicts_and_leaves_the_row()
    {
        await Table.AddEntityAsync(Row("a", "first"));

        await RefusesAsync(409, TableErrorCode.EntityAlreadyExists, () => Table.AddEntityAsync(Row("a", "second")));

        Assert.Equal("first", (await FindAsync("a"))!.GetString("Text"));
    }

    [Theory]
    [InlineData(TableUpdateMode.Merge, 1)]
    [InlineData(TableUpdateMode.Replace, null)]
    public async Task Write_over_a_row_keeps_other_columns_only_when_it_merges_and_a_null_takes_none_away(TableUpdateMode mode, int? number)
    {
        var added = await Table.AddEntityAsync(Row("updated", "one"));
        await Table.AddEntityAsync(Row("upserted", "one"));

        var updated = await Table.UpdateEntityAsync(new TableEntity("p", "updated") { ["Text"] = "two", ["Number"] = null }, added.Headers.ETag!.Value, mode);
        await Table.UpsertEntityAsync(new TableEntity("p", "upserted") { ["Text"] = "two" }, mode);
        await Table.UpsertEntityAsync(Row("new", "two"), mode);

        foreach (var (key, expected) in ((string, int?)[])[("updated", number), ("upserted", number), ("new", 1)])
        {
            var row = (await FindAsync(key))!;
            Assert.Equal((key, "two", expected), (key, row.GetString("Text"), row.GetInt32("Number")));
        }

        Assert.Equal(updated.Headers.ETag, (await FindAsync("updated"))!.ETag);
        Assert.NotEqual(added.Headers.ETag, updated.Headers.ETag);
    }

    [Fact]
    public async Task Old_etag_is_refused_and_so_is_a_change_of_nothing()
    {
        var old = (await Table.AddEntityAsync(Row("a", "one"))).Headers.ETag!.Value;
        await Table.UpdateEntityAsync(Row("a", "two"), old);

        await RefusesAsync(412, TableErrorCode.UpdateConditionNotSatisfied, () => Table.UpdateEntityAsync(Row("a", "three"), old));
        await RefusesAsync(412, TableErrorCode.UpdateConditionNotSatisfied, () => Table.UpdateEntityAsync(Row("a", "three"), old, TableUpdateMode.Replace));
        await RefusesAsync(412, TableErrorCode.UpdateConditionNotSatisfied, () => Table.DeleteEntityAsync("p", "a", old));
        await RefusesAsync(404, TableErrorCode.ResourceNotFound, () => Table.UpdateEntityAsync(Row("missing"), ETag.All));

        Assert.Equal("two", (await FindAsync("a"))!.GetString("Text"));
        Assert.Null(await FindAsync("missing"));
    }

    [Fact]
    public async Task Row_over_one_mebibyte_is_refused()
    {
        var row = Row("a");
        for (var i = 0; i < 17; i++)
            row[$"Bytes{i}"] = new byte[64 * 1024];

        await RefusesAsync(400, TableErrorCode.EntityTooLarge, () => Table.UpsertEntityAsync(row));
    }

    [Fact]
    public async Task Select_leaves_the_rest_out_and_keeps_the_etag()
    {
        await Table.AddEntityAsync(new TableEntity("p", "a") { ["Text"] = "x", ["Long"] = 5L });

        var read = (await Table.GetEntityIfExistsAsync<TableEntity>("p", "a", ["RowKey", "Long", "Absent"])).Value!;
        var queried = await Table.QueryAsync<TableEntity>(select: ["RowKey", "Long"]).SingleAsync();

        foreach (var row in (TableEntity[])[read, queried])
        {
            Assert.Equal(("a", 5L, null, null), (row.RowKey, row.GetInt64("Long"), row.GetString("Text"), row.GetString("Absent")));
            Assert.NotEqual(default, row.ETag);
        }
    }

    [Fact]
    public async Task Answers_carry_the_services_time()
    {
        var transaction = await Table.SubmitTransactionAsync([new(Add, Row("a"))]);
        var missing = await Table.GetEntityIfExistsAsync<TableEntity>("p", "none");

        var written = (await FindAsync("a"))!.Timestamp!.Value;
        Assert.All(
            [transaction.GetRawResponse(), missing.GetRawResponse()],
            answer => Assert.Equal(written, answer.Headers.Date!.Value, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Actions_of_every_kind_are_applied_together()
    {
        foreach (var key in (string[])["merged", "replaced", "deleted", "upmerged", "upreplaced"])
            await Table.AddEntityAsync(Row(key, "old"));
        var deleted = (await FindAsync("deleted"))!;

        var answers = (await Table.SubmitTransactionAsync(
        [
            new(Add, Row("added", "new")),
            new(UpdateMerge, new TableEntity("p", "merged") { ["Text"] = "new" }, ETag.All),
            new(UpdateReplace, new TableEntity("p", "replaced") { ["Text"] = "new" }, ETag.All),
            new(Delete, new TableEntity("p", "deleted"), deleted.ETag),
            new(UpsertMerge, new TableEntity("p", "upmerged") { ["Text"] = "new" }),
            new(UpsertReplace, new TableEntity("p", "upreplaced") { ["Text"] = "new" }),
        ])).Value;

        Assert.Null(await FindAsync("deleted"));
        foreach (var (key, index, number) in ((string, int, int?)[])
            [("added", 0, 1), ("merged", 1, 1), ("replaced", 2, null), ("upmerged", 4, 1), ("upreplaced", 5, null)])
        {
            var row = (await FindAsync(key))!;
            Assert.Equal((key, "new", number, answers[index].Headers.ETag), (key, row.GetString("Text"), row.GetInt32("Number"), row.ETag));
        }
    }

    [Fact]
    public async Task Refused_action_rolls_back_the_whole_and_is_named_by_its_index()
    {
        var old = (await Table.AddEntityAsync(Row("taken", "one"))).Headers.ETag!.Value;
        await Table.UpdateEntityAsync(Row("taken", "two"), old);

        foreach (var (status, code, refused) in ((int, TableErrorCode, TableTransactionAction)[])
        [
            (409, TableErrorCode.EntityAlreadyExists, new(Add, Row("taken", "three"))),
            (412, TableErrorCode.UpdateConditionNotSatisfied, new(UpdateMerge, Row("taken", "three"), old)),
            (412, TableErrorCode.UpdateConditionNotSatisfied, new(UpdateReplace, Row("taken", "three"), old)),
            (412, TableErrorCode.UpdateConditionNotSatisfied, new(Delete, Row("taken"), old)),
            (404, TableErrorCode.ResourceNotFound, new(UpdateMerge, Row("missing"), ETag.All)),
            (404, TableErrorCode.ResourceNotFound, new(Delete, Row("missing"), ETag.All)),
        ])
        {
            var refusal = await RefusesAsync(status, code, () => Table.SubmitTransactionAsync([new(Add, Row("a")), new(UpsertReplace, Row("b")), refused]));

            Assert.Equal(2, Assert.IsType<TableTransactionFailedException>(refusal).FailedTransactionActionIndex);
            Assert.Equal(["taken"], await KeysAsync());
            Assert.Equal("two", (await FindAsync("taken"))!.GetString("Text"));
        }
    }

    [Fact]
    public async Task Transaction_takes_a_hundred_actions()
    {
        await FillAsync(100);
        Assert.Equal(100, (await KeysAsync()).Length);
    }

    [Fact]
    public async Task Of_many_transactions_that_insert_the_same_key_at_once_one_succeeds()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            try
            {
                await Table.SubmitTransactionAsync([new(Add, Row("key", $"{i}")), new(Add, Row($"own{i}"))]);
                return i;
            }
            catch (TableTransactionFailedException conflict) when (conflict.Status == 409)
            {
                return -1;
            }
        }));

        var winner = Assert.Single(outcomes, i => i >= 0);
        Assert.Equal(["key", $"own{winner}"], await KeysAsync());
        Assert.Equal($"{winner}", (await FindAsync("key"))!.GetString("Text"));
    }

    [Theory]
    [InlineData("b", "c", "PartitionKey eq 'p' and RowKey ge 'b' and RowKey lt 'd'")]
    [InlineData("b", "d", "PartitionKey eq 'p' and RowKey gt 'a' and RowKey le 'd' and Text ge 'b'")]
    [InlineData("c", "c", "PartitionKey eq 'p' and Text eq 'it''s c'")]
    public async Task Filter_lets_a_range_of_texts_pass(string first, string last, string filter)
    {
        foreach (var (partition, row, text) in ((string, string, string?)[])
            [("p", "a", "a"), ("p", "b", "b"), ("p", "c", "it's c"), ("p", "d", "d"), ("p", "e", null), ("q", "b", "b")])
            await Table.AddEntityAsync(new TableEntity(partition, row) { ["Text"] = text });

        var found = await KeysAsync(filter);

        Assert.Equal((first, last), (found[0], found[^1]));
        Assert.Equal(last[0] - first[0] + 1, found.Length);
    }

    [Fact]
    public async Task Filter_that_is_none_is_refused() =>
        await RefusesAsync(400, TableErrorCode.InvalidInput, () => KeysAsync("PartitionKey eq 'p' and and"));

    [Fact]
    public async Task Rows_come_by_partition_and_row_key_character_by_character()
    {
        foreach (var (partition, row) in ((string, string)[])[("b", "1"), ("a", "2"), ("a", "10"), ("B", "1"), ("a", "|"), ("a", "ä")])
            await Table.AddEntityAsync(new TableEntity(partition, row));

        var rows = await Table.QueryAsync<TableEntity>().Select(row => $"{row.PartitionKey} {row.RowKey}").ToListAsync();

        Assert.Equal(["B 1", "a 10", "a 2", "a |", "a ä", "b 1"], rows);
    }

    [Fact]
    public async Task More_rows_than_a_page_holds_come_all_and_in_order()
    {
        await FillAsync(1234);

        var pages = await Table.QueryAsync<TableEntity>().AsPages().ToListAsync();

        Assert.Equal([1000, 234], pages.Select(page => page.Values.Count));
        Assert.Equal(Enumerable.Range(0, 1234).Select(i => $"{i:0000}"), pages.SelectMany(page => page.Values).Select(row => row.RowKey));
        Assert.Null(pages[^1].ContinuationToken);
    }

    [Fact]
    public async Task Token_goes_on_where_a_page_ended()
    {
        await FillAsync(5);
        var query = Table.QueryAsync<TableEntity>("PartitionKey eq 'p'", maxPerPage: 2);

        var first = await query.AsPages().FirstAsync();
        var rest = await query.AsPages(first.ContinuationToken).SelectMany(page => page.Values.ToAsyncEnumerable()).ToListAsync();

        Assert.Equal(["0000", "0001"], first.Values.Select(row => row.RowKey));
        Assert.Equal(["0002", "0003", "0004"], rest.Select(row => row.RowKey));
    }

    private static TableEntity Row(string rowKey, string? text = null) => new("p", rowKey) { ["Text"] = text, ["Number"] = 1 };

    private static async Task<RequestFailedException> RefusesAsync(int status, TableErrorCode code, Func<Task> call)
    {
        var refusal = await Assert.ThrowsAnyAsync<RequestFailedException>(call);
        Assert.Equal((status, code.ToString()), (refusal.Status, refusal.ErrorCode));
        return refusal;
    }

    /// <summary>Not created yet.</summary>
    private TableClient NewTable() => Service.GetTableClient($"T{Guid.NewGuid():N}");

    private async Task<TableEntity?> FindAsync(string rowKey)
    {
        var found = await Table.GetEntityIfExistsAsync<TableEntity>("p", rowKey);
        return found.HasValue ? found.Value : null;
    }

    private async Task<string[]> KeysAsync(string? filter = null) =>
        await Table.QueryAsync<TableEntity>(filter, select: ["RowKey"]).Select(row => row.RowKey).ToArrayAsync();

    private async Task FillAsync(int rows)
    {
        foreach (var part in Enumerable.Range(0, rows).Select(i => new TableTransactionAction(Add, Row($"{i:0000}"))).Chunk(100))
            await Table.SubmitTransactionAsync(part);
    }
}
