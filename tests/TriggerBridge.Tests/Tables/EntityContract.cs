using Azure;
using TriggerBridge.Tables;

namespace TriggerBridge.Tests.Tables;

/// <summary>One row at a time.</summary>
public abstract class EntityContract : TableContract
{
    [Fact]
    public async Task Added_row_comes_back_with_its_keys_its_timestamp_and_the_answers_etag()
    {
        var added = await Table.AddEntityAsync(Row("a", "text"));

        var row = (await Table.GetEntityAsync<TableEntity>("p", "a")).Value;
        Assert.Equal(("p", "a", "text", 1), (row.PartitionKey, row.RowKey, row.GetString("Text"), row.GetInt32("Number")));
        Assert.Equal(added.Headers.ETag, row.ETag);
        Assert.Equal(TimeSpan.Zero, row.Timestamp!.Value.Offset);
    }

    [Theory]
    [ClassData(typeof(OddKeys))]
    public async Task Odd_key_finds_its_row_again(string key)
    {
        await Table.AddEntityAsync(Row(key, key, "one"));
        await Table.UpdateEntityAsync(new(key, key) { ["Text"] = "two" }, ETag.All);

        var row = (await Table.GetEntityAsync<TableEntity>(key, key)).Value;
        Assert.Equal((key, key, "two"), (row.PartitionKey, row.RowKey, row.GetString("Text")));
        Assert.Equal(204, (await Table.DeleteEntityAsync(key, key, row.ETag)).Status);
        Assert.Null(await FindAsync(key, key));
    }

    [Fact]
    public async Task Insert_of_a_taken_key_conflicts_and_leaves_the_row()
    {
        await Table.AddEntityAsync(Row("a", "first"));

        await FailsAsync(409, TableErrorCode.EntityAlreadyExists, () => Table.AddEntityAsync(Row("a", "second")));

        Assert.Equal("first", (await FindAsync("a"))!.GetString("Text"));
    }

    [Theory]
    [InlineData(TableUpdateMode.Merge, 1)]
    [InlineData(TableUpdateMode.Replace, null)]
    public async Task Update_keeps_other_properties_only_when_it_merges(TableUpdateMode mode, int? number)
    {
        var added = await Table.AddEntityAsync(Row("a", "one"));

        var updated = await Table.UpdateEntityAsync(new("p", "a") { ["Text"] = "two" }, added.Headers.ETag!.Value, mode);

        var row = (await FindAsync("a"))!;
        Assert.Equal(("two", number), (row.GetString("Text"), row.GetInt32("Number")));
        Assert.Equal(updated.Headers.ETag, row.ETag);
        Assert.NotEqual(added.Headers.ETag, row.ETag);
    }

    [Theory]
    [InlineData(TableUpdateMode.Merge, 1)]
    [InlineData(TableUpdateMode.Replace, null)]
    public async Task Upsert_writes_a_row_that_is_there_and_one_that_is_not(TableUpdateMode mode, int? number)
    {
        await Table.AddEntityAsync(Row("a", "one"));

        await Table.UpsertEntityAsync(new("p", "a") { ["Text"] = "two" }, mode);
        await Table.UpsertEntityAsync(Row("b", "new"), mode);

        var row = (await FindAsync("a"))!;
        Assert.Equal(("two", number), (row.GetString("Text"), row.GetInt32("Number")));
        Assert.Equal("new", (await FindAsync("b"))!.GetString("Text"));
    }

    [Theory]
    [InlineData(TableUpdateMode.Merge)]
    [InlineData(TableUpdateMode.Replace)]
    public async Task Update_with_an_old_etag_is_refused(TableUpdateMode mode)
    {
        var old = (await Table.AddEntityAsync(Row("a", "one"))).Headers.ETag!.Value;
        await Table.UpdateEntityAsync(Row("a", "two"), old);

        await FailsAsync(412, TableErrorCode.UpdateConditionNotSatisfied, () => Table.UpdateEntityAsync(Row("a", "three"), old, mode));

        Assert.Equal("two", (await FindAsync("a"))!.GetString("Text"));
    }

    [Theory]
    [InlineData(TableUpdateMode.Merge)]
    [InlineData(TableUpdateMode.Replace)]
    public async Task Update_of_a_missing_row_is_refused(TableUpdateMode mode)
    {
        await FailsAsync(404, TableErrorCode.ResourceNotFound, () => Table.UpdateEntityAsync(Row("a"), ETag.All, mode));

        Assert.Null(await FindAsync("a"));
    }

