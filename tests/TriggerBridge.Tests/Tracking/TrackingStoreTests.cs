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
            LargestLag = TimeSpan.FromSeconds(n) > record.LargestLag ? TimeSpan.FromSeconds(n) : record.LargestLag,
        })));
        await new WorkflowRecords(_service).UpdateAsync("acme", "w", record => record with { SelfCheckedAt = Sample.Noon });

        var learned = await new WorkflowRecords(_service).ReadAsync("acme", "w");
        Assert.Equal(TimeSpan.FromSeconds(20), learned.LargestLag);
        Assert.Equal(Sample.Noon, learned.SelfCheckedAt);
        Assert.Null(learned.LatestOwn);
    }

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
