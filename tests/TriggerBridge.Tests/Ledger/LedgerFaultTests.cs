using Azure;
using Azure.Data.Tables;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Testing.Tables;

namespace TriggerBridge.Tests.Ledger;

/// <summary>What the ledger makes of lost answers: the write was done, and only the news of it did not arrive.</summary>
public sealed class LedgerFaultTests
{
    private readonly InMemoryTableServiceClient _service = new();
    private readonly LedgerClock _clock = new(TimeProvider.System);
    private readonly DeliveryLedger _ledger;

    public LedgerFaultTests()
    {
        var tables = new LedgerTables(_service, _clock);
        _ledger = new DeliveryLedger(tables, new GroupCommit(tables, _clock), _clock, Silent.Telemetry(_clock), Sample.NewId);
    }

    [Fact]
    public async Task A_record_whose_answer_was_lost_and_that_the_client_repeated_is_our_own_and_no_duplicate()
    {
        RepeatNextTransaction();
        Assert.IsType<RecordResult.Recorded>(await _ledger.RecordAsync(Sample.Claimed(), Packed(), default));
    }

    [Fact]
    public async Task A_transition_whose_answer_was_lost_and_that_the_client_repeated_has_succeeded()
    {
        var claimed = await RecordAsync();
        RepeatNextTransaction();

        var result = await _ledger.SaveAsync(claimed, claimed with { Status = DeliveryStatus.Started, WorkflowExecutionId = "e1", Work = null });

        var saved = Assert.IsType<SaveResult.Saved>(result);
        Assert.Equal("e1", saved.Delivery.WorkflowExecutionId);
        // And it can go on from there.
        Assert.IsType<SaveResult.Saved>(await _ledger.SaveAsync(saved.Delivery, saved.Delivery with { Status = DeliveryStatus.Completed }));
    }

    [Fact]
    public async Task Another_writers_state_is_never_taken_for_our_own()
    {
        var claimed = await RecordAsync();
        Assert.IsType<SaveResult.Saved>(await _ledger.SaveAsync(claimed, claimed with { Status = DeliveryStatus.InDoubt }));
        Assert.IsType<SaveResult.Overtaken>(await _ledger.SaveAsync(claimed, claimed with { Status = DeliveryStatus.InDoubt }));
    }

    [Fact]
    public async Task A_record_that_another_instance_took_over_before_it_was_repeated_is_no_longer_our_own()
    {
        var claimed = Sample.Claimed();
        _service.After = async operation =>
        {
            if (operation.Method != nameof(TableClient.SubmitTransactionAsync))
                return;
            _service.After = _ => Task.CompletedTask;
            // This process stands still past its lease, and the client then repeats what got no answer.
            var there = Assert.IsType<DeliveryLookup.Found>(await _ledger.FindAsync(claimed.Bridge, claimed.DeliveryId, default)).Delivery;
            var lost = Assert.IsType<SaveResult.Saved>(await _ledger.SaveAsync(there, there with { Status = DeliveryStatus.InDoubt })).Delivery;
            Assert.IsType<SaveResult.Saved>(await _ledger.SaveAsync(lost, lost with { Status = DeliveryStatus.RetryScheduled }));
            await _service.GetTableClient(operation.Table).SubmitTransactionAsync(operation.Actions);
        };

        var result = await _ledger.RecordAsync(claimed, Packed(), default);

        Assert.Equal(DeliveryStatus.RetryScheduled, Assert.IsType<RecordResult.Duplicate>(result).First.Status);
    }

    [Fact]
    public async Task A_ledger_that_does_not_answer_is_unknown_and_never_recorded()
    {
        _service.Before = _ => throw new AggregateException("no connection");
        Assert.IsType<RecordResult.Unknown>(await _ledger.RecordAsync(Sample.Claimed(), Packed(), default));
    }

    [Theory]
    [InlineData(403)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_ledger_that_refuses_is_unknown_and_never_recorded(int status)
    {
        _service.Before = _ => throw new RequestFailedException(status, "refused");
        Assert.IsType<RecordResult.Unknown>(await _ledger.RecordAsync(Sample.Claimed(), Packed(), default));
    }

    [Fact]
    public async Task A_transition_that_gets_no_answer_is_an_exception_and_not_a_result()
    {
        var claimed = await RecordAsync();
        _service.Before = _ => throw new AggregateException("no connection");
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => _ledger.SaveAsync(claimed, claimed with { Status = DeliveryStatus.InDoubt }));
    }

    // The transaction is carried out, and then again, as a client does that never saw the first answer.
    private void RepeatNextTransaction() => _service.After = async operation =>
    {
        if (operation.Method != nameof(TableClient.SubmitTransactionAsync))
            return;
        _service.After = _ => Task.CompletedTask;
        await _service.GetTableClient(operation.Table).SubmitTransactionAsync(operation.Actions);
    };

    private async Task<Delivery> RecordAsync() =>
        Assert.IsType<RecordResult.Recorded>(await _ledger.RecordAsync(Sample.Claimed(), Packed(), default)).Delivery;

    private static PackedPayload Packed()
    {
        Assert.True(PayloadCodec.TryPack(Sample.Payload(), out var packed));
        return packed;
    }
}
