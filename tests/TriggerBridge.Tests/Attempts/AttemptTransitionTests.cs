using TriggerBridge.Attempts;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Attempts;

public sealed class AttemptTransitionTests
{
    private static readonly DateTimeOffset Later = Sample.Noon.AddSeconds(1);

    [Theory]
    [InlineData(AttemptOutcome.Started, DeliveryStatus.Started)]
    [InlineData(AttemptOutcome.Refused, DeliveryStatus.RetryScheduled)]
    [InlineData(AttemptOutcome.NotStarted, DeliveryStatus.RetryScheduled)]
    [InlineData(AttemptOutcome.NotSent, DeliveryStatus.RetryScheduled)]
    [InlineData(AttemptOutcome.Unauthorized, DeliveryStatus.RetryScheduled)]
    [InlineData(AttemptOutcome.Rejected, DeliveryStatus.DeadLettered)]
    [InlineData(AttemptOutcome.InDoubt, DeliveryStatus.InDoubt)]
    public void Each_outcome_has_its_status(AttemptOutcome outcome, DeliveryStatus expected)
    {
        var next = After(Sample.Claimed(), Sample.Attempt(outcome, executionId: outcome == AttemptOutcome.Started ? "e1" : null));

        Assert.Equal(expected, next.Status);
        Assert.True(DeliveryLifecycle.Allows(DeliveryStatus.Dispatching, next.Status));
        Assert.Equal(outcome, Assert.Single(next.Attempts).Outcome);
    }

    [Fact]
    public void What_is_in_doubt_keeps_its_work_item() =>
        Assert.Equal(Sample.Claimed(id: "x").Work, After(Sample.Claimed(id: "x"), Sample.Attempt(AttemptOutcome.InDoubt)).Work);

    [Fact]
    public void Retry_after_sets_the_due_time()
    {
        var result = new AttemptResult(Sample.Attempt(AttemptOutcome.NotStarted)) { RetryAfter = TimeSpan.FromMinutes(3) };
        var next = AttemptTransition.Apply(Sample.Claimed(), result, Sample.Retry, Later, 0.5, firstLook: null);
        Assert.Equal(Later.AddMinutes(3), next.Work?.Due);
    }

    [Fact]
    public void A_delivery_older_than_it_may_be_is_given_up()
    {
        var result = new AttemptResult(Sample.Attempt(AttemptOutcome.NotStarted));
        var next = AttemptTransition.Apply(Sample.Claimed(), result, Sample.Retry, Sample.Noon.AddDays(8), 0.5, firstLook: null);
        Assert.Equal(DeliveryStatus.DeadLettered, next.Status);
        Assert.Null(next.Work);
        Assert.Contains("as ISC said", next.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DeliveryStatus.InDoubt)]
    [InlineData(DeliveryStatus.RetryScheduled)]
    [InlineData(DeliveryStatus.DeadLettered)]
    public void A_late_execution_id_is_never_dropped(DeliveryStatus moved)
    {
        var next = After(Sample.Claimed() with { Status = moved }, Sample.Attempt(AttemptOutcome.Started, executionId: "e1"));
        Assert.Equal(DeliveryStatus.Started, next.Status);
        Assert.Equal("e1", next.WorkflowExecutionId);
        Assert.Null(next.Work);
    }

    [Fact]
    public void A_late_execution_id_does_not_end_the_attempt_that_runs_now()
    {
        var running = Sample.Claimed(attempt: 2);
        var next = After(running, Sample.Attempt(AttemptOutcome.Started, number: 1, executionId: "e1"));

        Assert.Equal(DeliveryStatus.Dispatching, next.Status);
        Assert.Equal(running.Work, next.Work);
        Assert.Equal("e1", next.WorkflowExecutionId);
    }

    [Fact]
    public void Two_executions_of_one_delivery_are_both_kept_and_marked()
    {
        var first = After(Sample.Claimed(attempt: 2), Sample.Attempt(AttemptOutcome.Started, number: 1, executionId: "e1"));
        var both = After(first, Sample.Attempt(AttemptOutcome.Started, number: 2, executionId: "e2"));

        Assert.True(both.DuplicateExecution);
        Assert.Equal("e1", both.WorkflowExecutionId);
        Assert.Equal(["e1", "e2"], both.Attempts.Select(attempt => attempt.WorkflowExecutionId ?? ""));
    }

