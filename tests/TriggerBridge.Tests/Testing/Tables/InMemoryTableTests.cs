using Azure;
using Azure.Data.Tables;
using TriggerBridge.Ledger;

namespace TriggerBridge.Tests.Testing.Tables;

/// <summary>What the service in memory refuses although Azurite does not, and what tests of faults may make of it.</summary>
public sealed class InMemoryTableTests
{
    private readonly InMemoryTableServiceClient _service = new();

    [Fact]
    public async Task Call_that_fails_before_is_not_carried_out_and_one_that_fails_after_is()
    {
        var table = await CreateAsync();
        _service.Before = _ => throw new RequestFailedException(503, "Busy.");
        await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "before")));

        _service.Before = _ => Task.CompletedTask;
        _service.After = operation => operation.Method is nameof(TableClient.AddEntityAsync) ? throw new RequestFailedException("No answer.") : Task.CompletedTask;
        await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new TableEntity("p", "after")));

        Assert.Equal("after", (await table.QueryAsync<TableEntity>().SingleAsync()).RowKey);
    }

    [Theory]
    [InlineData("CommandsInBatchActOnDifferentPartitions", "p a", "q b")]
    [InlineData("InvalidDuplicateRow", "p a", "p a")]
    [InlineData("OutOfRangeInput", "p a/b")]
    [InlineData("OutOfRangeInput", "p a\u007fb")]
    public async Task Transaction_that_the_real_service_refuses_is_refused(string code, params string[] rows)
    {
        var table = await CreateAsync();

        var refusal = await Assert.ThrowsAnyAsync<RequestFailedException>(() => table.SubmitTransactionAsync(rows.Select(Upsert)));

        Assert.Equal((400, code), (refusal.Status, refusal.ErrorCode));
        Assert.Empty(await table.QueryAsync<TableEntity>().ToListAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(TableCalls.MostActions + 1)]
    public async Task Transaction_of_too_few_or_too_many_actions_is_refused(int count)
    {
        var table = await CreateAsync();

        var refusal = await Assert.ThrowsAsync<RequestFailedException>(() => table.SubmitTransactionAsync(Enumerable.Range(0, count).Select(i => Upsert($"p {i}"))));

        Assert.Equal(400, refusal.Status);
    }

    [Theory]
    [InlineData("Text")]
    [InlineData("Text eq")]
    [InlineData("Text eq 'a")]
    [InlineData("Text is 'a'")]
    [InlineData("Text eq 'a' or Text eq 'b'")]
    [InlineData("Text eq 'a' and")]
    [InlineData("(Text eq 'a')")]
    [InlineData("Number eq 1")]
    public async Task Filter_that_it_does_not_understand_is_refused_and_not_passed_over(string filter)
    {
        var table = await CreateAsync();

        var refusal = await Assert.ThrowsAsync<RequestFailedException>(() => table.QueryAsync<TableEntity>(filter).ToListAsync().AsTask());

        Assert.Equal(400, refusal.Status);
    }

    private static TableTransactionAction Upsert(string row) =>
        new(TableTransactionActionType.UpsertMerge, new TableEntity(row.Split(' ')[0], row.Split(' ')[1]));

    private async Task<TableClient> CreateAsync()
    {
        var table = _service.GetTableClient("Rows");
        await table.CreateIfNotExistsAsync();
        return table;
    }
}
