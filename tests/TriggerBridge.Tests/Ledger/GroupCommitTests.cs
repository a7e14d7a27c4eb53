using Azure;
using Azure.Data.Tables;
using Microsoft.Extensions.Time.Testing;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing.Tables;

namespace TriggerBridge.Tests.Ledger;

/// <summary>How writes share transactions: in which order, within which limits, and whose fault is whose.</summary>
public sealed class GroupCommitTests : IAsyncLifetime, IDisposable
{
    private readonly InMemoryTableServiceClient _service = new();
    private readonly FakeTimeProvider _time = new();
    private readonly GroupCommit _commits;
    private readonly CancellationTokenSource _stop = new();
    private readonly WaitLimit _limit;

    // Of each transaction, in the order in which they were sent.
    private readonly List<IReadOnlyList<string>> _sent = [];

    public GroupCommitTests()
    {
        var clock = new LedgerClock(_time);
        _commits = new GroupCommit(new LedgerTables(_service, clock), clock);
        _limit = new WaitLimit(TimeSpan.FromSeconds(8), _stop.Token);
    }

    public async Task InitializeAsync()
    {
        await _service.GetTableClient("Deliveries").CreateIfNotExistsAsync();
        _service.Before = Note;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task What_comes_alone_goes_at_once_and_alone()
    {
        Assert.Single((await CommitAsync("a"))!);
        Assert.Single((await CommitAsync("b"))!);

        Assert.Equal([["a"], ["b"]], _sent);
    }

    [Fact]
    public async Task What_comes_while_two_transactions_are_under_way_goes_together_first_come_first_served()
    {
        using var gate = Hold();
        var names = Enumerable.Range(10, 42).Select(n => $"{n}").ToList();
        var all = names.ConvertAll(name => CommitAsync(name));
        Assert.Equal([["10"], ["11"]], _sent);
        Assert.Equal(42, _commits.Writes);

        gate.Open();
        await Task.WhenAll(all);

        Assert.Equal([1, 1, 16, 16, 8], _sent.Select(group => group.Count));
        Assert.Equal(names, _sent.SelectMany(group => group));
        Assert.Equal(0, _commits.Writes);
    }

    [Fact]
    public async Task A_transaction_has_at_most_a_mebibyte_unless_a_single_write_is_larger()
    {
        using var gate = Hold();
        var all = Enumerable.Range(0, 2).Select(n => CommitAsync($"first {n}")).ToList();
        foreach (var (name, kibibytes) in new[] { ("a", 400), ("b", 400), ("c", 400), ("d", 2000), ("e", 1) })
            all.Add(_commits.CommitAsync("p", Write(name) with { Bytes = kibibytes * 1024 }));

        gate.Open();
        await Task.WhenAll(all);

        Assert.Equal([["a", "b"], ["c"], ["d"], ["e"]], _sent.Skip(2));
    }

    [Fact]
    public async Task A_transaction_has_at_most_96_actions()
    {
        using var gate = Hold();
        var all = Enumerable.Range(0, 2).Select(n => CommitAsync($"first {n}")).ToList();
        all.AddRange(Enumerable.Range(0, 4).Select(n => _commits.CommitAsync("p", Write($"{n}", rows: 40))));

        gate.Open();
        await Task.WhenAll(all);

        Assert.Equal([80, 80], _sent.Skip(2).Select(group => group.Count));
    }

    [Fact]
    public async Task No_delivery_is_twice_in_a_transaction()
    {
        using var gate = Hold();
        var all = Enumerable.Range(0, 2).Select(n => CommitAsync($"first {n}")).ToList();
        all.AddRange(new[] { "a", "b", "a", "c" }.Select((name, n) => _commits.CommitAsync("p", Write($"{name}{n}") with { DeliveryId = name })));

        gate.Open();
        await Task.WhenAll(all);

        Assert.Equal([["a0", "b1"], ["a2", "c3"]], _sent.Skip(2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(15)]
    public async Task A_conflict_is_one_writes_own_and_the_others_are_written(int at)
    {
        await CommitAsync("taken");
        using var gate = Hold();
        var all = Enumerable.Range(0, 2).Select(n => CommitAsync($"first {n}")).ToList();
        all.AddRange(Enumerable.Range(0, 16).Select(n => CommitAsync(n == at ? "taken" : $"{n}")));

        gate.Open();
        await Task.WhenAll(all.Select((one, n) => n == at + 2 ? AssertConflictAsync(one) : one));

        Assert.Equal([16, 15], _sent.Skip(3).Select(group => group.Count));
    }

    [Fact]
    public async Task After_two_conflicts_each_goes_alone()
    {
        foreach (var taken in new[] { 1, 4, 9 }) await CommitAsync($"{taken}");
        _sent.Clear();
        using var gate = Hold();
        var all = Enumerable.Range(0, 2).Select(n => CommitAsync($"first {n}")).ToList();
        all.AddRange(Enumerable.Range(0, 16).Select(n => n is 1 or 4 or 9 ? AssertConflictAsync(CommitAsync($"{n}")) : CommitAsync($"{n}")));

        gate.Open();
        await Task.WhenAll(all);

        Assert.Equal([16, 15, .. Enumerable.Repeat(1, 14)], _sent.Skip(2).Select(group => group.Count));
    }

    [Fact]
    public async Task In_a_storm_of_repeats_writes_go_side_by_side_and_together_again_when_it_is_over()
    {
        for (var n = 1; n < 200; n += 2) await CommitAsync($"{n}");
        using var before = Hold();
        var storm = Enumerable.Range(0, 200).Select(n => n % 2 == 0 ? CommitAsync($"{n}") : AssertConflictAsync(CommitAsync($"{n}"))).ToList();
        before.Open();
        await Task.WhenAll(storm);

        _sent.Clear();
        using var gate = Hold();
        var all = Enumerable.Range(1000, 100).Select(n => CommitAsync($"{n}")).ToList();
        Assert.InRange(_sent.Count, 4, 16);

        gate.Open();
        await Task.WhenAll(all);
        Assert.InRange(_sent.Count, 10, 50);
    }

    [Fact]
    public async Task A_write_whose_rows_cannot_be_made_fails_alone()
    {
        using var gate = Hold();
        var all = Enumerable.Range(0, 2).Select(n => CommitAsync($"first {n}")).ToList();
        var bad = _commits.CommitAsync("p", Write("bad") with { Rows = () => throw new InvalidOperationException("no rows") });
        all.AddRange(Enumerable.Range(0, 3).Select(n => CommitAsync($"{n}")));

        gate.Open();
        await Task.WhenAll(all);

        Assert.Equal("no rows", (await Assert.ThrowsAsync<InvalidOperationException>(() => bad)).Message);
    }

    [Fact]
    public async Task Two_deliveries_that_want_the_same_row_are_not_each_others_fault()
    {
        using var gate = Hold();
        var all = Enumerable.Range(0, 2).Select(n => CommitAsync($"first {n}")).ToList();
        var same = new[] { "a", "b" }.Select(name => _commits.CommitAsync("p", Write("one row") with { DeliveryId = name })).ToList();
        all.Add(CommitAsync("c"));

        gate.Open();
        await Task.WhenAll(all);

        await AssertConflictAsync(same[1]);
        Assert.NotNull(await same[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_there_is_no_answer_each_is_told_so_with_an_exception_of_its_own(bool isCarriedOut)
    {
        using var gate = Hold();
        var all = Enumerable.Range(0, 2).Select(n => CommitAsync($"first {n}")).ToList();
        List<Task<IReadOnlyList<Response>?>> group = [CommitAsync("a"), CommitAsync("b"), CommitAsync("c")];

        Func<TableOperation, Task> away = operation => Names(operation).Contains("a", StringComparer.Ordinal) ? throw new IOException("no answer") : Task.CompletedTask;
        if (isCarriedOut) _service.After = away;
        gate.Open(isCarriedOut ? null : away);
        await Task.WhenAll(all);

        var faults = await Task.WhenAll(group.Select(one => Assert.ThrowsAsync<LedgerUnavailableException>(() => one)));
        Assert.Equal(3, faults.Distinct().Count());
        Assert.Equal(isCarriedOut, (await _service.GetTableClient("Deliveries").GetEntityIfExistsAsync<TableEntity>("p", "b")).HasValue);
    }

    [Fact]
    public async Task Rows_are_made_when_they_are_sent_and_once()
    {
        await CommitAsync("taken");
        using var gate = Hold();
        var all = Enumerable.Range(0, 2).Select(n => CommitAsync($"first {n}")).ToList();
        var made = 0;
        all.Add(AssertConflictAsync(CommitAsync("taken")));
        all.Add(_commits.CommitAsync("p", Write("a") with { Rows = () => Rows("a", 1 + (0 * ++made)) }));
        Assert.Equal(0, made);

        gate.Open();
        await Task.WhenAll(all);

        // It went twice: what the first transaction carried may be what stands there.
        Assert.Equal([["taken", "a"], ["a"]], _sent.Skip(3));
        Assert.Equal(1, made);
    }

    [Fact]
    public async Task What_has_waited_too_long_is_not_sent_unless_it_was_accepted()
    {
        using var gate = Hold();
        var all = Enumerable.Range(0, 2).Select(n => CommitAsync($"first {n}")).ToList();
        var late = _commits.CommitAsync("p", Write("late") with { Limit = _limit });
        var accepted = CommitAsync("accepted");
        _time.Advance(TimeSpan.FromSeconds(9));
        var inTime = _commits.CommitAsync("p", Write("in time") with { Limit = _limit });

        // At once: what is under way may hang for long.
        Assert.Null(await late);
        gate.Open();
        await Task.WhenAll(all);

        Assert.NotNull(await accepted);
        Assert.NotNull(await inTime);
        Assert.Equal([["accepted", "in time"]], _sent.Skip(2));
    }

    [Fact]
    public async Task A_stop_refuses_what_is_not_sent_unless_it_was_accepted_and_lets_end_what_is_under_way()
    {
        using var gate = Hold();
        var underWay = Enumerable.Range(0, 2).Select(n => _commits.CommitAsync("p", Write($"first {n}") with { Limit = _limit })).ToList();
        var waiting = _commits.CommitAsync("p", Write("waiting") with { Limit = _limit });
        var accepted = CommitAsync("accepted");

        await _stop.CancelAsync();

        Assert.Null(await waiting);
        Assert.Null(await _commits.CommitAsync("p", Write("later") with { Limit = _limit }));
        gate.Open();
        Assert.All(await Task.WhenAll(underWay), Assert.NotNull);
        Assert.NotNull(await accepted);
        Assert.Equal([["accepted"]], _sent.Skip(2));
    }

    [Fact]
    public async Task What_is_under_way_is_waited_for_however_long_it_takes()
    {
        using var gate = Hold();
        var all = Enumerable.Range(0, 2).Select(n => CommitAsync($"first {n}")).ToList();
        var next = _commits.CommitAsync("p", Write("next") with { Limit = _limit });
        using var again = Hold();
        gate.Open();
        await Task.WhenAll(all);
        while (!IsSent("next")) await Task.Yield();
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.False(next.IsCompleted);

        again.Open();
        Assert.NotNull(await next);
    }

    [Theory]
    [InlineData(2_000, 1)]
    [InlineData(64, 1024 * 1024)]
    public async Task Where_too_many_wait_new_deliveries_are_turned_away_at_once(int writes, int bytes)
    {
        using var gate = Hold();
        // Over eight partitions: none of them has too many.
        var all = Enumerable.Range(0, writes).Select(n => CommitAsync($"p{n % 8}", $"{n}", bytes)).ToList();
        Assert.True(_commits.IsFull);

        Assert.Null(await CommitAsync("other", "new", bytes: 1));
        all.Add(CommitAsync("accepted"));
        gate.Open();
        await Task.WhenAll(all);

        Assert.False(_commits.IsFull);
        Assert.All(all, one => Assert.NotNull(one.Result));
    }

    [Fact]
    public async Task Where_too_many_wait_for_a_partition_its_new_deliveries_are_turned_away_and_no_others()
    {
        using var gate = Hold();
        var all = Enumerable.Range(0, 502).Select(n => CommitAsync("p", $"{n}", bytes: 1)).ToList();

        Assert.True(_commits.IsFullFor("p"));
        Assert.Null(await CommitAsync("p", "new", bytes: 1));
        Assert.False(_commits.IsFullFor("other"));
        all.Add(CommitAsync("other", "new", bytes: 1));
        all.Add(CommitAsync("accepted"));
        gate.Open();
        await Task.WhenAll(all);

        Assert.All(all, one => Assert.NotNull(one.Result));
    }

    [Fact]
    public async Task A_partition_that_does_not_answer_delays_no_other()
    {
        using var gate = Hold();
        var all = Enumerable.Range(0, 10).Select(n => CommitAsync($"{n}")).ToList();

        Assert.NotNull(await _commits.CommitAsync("other", new LedgerWrite("a", 1, 1, () => [new(TableTransactionActionType.Add, new TableEntity("other", "a"))])));
        Assert.All(all, one => Assert.False(one.IsCompleted));

        gate.Open();
        await Task.WhenAll(all);
    }

    private static async Task<IReadOnlyList<Response>?> AssertConflictAsync(Task<IReadOnlyList<Response>?> write)
    {
        Assert.Equal(409, (await Assert.ThrowsAsync<TableTransactionFailedException>(() => write)).Status);
        return null;
    }

    private Task<IReadOnlyList<Response>?> CommitAsync(string name) => _commits.CommitAsync("p", Write(name));

    private Task<IReadOnlyList<Response>?> CommitAsync(string partition, string name, int bytes) => _commits.CommitAsync(
        partition, new LedgerWrite(name, 1, bytes, () => [new(TableTransactionActionType.Add, new TableEntity(partition, name))]) { Limit = _limit });

    private static LedgerWrite Write(string name, int rows = 1) => new(name + Guid.NewGuid(), rows, 100, () => Rows(name, rows));

    private static List<TableTransactionAction> Rows(string name, int count) =>
        [.. Enumerable.Range(0, count).Select(n => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", n == 0 ? name : $"{name} {n}")))];

    private static IEnumerable<string> Names(TableOperation operation) => operation.Actions.Select(action => action.Entity.RowKey);

    private bool IsSent(string name)
    {
        lock (_sent)
            return _sent.Exists(group => group.Contains(name));
    }

    private Task Note(TableOperation operation)
    {
        lock (_sent)
            _sent.Add([.. Names(operation)]);
        return Task.CompletedTask;
    }

    // Transactions of the partition wait from now on.
    private Gate Hold()
    {
        var gate = new Gate();
        _service.Before = async operation =>
        {
            if (operation.Actions is not [{ Entity.PartitionKey: ['p', ..] }, ..])
                return;
            await Note(operation);
            await gate.Opened;
            await gate.Then(operation);
        };
        return gate;
    }

    private sealed class Gate : IDisposable
    {
        private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Opened => _opened.Task;

        public Func<TableOperation, Task> Then { get; private set; } = _ => Task.CompletedTask;

        public void Open(Func<TableOperation, Task>? then = null)
        {
            if (then is not null) Then = then;
            _opened.TrySetResult();
        }

        public void Dispose() => _opened.TrySetResult();
    }
}
