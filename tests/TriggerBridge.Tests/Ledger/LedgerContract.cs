using Azure.Data.Tables;
using TriggerBridge.Bridges;
using TriggerBridge.Dispatch;
using TriggerBridge.Ledger;
using TriggerBridge.Maintenance;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Timing;

namespace TriggerBridge.Tests.Ledger;

/// <summary>What the ledger promises, on whatever table service it stands. Each test has a partition of its own.</summary>
public abstract class LedgerContract
{
    private readonly string _bridge = "bridge-" + Sample.NewId();

    private protected abstract TableServiceClient Service { get; }

    private DeliveryLedger Ledger => field ??= CreateLedger();

    private LedgerTables Tables => field ??= new LedgerTables(Service, Clock);

    private GroupCommit Commits => field ??= new GroupCommit(Tables, Clock);

    private LedgerClock Clock { get; } = new(TimeProvider.System);

    [Fact]
    public async Task What_is_recorded_can_be_found_with_all_it_is()
    {
        var recorded = await RecordAsync(New());
        var found = await FindAsync(recorded.DeliveryId);

        Assert.Equal(recorded.Status, found.Status);
        Assert.Equal(recorded.SenderId, found.SenderId);
        Assert.Equal(recorded.EventType, found.EventType);
        Assert.Equal(recorded.ReceivedAt, found.ReceivedAt);
        Assert.Equal(recorded.Tenant, found.Tenant);
        Assert.Equal(recorded.WorkflowId, found.WorkflowId);
        Assert.Equal(recorded.Work, found.Work);
        Assert.Equal(recorded.AttemptCount, found.AttemptCount);
        Assert.Equal(recorded.ClaimedAt, found.ClaimedAt);
        Assert.Equal(recorded.ETag, found.ETag);
    }

    [Fact]
    public async Task An_id_is_taken_once_and_the_first_delivery_is_told()
    {
        var first = await RecordAsync(New());
        var again = await Ledger.RecordAsync(New() with { DeliveryId = first.DeliveryId, ReceivedAt = first.ReceivedAt.AddHours(1) }, Packed(), default);

        var duplicate = Assert.IsType<RecordResult.Duplicate>(again);
        Assert.Equal(first.ReceivedAt, duplicate.First.ReceivedAt);
    }

    [Fact]
    public async Task Of_many_at_once_one_takes_the_id()
    {
        var id = Sample.NewId();
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(n =>
            Ledger.RecordAsync(New() with { DeliveryId = id, ReceivedAt = Sample.Noon.AddSeconds(n) }, Packed(), default)));

