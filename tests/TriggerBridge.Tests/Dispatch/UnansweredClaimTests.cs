using System.Net;
using Azure.Data.Tables;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tests.Testing.Tables;

namespace TriggerBridge.Tests.Dispatch;

/// <summary>The ledger does not say whether a claim was written. Nothing is sent then, and this instance alone knows that nothing was.</summary>
public sealed class UnansweredClaimTests
{
    private const string RecordOnly = "\"dispatchBudget\": \"00:00:00\",";
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(75);

    [Fact]
    public async Task A_record_whose_answer_was_lost_is_released_as_not_sent_and_sent_once()
    {
        await using var app = await TestApp.StartAsync();
        LoseAnswerOfClaim(app);

        using var answer = await app.PostAsync("event");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        await UntilReleasedAsync(app);

        await ExpectSentOnceAsync(app);
        using var again = await app.PostAsync("event");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Single(app.Tenant.Inputs);
    }

    [Fact]
    public async Task A_record_that_reaches_the_ledger_only_after_its_time_out_is_released_all_the_same()
    {
        await using var app = await TestApp.StartAsync();
        IReadOnlyList<TableTransactionAction> late = [];
        BeforeClaim(app, operation =>
        {
            late = operation.Actions;
            throw new AggregateException("no answer in time");
        });
        using var answer = await app.PostAsync("event");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);

        await app.Tables.GetTableClient("Deliveries").SubmitTransactionAsync(late);

        await UntilReleasedAsync(app);
        await ExpectSentOnceAsync(app);
    }

    [Fact]
    public async Task Records_that_shared_a_transaction_share_a_look_until_it_turns_up()
    {
        await using var app = await TestApp.StartAsync();
        await app.DeliverAsync("warm-up");
        var gate = new TaskCompletionSource();
        IReadOnlyList<TableTransactionAction> late = [];
        var reads = 0;
        app.Tables.Before = async operation =>
        {
            var claims = operation.Actions.Count(action => action.Sets(DeliveryStatus.Dispatching));
            if (claims == 1)
                await gate.Task;
            if (claims > 1)
            {
                late = operation.Actions;
                throw new AggregateException("no answer in time");
            }

            if (operation is { Table: "Deliveries", Method: nameof(TableClient.GetEntityIfExistsAsync) })
                Interlocked.Increment(ref reads);
        };
        var posts = Enumerable.Range(0, 6).Select(n => app.PostAsync($"event {n}")).ToList();
        await LedgerSteps.UntilAsync(() => Task.FromResult(app.Get<GroupCommit>().Writes == posts.Count));
        gate.SetResult();
        var answers = await Task.WhenAll(posts);
        Assert.Equal(4, answers.Count(answer => answer.StatusCode == HttpStatusCode.ServiceUnavailable));

        // In 20 s each looks up to eight times.
        for (var step = 0; step < 40; step++)
        {
            app.Time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        Assert.InRange(Volatile.Read(ref reads), 2, 9);

        app.Tables.Before = _ => Task.CompletedTask;
        await app.Tables.GetTableClient("Deliveries").SubmitTransactionAsync(late);
        await LedgerSteps.UntilAsync(async () =>
        {
            app.Time.Advance(TimeSpan.FromMilliseconds(500));
            return (await app.RowsAsync("W|d|")).Count == 4;
        });
        await app.TickAsync(Lease);
        Assert.Equal(7, app.Tenant.Inputs.Count);
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task A_claim_of_the_timer_whose_answer_was_lost_is_released_as_not_sent_and_sent_once()
    {
        await using var app = await TestApp.StartAsync(RecordOnly);
        await app.DeliverAsync("event");
        LoseAnswerOfClaim(app);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => app.TickAsync(TimeSpan.Zero));

        await UntilReleasedAsync(app);

        await ExpectSentOnceAsync(app);
    }

    [Fact]
    public async Task What_another_instance_took_over_meanwhile_stays_as_that_one_left_it()
    {
        await using var app = await TestApp.StartAsync();
        var reads = 0;
        app.Tables.After = async operation =>
        {
            if (!operation.Actions.Any(action => action.Sets(DeliveryStatus.Dispatching)))
                return;
            app.Tables.After = after =>
            {
                if (after is { Table: "Deliveries", Method: nameof(TableClient.GetEntityIfExistsAsync) })
                    Interlocked.Increment(ref reads);
                return Task.CompletedTask;
            };
            await app.MoveAsync(Assert.Single(await app.RowsAsync("K|"))[2..], delivery => delivery with { Status = DeliveryStatus.InDoubt, Attempts = [Sample.Attempt(AttemptOutcome.InDoubt)] });
            Interlocked.Exchange(ref reads, 0);
            throw new AggregateException("the answer was lost");
        };

        using var answer = await app.PostAsync("event");
        await LedgerSteps.UntilAsync(() =>
        {
            app.Time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(Volatile.Read(ref reads) > 0);
        });

        var delivery = await OnlyAsync(app);
        Assert.Equal(DeliveryStatus.InDoubt, delivery.Status);
        Assert.Equal(AttemptOutcome.InDoubt, Assert.Single(delivery.Attempts).Outcome);
    }

    [Fact]
    public async Task A_fault_between_claim_and_send_leaves_no_doubt()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.OnToken = () => throw new InvalidOperationException("nobody expects this");

        var accepted = await app.DeliverAsync("event");

        Assert.Equal("RetryScheduled", accepted.GetProperty("status").GetString());
        app.Tenant.OnToken = () => null;
        await app.TickAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(DeliveryStatus.Started, (await app.FindAsync(accepted.Id())).Status);
        Assert.Single(app.Tenant.Inputs);
    }

    private static void LoseAnswerOfClaim(TestApp app) => app.Tables.After = operation =>
    {
        if (!operation.Actions.Any(action => action.Sets(DeliveryStatus.Dispatching)))
            return Task.CompletedTask;
        app.Tables.After = _ => Task.CompletedTask;
        throw new AggregateException("the answer was lost");
    };

    private static void BeforeClaim(TestApp app, Func<TableOperation, Task> happens) => app.Tables.Before = operation =>
    {
        if (!operation.Actions.Any(action => action.Sets(DeliveryStatus.Dispatching)))
            return Task.CompletedTask;
        app.Tables.Before = _ => Task.CompletedTask;
        return happens(operation);
    };

    private static Task UntilReleasedAsync(TestApp app)
    {
        // Beyond its lease it would be in doubt.
        var end = app.Time.GetUtcNow() + Lease;
        return LedgerSteps.UntilAsync(async () =>
        {
            if (app.Time.GetUtcNow() < end - TimeSpan.FromSeconds(1))
                app.Time.Advance(TimeSpan.FromMilliseconds(500));
            return (await OnlyAsync(app)).Status == DeliveryStatus.RetryScheduled;
        });
    }

    private static async Task ExpectSentOnceAsync(TestApp app)
    {
        Assert.Empty(app.Tenant.Inputs);
        await app.TickAsync(Lease);

        var delivery = await OnlyAsync(app);
        Assert.Equal(DeliveryStatus.Started, delivery.Status);
        Assert.Equal([AttemptOutcome.NotSent, AttemptOutcome.Started], delivery.Attempts.Select(attempt => attempt.Outcome));
        Assert.Equal(0, delivery.LostLeases);
        Assert.Single(app.Tenant.Inputs);
    }

    private static async Task<Delivery> OnlyAsync(TestApp app) => await app.FindAsync(Assert.Single(await app.RowsAsync("K|"))[2..]);
}