    [Fact]
    public void The_same_outcome_twice_is_the_same_as_once()
    {
        var once = After(Sample.Claimed(id: "x"), Sample.Attempt(AttemptOutcome.Started, executionId: "e1"));
        var twice = After(once, Sample.Attempt(AttemptOutcome.Started, executionId: "e1"));
        Assert.False(twice.DuplicateExecution);
        Assert.Single(twice.Attempts);
        Assert.Equal(once.Status, twice.Status);
    }

    [Theory]
    [InlineData(AttemptOutcome.NotStarted)]
    [InlineData(AttemptOutcome.NotSent)]
    [InlineData(AttemptOutcome.Rejected)]
    [InlineData(AttemptOutcome.InDoubt)]
    public void An_execution_that_was_found_late_is_not_followed_by_another_attempt(AttemptOutcome outcome)
    {
        var found = After(Sample.Claimed(attempt: 2), Sample.Attempt(AttemptOutcome.Started, number: 1, executionId: "e1"));
        var next = After(found, Sample.Attempt(outcome, number: 2));
        Assert.Equal(DeliveryStatus.Started, next.Status);
        Assert.Null(next.Work);
    }

    [Fact]
    public void A_doubt_beside_a_known_execution_is_looked_for_later_for_it_may_have_started_another()
    {
        var found = After(Sample.Claimed(attempt: 2), Sample.Attempt(AttemptOutcome.Started, number: 1, executionId: "e1"));
        var next = After(found, Sample.Attempt(AttemptOutcome.InDoubt, number: 2));
        Assert.Equal(Later, next.Attempts[1].MissingSince);
        Assert.Equal("e1", next.WorkflowExecutionId);
        Assert.False(next.DuplicateExecution);
    }

    [Fact]
    public void What_a_replay_laid_aside_does_not_end_the_doubt_about_what_was_sent_since()
    {
        var replayed = Sample.Claimed(attempt: 2) with
        {
            Attempts = [Sample.Attempt(AttemptOutcome.Started, executionId: "e1")], WorkflowExecutionId = null, Replays = [Replay(attempts: 1)],
        };
        Assert.Equal(DeliveryStatus.InDoubt, After(replayed, Sample.Attempt(AttemptOutcome.InDoubt, number: 2)).Status);
    }

    [Fact]
    public void What_a_replay_laid_aside_is_not_taken_for_its_outcome()
    {
        var started = After(Sample.Claimed(), Sample.Attempt(AttemptOutcome.Started, executionId: "e1"));
        var replayed = started with { Status = DeliveryStatus.RetryScheduled, WorkflowExecutionId = null, Replays = [Replay(attempts: 1)] };
        Assert.Equal(DeliveryStatus.RetryScheduled, After(replayed, Sample.Attempt(AttemptOutcome.Started, executionId: "e1")).Status);
    }

    [Fact]
    public void After_a_replay_waits_begin_anew()
    {
        var replayed = Sample.Claimed(attempt: 12) with { Replays = [Replay(attempts: 11)] };
        Assert.Equal(Later.AddSeconds(2.5), After(replayed, Sample.Attempt(AttemptOutcome.NotStarted, number: 12)).Work?.Due);
    }

    [Fact]
    public void A_late_known_failure_resolves_the_doubt_about_its_own_attempt()
    {
        var inDoubt = Sample.Claimed() with { Status = DeliveryStatus.InDoubt };
        Assert.Equal(DeliveryStatus.RetryScheduled, After(inDoubt, Sample.Attempt(AttemptOutcome.NotStarted)).Status);
    }

    /// <summary>Its write got no answer and was carried out: another one would make a later claim look like somebody else's.</summary>
    [Fact]
    public void An_outcome_that_stands_there_already_leaves_a_later_claim_as_it_is()
    {
        var attempt = Sample.Attempt(AttemptOutcome.NotSent);
        var claimedAgain = After(Sample.Claimed(), attempt) with { Status = DeliveryStatus.Dispatching, AttemptCount = 2 };

        Assert.Same(claimedAgain, After(claimedAgain, attempt));
        Assert.NotSame(claimedAgain, After(claimedAgain, attempt with { Outcome = AttemptOutcome.NotStarted }));
    }

