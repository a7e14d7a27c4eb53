using Azure;
using TriggerBridge.Tables;
using static TriggerBridge.Tables.TableTransactionActionType;

namespace TriggerBridge.Tests.Tables;

/// <summary>Several rows at once, or none.</summary>
public abstract class TransactionContract : TableContract
{
    [Fact]
    public async Task Actions_of_every_kind_are_applied_together()
    {
        foreach (var key in (string[])["merged", "replaced", "deleted", "upmerged", "upreplaced"])
            await Table.AddEntityAsync(Row(key, "old"));
        var deleted = (await FindAsync("deleted"))!;

        var result = await Table.SubmitTransactionAsync(
        [
            new(Add, Row("added", "new")),
            new(UpdateMerge, new("p", "merged") { ["Text"] = "new" }, ETag.All),
            new(UpdateReplace, new("p", "replaced") { ["Text"] = "new" }, ETag.All),
            new(Delete, new("p", "deleted"), deleted.ETag),
            new(UpsertMerge, new("p", "upmerged") { ["Text"] = "new" }),
            new(UpsertReplace, new("p", "upreplaced") { ["Text"] = "new" }),
            new(UpsertMerge, Row("upadded", "new")),
        ]);

        Assert.Equal([204, 204, 204, 204, 204, 204, 204], result.Value.Select(response => response.Status));
        Assert.Null(await FindAsync("deleted"));
        foreach (var (key, index, number) in ((string, int, int?)[])
            [("added", 0, 1), ("merged", 1, 1), ("replaced", 2, null), ("upmerged", 4, 1), ("upreplaced", 5, null), ("upadded", 6, 1)])
        {
            var row = (await FindAsync(key))!;
            Assert.Equal(("new", number, result.Value[index].Headers.ETag), (row.GetString("Text"), row.GetInt32("Number"), row.ETag));
        }
    }

