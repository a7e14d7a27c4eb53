using System.Collections.Concurrent;
using System.Net;
using Azure.Data.Tables;
using Microsoft.Extensions.Options;
using TriggerBridge.Attempts;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Testing.Tables;

namespace TriggerBridge.Tests.Flows.Receiving;

/// <summary>Events that come faster than the ledger takes them.</summary>
public sealed class OverloadTests
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<TableOperation> _transactions = [];

    [Fact]
    public async Task Where_more_waits_than_may_a_sender_is_told_at_once_to_repeat_and_status_says_so()
    {
        await using var app = await TestApp.StartAsync();
        await app.DeliverAsync("warm-up");
        var hold = Hold(app);
        var commits = app.Get<GroupCommit>();
        var waiting = Enumerable.Range(0, 2_000).Select(n => commits.CommitAsync(TestApp.Bridge, new LedgerWrite($"{n}", 1, 1, () => [Add($"{n}")]))).ToList();

        using var answer = await app.PostAsync("event");
        // Before anything is verified, which would cost more.
        using var forged = await app.PostAsync("event", secret: "another");
        app.Tables.Before = _ => Task.CompletedTask;
        var status = await app.GetAsync("/api/status");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, forged.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Contains("More events come than can be recorded", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True(status.GetProperty("ledgerIsFull").GetBoolean());
        Assert.Equal(2_000, status.GetProperty("ledgerWrites").GetInt32());
        _gate.SetResult();
        await Task.WhenAll(waiting);
        await hold;
        Assert.Equal("Started", (await app.DeliverAsync("event")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_waits_for_its_turn_begins_its_lease_when_it_is_written()
    {
        await using var app = await TestApp.StartAsync("""
            "dispatchBudget": "00:00:30",
            """);
        var posts = await PostThreeAsync(app);
        app.Time.Advance(TimeSpan.FromSeconds(6));
        _gate.SetResult();
        foreach (var post in posts)
            (await post).Dispose();

        var leases = _transactions
            .Select(operation => operation.Actions.Where(action => action.ActionType == TableTransactionActionType.Add && action.Entity.RowKey.StartsWith("W|r|", StringComparison.Ordinal)))
            .SelectMany(actions => actions.Select(action => RowKeys.ParseWork(action.Entity.RowKey).Due - Sample.Noon));
        var lease = app.Get<IOptions<DispatchOptions>>().Value.Lease;
        Assert.Equal([lease, lease, lease + TimeSpan.FromSeconds(6)], leases);
    }

    [Fact]
    public async Task What_waited_longer_than_its_sender_is_not_written()
    {
        await using var app = await TestApp.StartAsync();
        var posts = await PostThreeAsync(app);
        app.Time.Advance(TimeSpan.FromSeconds(9));
        _gate.SetResult();
        var answers = await Task.WhenAll(posts);

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(3, (await app.DeliveriesAsync()).Count);
    }

    // Two of them are being written, and one waits.
    private async Task<List<Task<HttpResponseMessage>>> PostThreeAsync(TestApp app)
    {
        await app.DeliverAsync("warm-up");
        var hold = Hold(app);
        var posts = Enumerable.Range(0, 3).Select(n => app.PostAsync($"event {n}")).ToList();
        await hold;
        while (app.Get<GroupCommit>().Writes < 3) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        return posts;
    }

    private static TableTransactionAction Add(string row) => new(TableTransactionActionType.Add, new TableEntity(TestApp.Bridge, "X|" + row));

    // Completes when two transactions wait.
    private Task Hold(TestApp app)
    {
        var two = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.Tables.Before = async operation =>
        {
            if (operation is not { Table: "Deliveries", Method: nameof(TableClient.SubmitTransactionAsync) }) return;
            _transactions.Enqueue(operation);
            if (_transactions.Count == 2) two.TrySetResult();
            await _gate.Task;
        };
        return two.Task;
    }
}
