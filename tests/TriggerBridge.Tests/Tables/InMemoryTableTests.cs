using Azure;
using TriggerBridge.Tables;
using TriggerBridge.Tests.Testing.Tables;

namespace TriggerBridge.Tests.Tables;

/// <summary>What the service in memory can do beyond the real one, for tests of faults.</summary>
public sealed class InMemoryTableTests
{
    private readonly InMemoryTableServiceClient _service = new();

    [Fact]
    public async Task Call_that_fails_before_is_not_carried_out()
    {
        var table = await CreateAsync();
        _service.Before = _ => throw new RequestFailedException(503, "Busy.");

        await Assert.ThrowsAsync<RequestFailedException>(() => table.AddEntityAsync(new("p", "a")));

        _service.Before = _ => Task.CompletedTask;
        Assert.Empty(await table.QueryAsync<TableEntity>().ToListAsync());
    }

    [Fact]
    public async Task Lost_answer_leaves_what_was_done()
    {
        var table = await CreateAsync();
        _service.After = operation => operation.Method is nameof(TableClient.SubmitTransactionAsync)
            ? throw new RequestFailedException("No answer.")
            : Task.CompletedTask;

        await Assert.ThrowsAsync<RequestFailedException>(() => table.SubmitTransactionAsync([new(TableTransactionActionType.Add, new("p", "a"))]));

        Assert.Single(await table.QueryAsync<TableEntity>().ToListAsync());
    }

    [Fact]
    public async Task Hooks_see_the_table_the_method_and_the_actions()
    {
        var seen = new List<string>();
        var table = await CreateAsync();
        _service.Before = operation =>
        {
            var actions = string.Join(',', operation.Actions.Select(action => $"{action.ActionType}:{action.Entity.RowKey}"));
            seen.Add($"{operation.Table} {operation.Method} {actions}");
            return Task.CompletedTask;
        };

        await table.UpsertEntityAsync(new("p", "a"));
        await table.SubmitTransactionAsync(
            [new(TableTransactionActionType.Add, new("p", "b")), new(TableTransactionActionType.Delete, new("p", "a"), ETag.All)]);
        await table.GetEntityIfExistsAsync<TableEntity>("p", "a");

        Assert.Equal(["Rows UpsertEntityAsync UpsertMerge:a", "Rows SubmitTransactionAsync Add:b,Delete:a", "Rows GetEntityIfExistsAsync "], seen);
    }

    [Fact]
    public async Task Rows_and_answers_carry_the_time_that_the_test_sets()
    {
        var time = new DateTimeOffset(2024, 3, 1, 12, 0, 0, TimeSpan.Zero);
        _service.Time = new At(time);
        var table = await CreateAsync();

        var first = await table.UpsertEntityAsync(new("p", "a"));
        var second = await table.UpsertEntityAsync(new("p", "a"));

        Assert.Equal(time, first.Headers.Date);
        Assert.Equal(time, (await table.GetEntityAsync<TableEntity>("p", "a")).Value.Timestamp);
        Assert.NotEqual(first.Headers.ETag, second.Headers.ETag);
    }

    [Fact]
    public async Task Page_may_be_as_short_as_the_test_wants()
    {
        _service.PageLimit = 1;
        var table = await CreateAsync();
        await table.AddEntityAsync(new("p", "a"));
        await table.AddEntityAsync(new("p", "b"));

        var pages = await table.QueryAsync<TableEntity>(maxPerPage: 100).AsPages().ToListAsync();

        Assert.Equal(["a", "b"], [.. pages.Select(page => Assert.Single(page.Values).RowKey)]);
    }

    [Theory]
    [InlineData("Text")]
    [InlineData("Text eq")]
    [InlineData("Text eq 'a")]
    [InlineData("Text is 'a'")]
    [InlineData("Text eq 'a' or Text eq 'b'")]
    [InlineData("Text eq 'a' and")]
    [InlineData("(Text eq 'a')")]
    [InlineData("not Text eq 'a'")]
    [InlineData("Time eq datetime'yesterday'")]
    public async Task Filter_that_it_does_not_understand_is_refused_and_not_passed_over(string filter)
    {
        var table = await CreateAsync();

        var exception = await Assert.ThrowsAsync<RequestFailedException>(() => table.QueryAsync<TableEntity>(filter).ToListAsync().AsTask());

        Assert.Equal(400, exception.Status);
    }

    private async Task<TableClient> CreateAsync()
    {
        var table = _service.GetTableClient("Rows");
        await table.CreateIfNotExistsAsync();
        return table;
    }

    private sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