    [Fact]
    public async Task Answer_carries_the_services_time_as_a_whole_and_in_each_part()
    {
        var result = await Table.SubmitTransactionAsync([new(Add, Row("a")), new(Add, Row("b"))]);

        var written = (await FindAsync("a"))!.Timestamp!.Value;
        Assert.Equal(written, result.GetRawResponse().Headers.Date!.Value, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Taken_key_rolls_back_the_whole_and_is_named_by_its_index()
    {
        await Table.AddEntityAsync(Row("taken", "first"));
        var before = (await FindAsync("taken"))!.ETag;

        var exception = await FailsAsync(409, TableErrorCode.EntityAlreadyExists, () => Table.SubmitTransactionAsync(
            [new(UpsertMerge, Row("a")), new(Add, Row("taken", "second")), new(Add, Row("b"))]));

        Assert.Equal(1, Assert.IsType<TableTransactionFailedException>(exception).FailedTransactionActionIndex);
        Assert.Equal(["taken"], await KeysAsync());
        Assert.Equal(("first", before), ((await FindAsync("taken"))!.GetString("Text"), (await FindAsync("taken"))!.ETag));
    }

    [Theory]
    [InlineData(UpdateMerge)]
    [InlineData(UpdateReplace)]
    [InlineData(Delete)]
    public async Task Old_etag_rolls_back_the_whole(TableTransactionActionType type)
    {
        var old = (await Table.AddEntityAsync(Row("a", "one"))).Headers.ETag!.Value;
        await Table.UpdateEntityAsync(Row("a", "two"), old);

        var exception = await FailsAsync(412, TableErrorCode.UpdateConditionNotSatisfied, () => Table.SubmitTransactionAsync(
            [new(Add, Row("b")), new(UpsertReplace, Row("c")), new(type, Row("a", "three"), old)]));

        Assert.Equal(2, Assert.IsType<TableTransactionFailedException>(exception).FailedTransactionActionIndex);
        Assert.Equal(["a"], await KeysAsync());
        Assert.Equal("two", (await FindAsync("a"))!.GetString("Text"));
    }

    [Theory]
    [InlineData(UpdateMerge)]
    [InlineData(UpdateReplace)]
    [InlineData(Delete)]
    public async Task Missing_row_rolls_back_the_whole(TableTransactionActionType type)
    {
        var exception = await FailsAsync(404, TableErrorCode.ResourceNotFound, () => Table.SubmitTransactionAsync(
            [new(Add, Row("a")), new(type, Row("missing"), ETag.All)]));

        Assert.Equal(1, Assert.IsType<TableTransactionFailedException>(exception).FailedTransactionActionIndex);
        Assert.Empty(await KeysAsync());
    }

    [Fact]
    public async Task Missing_table_fails_it()
        => await FailsAsync(404, TableErrorCode.TableNotFound, () => NewTable().SubmitTransactionAsync([new(Add, Row("a"))]));

    [Fact]
    public async Task Refusal_carries_the_services_time()
    {
        await Table.AddEntityAsync(Row("a"));

        var exception = await FailsAsync(409, TableErrorCode.EntityAlreadyExists, () => Table.SubmitTransactionAsync(Inserts(["a"])));

        Assert.Equal((await FindAsync("a"))!.Timestamp!.Value, exception.GetRawResponse()!.Headers.Date!.Value, TimeSpan.FromMinutes(1));
    }

    [Theory]
    [ClassData(typeof(OddKeys))]
    public async Task Odd_key_works_in_every_kind_of_action(string key)
    {
        await Table.SubmitTransactionAsync([new(Add, Row(key, key, "one")), new(Add, Row(key, "other", "one"))]);
        await Table.SubmitTransactionAsync([new(UpdateMerge, Row(key, key, "two"), ETag.All), new(Delete, new(key, "other"), ETag.All)]);
        Assert.Equal("two", (await FindAsync(key, key))!.GetString("Text"));

        await Table.SubmitTransactionAsync([new(Delete, new(key, key), ETag.All)]);
        Assert.Empty(await KeysAsync());
    }

    [Fact]
    public async Task Hundred_actions_are_one_transaction()
    {
        var keys = Enumerable.Range(0, 100).Select(i => $"{i:000}").ToArray();

        await Table.SubmitTransactionAsync(Inserts(keys));

        Assert.Equal(keys, await KeysAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public async Task Other_numbers_of_actions_are_refused(int count)
        => await RefusesAsync([.. Inserts(Enumerable.Range(0, count).Select(i => $"{i}"))]);

    [Fact]
    public async Task Two_partitions_are_refused()
        => await RefusesAsync([new(Add, Row("p", "a", null)), new(Add, Row("q", "b", null))]);

    [Fact]
    public async Task Same_row_twice_is_refused()
        => await RefusesAsync([new(Add, Row("a")), new(Add, Row("b")), new(UpsertMerge, Row("a"))]);

    [Theory]
    [InlineData(UpdateMerge)]
    [InlineData(UpdateReplace)]
    [InlineData(Delete)]
    public async Task Change_without_an_etag_is_refused(TableTransactionActionType type)
        => await RefusesAsync([new(Add, Row("a")), new(type, Row("b"))]);

    [Fact]
    public async Task Etag_with_a_line_break_is_refused()
        => await RefusesAsync([new(UpdateMerge, Row("a"), new ETag("*\r\nPrefer: return-content"))]);

    [Fact]
    public async Task More_than_four_mebibytes_are_refused()
        => await RefusesAsync([.. Enumerable.Range(0, 60).Select(i =>
            new TableTransactionAction(Add, new("p", $"{i}") { ["Bytes"] = new byte[60 * 1024] }))]);

    [Fact]
    public async Task Of_many_that_insert_the_same_key_at_once_one_succeeds()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            try
            {
                await Table.SubmitTransactionAsync([new(Add, Row("key", $"{i}")), new(Add, Row($"own{i}"))]);
                return i;
            }
            catch (TableTransactionFailedException exception) when (exception.ErrorCode is TableErrorCode.EntityAlreadyExists)
            {
                return -1;
            }
        }));

        var winner = Assert.Single(outcomes, i => i >= 0);
        Assert.Equal(["key", $"own{winner}"], await KeysAsync());
        Assert.Equal($"{winner}", (await FindAsync("key"))!.GetString("Text"));
    }

    private async Task RefusesAsync(TableTransactionAction[] actions)
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Table.SubmitTransactionAsync(actions));
        Assert.Empty(await KeysAsync());
    }

    private static IEnumerable<TableTransactionAction> Inserts(IEnumerable<string> keys)
        => keys.Select(key => new TableTransactionAction(Add, Row(key)));

    private async Task<string[]> KeysAsync()
    {
        var keys = new List<string>();
        await foreach (var row in Table.QueryAsync<TableEntity>(select: ["RowKey"]))
            keys.Add(row.RowKey);
        return [.. keys];
    }
}