        Assert.Single(results.OfType<RecordResult.Recorded>());
        Assert.Equal(19, results.OfType<RecordResult.Duplicate>().Count());
    }

    [Fact]
    public async Task Of_many_that_are_recorded_together_each_has_its_own_answer()
    {
        Assert.True(PayloadCodec.TryPack(Sample.Payload(System.Security.Cryptography.RandomNumberGenerator.GetBytes(60_000)), out var large));
        var taken = new List<Delivery> { await RecordAsync(New()), await RecordAsync(New()), await RecordAsync(New()) };
        var deliveries = Enumerable.Range(0, 40).Select(n => n % 13 == 5 ? New() with { DeliveryId = taken[n / 13].DeliveryId } : New()).ToList();

        var results = await Task.WhenAll(deliveries.Select(one => Ledger.RecordAsync(one, large)));

        Assert.Equal([5, 18, 31], Enumerable.Range(0, 40).Where(n => results[n] is RecordResult.Duplicate));
        Assert.Equal(37, results.OfType<RecordResult.Recorded>().Count());
        Assert.Equal(40, (await WorkRowsAsync()).Count);
        Assert.Equal(deliveries[39].Work, (await FindAsync(deliveries[39].DeliveryId)).Work);
        Assert.Equal(Assert.IsType<RecordResult.Recorded>(results[39]).Delivery.ETag, (await FindAsync(deliveries[39].DeliveryId)).ETag);
    }

    [Fact]
    public async Task Of_many_that_are_saved_together_each_has_its_own_answer()
    {
        var claimed = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => RecordAsync(New())));
        var ahead = Assert.IsType<SaveResult.Saved>(await Ledger.SaveAsync(claimed[20], claimed[20] with { Status = DeliveryStatus.InDoubt }));

        var results = await Task.WhenAll(claimed.Select(one => Ledger.SaveAsync(one, one with { Status = DeliveryStatus.Started, WorkflowExecutionId = "e", Work = null })));

        Assert.Equal(ahead.Delivery.ETag, Assert.IsType<SaveResult.Overtaken>(results[20]).Latest.ETag);
        Assert.Equal(29, results.OfType<SaveResult.Saved>().Count(saved => saved.Delivery.Work is null));
        Assert.Single(await WorkRowsAsync());
    }

    [Fact]
    public async Task What_was_signed_is_taken_once_whatever_the_id_until_its_time_is_over()
    {
        var first = await RecordAsync(Signed());

        var again = Assert.IsType<RecordResult.SameContent>(await Ledger.RecordAsync(Signed(), Packed(), default));
        var repeat = await Ledger.RecordAsync(Signed() with { DeliveryId = first.DeliveryId }, Packed(), default);
        var later = await RecordAsync(Signed(afterHours: 24));
        var stillLater = Assert.IsType<RecordResult.SameContent>(await Ledger.RecordAsync(Signed(afterHours: 47), Packed(), default));

        Assert.Equal(first.DeliveryId, again.FirstId);
        Assert.Equal(first.RowKey, again.First!.RowKey);
        Assert.IsType<RecordResult.Duplicate>(repeat);
        Assert.Equal(later.DeliveryId, stillLater.FirstId);
        Assert.Equal(2, (await WorkRowsAsync()).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_many_at_once_one_takes_what_was_signed(bool isLapsed)
    {
        if (isLapsed) await RecordAsync(Signed());

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Ledger.RecordAsync(Signed(afterHours: isLapsed ? 24 : 0), Packed(), default)));

        var taken = Assert.Single(results.OfType<RecordResult.Recorded>()).Delivery;
        Assert.Equal(19, results.OfType<RecordResult.SameContent>().Count(same => same.FirstId == taken.DeliveryId));
    }

    [Fact]
    public async Task Only_what_was_signed_long_enough_ago_is_freed()
    {
        var now = Clock.UtcNow;
        foreach (var hours in new[] { -1, 0, 1 })
        {
            var delivery = New();
            await RecordAsync(delivery with { Signed = new SignedEvent(delivery.DeliveryId, now.AddHours(hours)) });
        }

        var purge = new ContentPurge(Commits, new DeliveryScan(Tables), Clock, new Jitter(new Random(1)));
        Assert.Equal(2, await purge.RunAsync(_bridge, Budget(), default));
        Assert.Equal(0, await purge.RunAsync(_bridge, Budget(), default));
    }

    [Fact]
    public async Task A_transition_moves_the_work_item_with_the_delivery()
    {
        var claimed = await RecordAsync(New());
        var next = claimed with { Status = DeliveryStatus.RetryScheduled, Work = claimed.Due(WorkKind.Dispatch, Sample.Noon.AddHours(1)) };

        var saved = Assert.IsType<SaveResult.Saved>(await Ledger.SaveAsync(claimed, next));

        Assert.Equal(next.Work, saved.Delivery.Work);
        Assert.Equal([next.Work!.RowKey], await WorkRowsAsync());
        Assert.Equal(DeliveryStatus.RetryScheduled, (await FindAsync(claimed.DeliveryId)).Status);
    }

    [Fact]
    public async Task The_end_leaves_no_work()
    {
        var claimed = await RecordAsync(New());
        await Ledger.SaveAsync(claimed, claimed with { Status = DeliveryStatus.DeadLettered, Work = null, Reason = "why" });
        Assert.Empty(await WorkRowsAsync());
        Assert.Equal("why", (await FindAsync(claimed.DeliveryId)).Reason);
    }

    [Fact]
    public async Task A_transition_goes_on_without_the_work_item_that_should_be_there()
    {
        var claimed = await RecordAsync(New());
        await Tables.Deliveries.DeleteEntityAsync(_bridge, claimed.Work!.RowKey, Azure.ETag.All);
        var next = claimed with { Status = DeliveryStatus.RetryScheduled, Work = claimed.Due(WorkKind.Dispatch, Sample.Noon.AddHours(1)) };

        Assert.IsType<SaveResult.Saved>(await Ledger.SaveAsync(claimed, next));
        Assert.Equal([next.Work!.RowKey], await WorkRowsAsync());
    }

    [Fact]
    public async Task A_work_item_is_never_written_over()
    {
        var claimed = await RecordAsync(New());
        var next = claimed with { Status = DeliveryStatus.RetryScheduled, Work = claimed.Due(WorkKind.Dispatch, Sample.Noon.AddHours(1)) };
        await Tables.Deliveries.AddEntityAsync(new TableEntity(_bridge, next.Work!.RowKey));

        Assert.IsType<SaveResult.Overtaken>(await Ledger.SaveAsync(claimed, next));
        Assert.Equal(DeliveryStatus.Dispatching, (await FindAsync(claimed.DeliveryId)).Status);
    }

    [Fact]
    public async Task A_row_that_is_written_anew_keeps_nothing_of_what_it_was()
    {
        Assert.True(PayloadCodec.TryPack(Sample.Payload(System.Security.Cryptography.RandomNumberGenerator.GetBytes(200_000)), out var large));
        var claimed = Assert.IsType<RecordResult.Recorded>(await Ledger.RecordAsync(New(), large, default)).Delivery;
        var started = Assert.IsType<SaveResult.Saved>(await Ledger.SaveAsync(
            claimed, claimed with { Status = DeliveryStatus.Started, WorkflowExecutionId = "e1", LostLeases = 2, Work = null })).Delivery;
        var again = started with
        {
            Status = DeliveryStatus.RetryScheduled,
            WorkflowExecutionId = null,
            LostLeases = 0,
            WorkflowId = "another",
            Work = started.Due(WorkKind.Dispatch, Sample.Noon.AddHours(1)),
        };

        Assert.IsType<SaveResult.Saved>(await Ledger.ReplaceAsync(started, again, Packed()));

        var found = Assert.IsType<DeliveryLookup.Found>(await Ledger.LoadAsync(_bridge, again.Work!, withPayload: true, default));
        Assert.Equal(Sample.Payload().Body.ToArray(), found.Payload!.Body.ToArray());
        Assert.Null(found.Delivery.WorkflowExecutionId);
        Assert.Equal(0, found.Delivery.LostLeases);
        Assert.Equal("another", found.Delivery.WorkflowId);
        Assert.Equal([again.Work!.RowKey], await WorkRowsAsync());
        Assert.IsType<SaveResult.Overtaken>(await Ledger.ReplaceAsync(started, again, Packed()));
    }

    [Fact]
    public async Task Fifty_attempts_with_long_messages_in_any_script_are_written()
    {
        var claimed = await RecordAsync(New() with { AttemptCount = 50 });
        var attempts = Enumerable.Range(1, 50).Select(number => Sample.Attempt(AttemptOutcome.Refused, number) with { Message = new string('\u6f22', 300) });
        var replays = Enumerable.Range(1, 50).Select(number => new ReplayRecord
        {
            At = Sample.Noon, By = new string('\u6f22', 100), Status = DeliveryStatus.DeadLettered, Reason = new string('"', 300), AttemptCount = number,
        });

        Assert.IsType<SaveResult.Saved>(await Ledger.SaveAsync(
            claimed, claimed with { Status = DeliveryStatus.DeadLettered, Work = null, Attempts = [.. attempts], Replays = [.. replays] }));

        var found = await FindAsync(claimed.DeliveryId);
        Assert.Equal(Enumerable.Range(1, 50), found.Attempts.Select(attempt => attempt.Number));
        Assert.Equal(new string('\u6f22', 300), found.Attempts[^1].Message);
        Assert.Equal(Enumerable.Range(1, 50), found.Replays.Select(replay => replay.AttemptCount));
        Assert.Equal(new string('"', 300), found.Replays[^1].Reason);
    }

    [Fact]
    public async Task A_column_of_a_newer_version_is_passed_over_stays_through_a_transition_and_goes_with_a_replay()
    {
        const string newer = "OfANewerVersion";
        var recorded = await RecordAsync(New());
        await Tables.Deliveries.UpdateEntityAsync(new TableEntity(_bridge, recorded.RowKey) { [newer] = "kept" }, Azure.ETag.All, TableUpdateMode.Merge);

        var read = await FindAsync(recorded.DeliveryId);
        var moved = Assert.IsType<SaveResult.Saved>(
            await Ledger.SaveAsync(read, read with { Status = DeliveryStatus.DeadLettered, Work = null })).Delivery;
        Assert.Equal("kept", await ColumnAsync(moved, newer));

        // A replay writes the row anew, with another payload.
        var anew = moved with { Status = DeliveryStatus.RetryScheduled, Work = moved.Due(WorkKind.Dispatch, Sample.Noon.AddHours(1)) };
        Assert.IsType<SaveResult.Saved>(await Ledger.ReplaceAsync(moved, anew, Packed()));
        Assert.Null(await ColumnAsync(anew, newer));
    }

    [Fact]
    public async Task Whoever_writes_second_learns_what_stands_there()
    {
        var claimed = await RecordAsync(New());
        await Ledger.SaveAsync(claimed, claimed with { Status = DeliveryStatus.InDoubt, Reason = "first" });

        var second = await Ledger.SaveAsync(claimed, claimed with { Status = DeliveryStatus.DeadLettered, Work = null });

        var overtaken = Assert.IsType<SaveResult.Overtaken>(second);
        Assert.Equal(DeliveryStatus.InDoubt, overtaken.Latest.Status);
        Assert.Equal("first", overtaken.Latest.Reason);
    }

    [Fact]
    public async Task Of_many_claims_at_once_one_holds()
    {
        var recorded = await RecordAsync(New() with { Status = DeliveryStatus.Received });
        var results = await Task.WhenAll(Enumerable.Range(1, 20).Select(n => Ledger.SaveAsync(
            recorded,
            recorded with { Status = DeliveryStatus.Dispatching, AttemptCount = 1, Work = recorded.Due(WorkKind.Dispatch, Sample.Noon.AddSeconds(100 + n)) })));

        Assert.Single(results.OfType<SaveResult.Saved>());
        Assert.Single(await WorkRowsAsync());
    }

    [Fact]
    public async Task The_ledger_refuses_a_transition_that_is_not_in_the_table()
    {
        var claimed = await RecordAsync(New());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Ledger.SaveAsync(claimed, claimed with { Status = DeliveryStatus.Completed }));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Ledger.RecordAsync(New() with { Status = DeliveryStatus.Started }, Packed(), default));
    }

    [Fact]
    public async Task Due_work_comes_in_the_order_of_its_due_time_and_nothing_else_comes()
    {
        var times = new[] { -3, 5_000, -1, -2 };
        foreach (var minutes in times)
        {
            var delivery = New();
            await RecordAsync(delivery with { Status = DeliveryStatus.Received, Work = delivery.Due(WorkKind.Dispatch, Clock.UtcNow.AddMinutes(minutes)) });
        }

        var due = await Ledger.DueAsync(_bridge, WorkKind.Dispatch, 10, default);

        Assert.Equal(3, due.Count);
        Assert.Equal(due.OrderBy(item => item.Due), due);
    }

    [Fact]
    public async Task The_payload_comes_back_where_it_is_asked_for()
    {
        var claimed = await RecordAsync(New());
        var loaded = Assert.IsType<DeliveryLookup.Found>(await Ledger.LoadAsync(_bridge, claimed.Work!, withPayload: true, default));
        Assert.Equal(Sample.Payload().Input.ToArray(), loaded.Payload!.Input.ToArray());
        Assert.Null(Assert.IsType<DeliveryLookup.Found>(await Ledger.LoadAsync(_bridge, claimed.Work!, withPayload: false, default)).Payload);
    }

    [Fact]
    public async Task Deliveries_are_read_together_where_they_lie_together()
    {
        var all = new List<Delivery>();
        for (var n = 0; n < 20; n++)
            all.Add(await RecordAsync(New() with { ReceivedAt = Sample.Noon.AddSeconds(n) }));
        // Every third one; one long before, which is behind others' rows; and one that is not there.
        List<Delivery> asked = [.. all.Where((_, n) => n % 3 == 0)];
        var before = await RecordAsync(New() with { ReceivedAt = Sample.Noon.AddDays(-1) });
        for (var n = 0; n < 80; n++)
            await RecordAsync(New() with { ReceivedAt = Sample.Noon.AddHours(-n - 1) });
        var missing = New() with { ReceivedAt = Sample.Noon.AddSeconds(4.5) };

        var read = await Ledger.LoadRangeAsync(_bridge, [.. asked.Append(before).Append(missing).Select(ItemOf)], default);

        Assert.Equal(asked.Select(delivery => delivery.ETag), asked.Select(delivery => read.Find(ItemOf(delivery))?.ETag ?? default));
        Assert.Null(read.Find(ItemOf(missing)));
        Assert.Null(read.Find(ItemOf(before)));
    }

    [Fact]
    public async Task Many_saves_are_each_all_or_nothing()
    {
        var all = new List<Delivery>();
        for (var n = 0; n < 40; n++)
            all.Add(await RecordAsync(New()));
        var overtaken = Assert.IsType<SaveResult.Saved>(await Ledger.SaveAsync(all[17], Started(all[17]))).Delivery;

        await Ledger.SaveAllAsync(_bridge, all, delivery => Started(delivery) with { Reason = "together" });

        foreach (var delivery in all)
            Assert.Equal(delivery.DeliveryId == overtaken.DeliveryId ? null : "together", (await FindAsync(delivery.DeliveryId)).Reason);
    }

    [Fact]
    public async Task A_bridges_partition_is_registered_with_its_first_delivery()
    {
        await RecordAsync(New());
        Assert.Contains(_bridge, await Ledger.PartitionsAsync(default));
    }

    [Fact]
    public async Task The_list_is_newest_first_in_pages_and_by_status()
    {
        for (var n = 0; n < 7; n++)
            await RecordAsync(New() with { ReceivedAt = Sample.Noon.AddSeconds(n), Status = n % 2 == 0 ? DeliveryStatus.DeadLettered : DeliveryStatus.Received });

        var list = new DeliveryList(Tables);
        var seen = new List<DateTimeOffset>();
        var pages = 0;
        for (string? continuation = null; pages == 0 || continuation is not null; pages++)
        {
            var page = await list.ReadAsync(new DeliveryQuery { Bridge = _bridge, Take = 3, Continuation = continuation }, default);
            seen.AddRange(page.Deliveries.Select(delivery => delivery.ReceivedAt));
            continuation = page.Continuation;
        }

        Assert.Equal(Enumerable.Range(0, 7).Reverse().Select(n => Sample.Noon.AddSeconds(n)), seen);
        var dead = await list.ReadAsync(new DeliveryQuery { Bridge = _bridge, Take = 10, Status = DeliveryStatus.DeadLettered }, default);
        Assert.Equal(4, dead.Deliveries.Count);
        Assert.Null(dead.Continuation);
    }

    [Fact]
    public async Task What_is_purged_leaves_a_tombstone_and_after_that_nothing()
    {
        var old = new List<Delivery>();
        for (var n = 0; n < 30; n++)
            old.Add(await RecordAsync(New() with { Status = DeliveryStatus.DeadLettered, Work = null }));
        var young = await RecordAsync(New() with { ReceivedAt = Clock.UtcNow.AddHours(1), Status = DeliveryStatus.DeadLettered, Work = null });
        var bridges = new BridgeCatalog([Sample.Bridge(_bridge, TimeSpan.FromMilliseconds(1))]);
        var retention = new RetentionTimes(bridges, new WorkablePartitions(Tables, bridges, Clock), Clock);
        var scan = new DeliveryScan(Tables);
        Assert.Equal(30, await new DeliveryPurge(Commits, scan, retention, Clock).RunAsync(_bridge, Budget(), default));

        var again = await Ledger.RecordAsync(New() with { DeliveryId = old[3].DeliveryId }, Packed(), default);
        Assert.Equal(DeliveryStatus.DeadLettered, Assert.IsType<RecordResult.DuplicateOfPurged>(again).Left.Status);
        Assert.IsType<DeliveryLookup.Missing>(await Ledger.FindAsync(_bridge, old[3].DeliveryId, default));
        await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        Assert.Equal(30, await new TombstonePurge(Tables, Commits, scan, retention).RunAsync(_bridge, Budget(), default));
        Assert.IsType<RecordResult.Recorded>(await Ledger.RecordAsync(New() with { DeliveryId = old[3].DeliveryId }, Packed(), default));
        Assert.Equal(young.ETag, (await FindAsync(young.DeliveryId)).ETag);
    }

    [Fact]
    public async Task A_partition_is_forgotten_only_when_it_is_empty()
    {
        var delivery = await RecordAsync(New());
        Assert.False(await Tables.UnregisterIfEmptyAsync(_bridge, DateTimeOffset.MaxValue, default));
        foreach (var row in new[] { RowKeys.Key(delivery.DeliveryId), delivery.RowKey, delivery.Work!.RowKey })
            await Tables.Deliveries.DeleteEntityAsync(_bridge, row, Azure.ETag.All);

        Assert.False(await Tables.UnregisterIfEmptyAsync(_bridge, Clock.UtcNow.AddDays(-1), default));
        Assert.True(await Tables.UnregisterIfEmptyAsync(_bridge, DateTimeOffset.MaxValue, default));
        Assert.DoesNotContain(_bridge, await Ledger.PartitionsAsync(default));
        await RecordAsync(New());
        Assert.Contains(_bridge, await Ledger.PartitionsAsync(default));
    }

    private static TimeBudget Budget() => new(TimeProvider.System, TimeSpan.FromMinutes(5));

    private DeliveryLedger CreateLedger() => new(Tables, Commits, Clock, Silent.Telemetry(Clock), Sample.NewId);

    private Delivery New() => Sample.Claimed(_bridge);

    private Delivery Signed(int afterHours = 0)
    {
        var received = Sample.Noon.AddHours(afterHours);
        var delivery = New() with { ReceivedAt = received, Signed = new SignedEvent("0123456789abcdef", received.AddHours(24)) };
        return delivery with { Work = delivery.Due(WorkKind.Resolve, received.AddSeconds(75)) };
    }

    private static Delivery Started(Delivery claimed) => claimed with { Status = DeliveryStatus.Started, WorkflowExecutionId = "e", Work = null };

    private static WorkItem ItemOf(Delivery delivery) =>
        new() { Kind = WorkKind.Track, Due = delivery.ReceivedAt, ReceivedAt = delivery.ReceivedAt, DeliveryId = delivery.DeliveryId };

    private static PackedPayload Packed()
    {
        Assert.True(PayloadCodec.TryPack(Sample.Payload(), out var packed));
        return packed;
    }

    private async Task<Delivery> RecordAsync(Delivery delivery) =>
        Assert.IsType<RecordResult.Recorded>(await Ledger.RecordAsync(delivery, Packed(), default)).Delivery;

    private async Task<Delivery> FindAsync(string deliveryId) =>
        Assert.IsType<DeliveryLookup.Found>(await Ledger.FindAsync(_bridge, deliveryId, default)).Delivery;

    private async Task<string?> ColumnAsync(Delivery delivery, string column)
    {
        var row = await Tables.Deliveries.GetEntityIfExistsAsync<TableEntity>(_bridge, delivery.RowKey);
        return row.Value!.GetString(column);
    }

    private async Task<List<string>> WorkRowsAsync()
    {
        var rows = new List<string>();
        await foreach (var row in Tables.Deliveries.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {_bridge} and RowKey ge {"W|"} and RowKey lt {"W}"}")))
            rows.Add(row.RowKey);
        return rows;
    }
}
