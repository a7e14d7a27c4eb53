using Azure.Data.Tables;
using TriggerBridge.Executions;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Testing.Tables;
using TriggerBridge.Tracking;

namespace TriggerBridge.Tests.Tracking;

/// <summary>The two tables of tracking, as several instances use them.</summary>
public sealed class TrackingStoreTests
{
    private readonly InMemoryTableServiceClient _service = new();

    [Fact]
    public async Task An_execution_is_stored_once_whoever_comes_first()
    {
        var stores = Enumerable.Range(0, 10).Select(_ => new ExecutionRecords(_service)).ToArray();
        var added = await Task.WhenAll(stores.Select(store => store.AddAsync(Known("e1")).AsTask()));
        Assert.Single(added, first => first);
    }

    [Fact]
    public async Task Many_executions_are_stored_in_few_transactions_and_each_once()
    {
        await new ExecutionRecords(_service).AddAsync(Known("e150"));
        var transactions = 0;
        _service.Before = operation => Task.FromResult(operation.Method == nameof(TableClient.SubmitTransactionAsync) ? ++transactions : 0);
        List<KnownExecution> all = [.. Enumerable.Range(0, 220).Select(n => Known($"e{n}"))];
        var store = new ExecutionRecords(_service);

        var added = await store.AddAsync([.. all, Known("e1")]);

        Assert.Equal(all.Where(one => one.ExecutionId != "e150"), added);
        Assert.Equal(3, transactions);
        Assert.Empty(await store.AddAsync(all));
        Assert.Equal(Known("e219"), await new ExecutionRecords(_service).FindAsync(Known("e219").WorkflowId, "e219"));
    }

    [Theory]
    [InlineData("0e11cefa-96e7-4b67-90d0-065bc1da5753")]
    [InlineData("a/b#c?d\\e%2F")]
    public async Task What_is_stored_is_known_to_another_instance(string executionId)
    {
        var stored = Known(executionId);
        await new ExecutionRecords(_service).AddAsync(stored);
        Assert.Equal(stored, await new ExecutionRecords(_service).FindAsync(stored.WorkflowId, executionId));
        Assert.Null(await new ExecutionRecords(_service).FindAsync("another workflow", executionId));
    }

    [Fact]
    public async Task A_foreign_execution_is_known_as_foreign()
    {
        var foreign = new KnownExecution { WorkflowId = "w", ExecutionId = "e" };
        await new ExecutionRecords(_service).AddAsync(foreign);
        Assert.Equal(foreign, await new ExecutionRecords(_service).FindAsync("w", "e"));
    }

    [Fact]
    public async Task What_was_started_here_is_known_before_it_is_stored_and_can_still_be_stored()
    {
        var store = new ExecutionRecords(_service);
        store.Expect(Sample.Claimed(id: "0123456789abcdef0123456789abcdef"), 1, "e1");
        Assert.Equal(new Correlation("0123456789abcdef0123456789abcdef", 1), (await store.FindAsync("workflow", "e1"))?.Own);
        Assert.True(await store.AddAsync(Known("e1") with { WorkflowId = "workflow" }));
    }

    [Fact]
    public async Task Of_what_many_learn_at_once_nothing_is_lost()
    {
        await Task.WhenAll(Enumerable.Range(1, 20).Select(n => new WorkflowRecords(_service).UpdateAsync("acme", "w", record => record with
        {
            Lags = record.Lags.With([TimeSpan.FromSeconds(n)], Sample.Noon),
        })));
        await new WorkflowRecords(_service).UpdateAsync("acme", "w", record => record with { SelfCheckedAt = Sample.Noon });

        var learned = await new WorkflowRecords(_service).ReadAsync("acme", "w");
        Assert.Equal((20, TimeSpan.FromSeconds(20)), (learned.Lags.Count(Sample.Noon), learned.Lags.Largest(Sample.Noon)));
        Assert.Equal(Sample.Noon, learned.SelfCheckedAt);
        Assert.Null(learned.LatestOwn);
    }

    [Fact]
    public async Task Lags_are_kept_for_thirty_days()
    {
        await new WorkflowRecords(_service).UpdateAsync("acme", "w", record => record with
        {
            Lags = record.Lags.With([TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(5)], Sample.Noon).With([TimeSpan.FromSeconds(2)], Sample.Noon.AddDays(10)),
        });
        var lags = (await new WorkflowRecords(_service).ReadAsync("acme", "w")).Lags;

        Assert.Equal((3, TimeSpan.FromSeconds(90)), (lags.Count(Sample.Noon.AddDays(30)), lags.Largest(Sample.Noon.AddDays(30))));
        Assert.Equal((1, TimeSpan.FromSeconds(2)), (lags.Count(Sample.Noon.AddDays(31)), lags.Largest(Sample.Noon.AddDays(31))));
        Assert.Equal((0, TimeSpan.Zero), (lags.Count(Sample.Noon.AddDays(41)), lags.Largest(Sample.Noon.AddDays(41))));
        var later = lags.With([TimeSpan.FromSeconds(1)], Sample.Noon.AddDays(31)).ToString();
        Assert.Equal("20260611:1:20000000,20260702:1:10000000", later);
    }

    [Theory]
    [InlineData("")]
    [InlineData("20260601:1")]
    [InlineData("tomorrow:1:1,20260601:x:1,20260601:1:-1")]
    public void What_is_no_lag_is_passed_over(string text) => Assert.Equal(0, VisibilityLags.Read(text).Count(Sample.Noon));

    [Fact]
    public void What_is_used_stays_and_what_is_not_goes()
    {
        var cache = new RecentlyUsed<int, string>(generation: 10);
        for (var n = 0; n < 100; n++)
        {
            cache.Set(n, "value");
            Assert.True(cache.TryGet(0, out _));
        }

        Assert.False(cache.TryGet(1, out _));
        Assert.True(cache.TryGet(99, out _));
    }

    private static KnownExecution Known(string id) => new()
    {
        WorkflowId = "w/1",
        ExecutionId = id,
        StartTime = Sample.Noon,
        Own = new Correlation("0123456789abcdef0123456789abcdef", 2),
        Bridge = "github",
    };
}