    [Fact]
    public async Task Delete_with_an_old_etag_is_refused()
    {
        var old = (await Table.AddEntityAsync(Row("a", "one"))).Headers.ETag!.Value;
        await Table.UpdateEntityAsync(Row("a", "two"), old);

        await FailsAsync(412, TableErrorCode.UpdateConditionNotSatisfied, () => Table.DeleteEntityAsync("p", "a", old));

        Assert.NotNull(await FindAsync("a"));
    }

    [Fact]
    public async Task Delete_of_a_missing_row_answers_404_and_throws_nothing()
        => Assert.Equal(404, (await Table.DeleteEntityAsync("p", "a", ETag.All)).Status);

    [Fact]
    public async Task Read_of_a_missing_row_throws_or_has_no_value()
    {
        await FailsAsync(404, TableErrorCode.ResourceNotFound, () => Table.GetEntityAsync<TableEntity>("p", "a"));

        var missing = await Table.GetEntityIfExistsAsync<TableEntity>("p", "a");
        Assert.False(missing.HasValue);
        Assert.Equal(404, missing.GetRawResponse().Status);
        Assert.Throws<InvalidOperationException>(() => missing.Value);
    }

    [Fact]
    public async Task Missing_table_is_an_error_for_every_call_also_where_a_missing_row_is_none()
    {
        var table = NewTable();

        await FailsAsync(404, TableErrorCode.TableNotFound, () => table.AddEntityAsync(Row("a")));
        await FailsAsync(404, TableErrorCode.TableNotFound, () => table.UpsertEntityAsync(Row("a")));
        await FailsAsync(404, TableErrorCode.TableNotFound, () => table.UpdateEntityAsync(Row("a"), ETag.All));
        await FailsAsync(404, TableErrorCode.TableNotFound, () => table.DeleteEntityAsync("p", "a", ETag.All));
        await FailsAsync(404, TableErrorCode.TableNotFound, () => table.GetEntityIfExistsAsync<TableEntity>("p", "a"));
        await FailsAsync(404, TableErrorCode.TableNotFound, () => table.QueryAsync<TableEntity>().AsPages().GetAsyncEnumerator().MoveNextAsync().AsTask());
    }

    [Fact]
    public async Task Creating_a_table_twice_is_no_error()
    {
        var table = NewTable();

        Assert.Equal(204, (await table.CreateIfNotExistsAsync()).Status);
        Assert.Equal(409, (await table.CreateIfNotExistsAsync()).Status);
    }

    [Fact]
    public async Task Select_returns_only_what_was_asked_for()
    {
        await Table.AddEntityAsync(new("p", "a") { ["Text"] = "x", ["Large"] = new byte[100], ["Long"] = 7L });

        var row = (await Table.GetEntityAsync<TableEntity>("p", "a", ["RowKey", "Long", "Absent"])).Value;

        Assert.Equal(("a", 7L), (row.RowKey, row.GetInt64("Long")));
        Assert.Equal(new HashSet<string>(StringComparer.Ordinal) { "Long", "RowKey", "odata.etag" }, row.Keys.ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_answer_carries_the_services_time()
    {
        Response[] answers =
        [
            await Table.CreateIfNotExistsAsync(),
            await Table.AddEntityAsync(Row("a")),
            await Table.UpsertEntityAsync(Row("b")),
            await Table.UpdateEntityAsync(Row("a"), ETag.All),
            (await Table.GetEntityAsync<TableEntity>("p", "a")).GetRawResponse(),
            (await Table.GetEntityIfExistsAsync<TableEntity>("p", "none")).GetRawResponse(),
            await Table.DeleteEntityAsync("p", "a", ETag.All),
        ];
        var refusal = await FailsAsync(409, TableErrorCode.EntityAlreadyExists, () => Table.AddEntityAsync(Row("b")));

        var written = (await FindAsync("b"))!.Timestamp!.Value;
        Assert.All([.. answers, refusal.GetRawResponse()!], answer => Assert.Equal(written, answer.Headers.Date!.Value, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Cancelled_call_throws_as_such()
        => await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Table.AddEntityAsync(Row("a"), new(canceled: true)));
}