    [Fact]
    public void A_late_failure_does_not_touch_a_later_attempt()
    {
        var next = After(Sample.Claimed(attempt: 2), Sample.Attempt(AttemptOutcome.Rejected, number: 1));
        Assert.Equal(DeliveryStatus.Dispatching, next.Status);
    }

    [Fact]
    public void Only_the_last_fifty_attempts_are_kept()
    {
        var delivery = Sample.Claimed(attempt: 60);
        for (var number = 1; number <= 60; number++)
            delivery = delivery with { Attempts = After(delivery, Sample.Attempt(AttemptOutcome.NotStarted, number)).Attempts };
        Assert.Equal(Enumerable.Range(11, 50), delivery.Attempts.Select(attempt => attempt.Number));
    }

    [Theory]
    [InlineData(AttemptOutcome.InDoubt)]
    [InlineData(AttemptOutcome.Started)]
    public void What_may_have_started_something_is_kept_however_many_attempts_come_after_it(AttemptOutcome outcome)
    {
        var first = Sample.Attempt(outcome, number: 1) with { MissingSince = Sample.Noon };
        var delivery = Sample.Claimed(attempt: 60) with { Attempts = [first] };
        for (var number = 2; number <= 60; number++)
            delivery = delivery with { Attempts = After(delivery, Sample.Attempt(AttemptOutcome.NotStarted, number)).Attempts };
        Assert.Equal([1, .. Enumerable.Range(12, 49)], delivery.Attempts.Select(attempt => attempt.Number));
    }

    private static ReplayRecord Replay(int attempts) => new() { At = Sample.Noon, Status = DeliveryStatus.DeadLettered, AttemptCount = attempts };

    [Fact]
    public void What_has_started_is_looked_at_next_where_executions_are_followed()
    {
        var look = Sample.Claimed(id: "x").Due(WorkKind.Track, Later.AddMinutes(1));
        var started = Sample.Attempt(AttemptOutcome.Started, executionId: "e1");
        var next = AttemptTransition.Apply(Sample.Claimed(id: "x"), new AttemptResult(started), Sample.Retry, Later, 0.5, look);
        Assert.Equal(look, next.Work);
        Assert.Null(next.Reason);
    }

    [Fact]
    public void Where_executions_are_not_followed_what_has_started_says_so() =>
        Assert.Equal(AttemptTransition.NotFollowed, After(Sample.Claimed(), Sample.Attempt(AttemptOutcome.Started, executionId: "e1")).Reason);

    [Fact]
    public void A_second_execution_is_looked_into_at_once()
    {
        var first = After(Sample.Claimed(attempt: 2), Sample.Attempt(AttemptOutcome.Started, number: 1, executionId: "e1"));
        var second = Sample.Attempt(AttemptOutcome.Started, number: 2, executionId: "e2");
        var next = AttemptTransition.Apply(first, new AttemptResult(second), Sample.Retry, Later, 0.5, first.Due(WorkKind.Track, Later.AddMinutes(1)));
        Assert.Equal(first.Due(WorkKind.Resolve, Later), next.Work);
    }

    [Fact]
    public void A_late_doubt_does_not_unmake_what_was_found()
    {
        var found = After(Sample.Claimed(id: "x"), Sample.Attempt(AttemptOutcome.Started, executionId: "e1"));
        Assert.Equal(found, After(found, Sample.Attempt(AttemptOutcome.InDoubt)));
    }

    [Fact]
    public void That_an_attempt_was_taken_as_missing_stays_on_record_when_it_shows_up()
    {
        var missing = Sample.Attempt(AttemptOutcome.InDoubt) with { MissingSince = Sample.Noon };
        var delivery = Sample.Claimed() with { Status = DeliveryStatus.DeadLettered, Attempts = [missing], Work = null };
        var next = After(delivery, Sample.Attempt(AttemptOutcome.Started, executionId: "e1"));
        Assert.Equal(DeliveryStatus.Started, next.Status);
        Assert.Equal(Sample.Noon, Assert.Single(next.Attempts).MissingSince);
    }

    private static Delivery After(Delivery current, Attempt attempt) =>
        AttemptTransition.Apply(current, new AttemptResult(attempt), Sample.Retry, Later, 0.5, firstLook: null);
}
