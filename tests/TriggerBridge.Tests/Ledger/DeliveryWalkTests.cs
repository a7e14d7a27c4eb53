using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using TriggerBridge.Attempts;
using TriggerBridge.Bridges;
using TriggerBridge.Flows.Operations.Replay;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Ledger;

/// <summary>Random lives of a delivery: whatever happens to it, in whatever order, its promises hold at every step.</summary>
public sealed class DeliveryWalkTests
{
    private enum Event
    {
        Claim,
        LoseLease,
        AnswerOfLatest,
        AnswerOfEarlier,
        EndOfExecution,
        Replay,
        ReplayByForce,
    }

    private sealed record Step(Event Event, AttemptOutcome Outcome, int Number);

    private static readonly Gen<Step> Steps =
        from happens in Gen.Elements(Enum.GetValues<Event>())
        from outcome in Gen.Elements(Enum.GetValues<AttemptOutcome>())
        from number in Gen.Choose(0, 1_000_000)
        select new Step(happens, outcome, number);

    private static readonly ReplayPlanner Planner = new(new BridgeCatalog([Sample.Bridge("bridge")]));

    [Property(MaxTest = 200)]
    public Property No_walk_leaves_the_table() => Walk((before, _, after) => DeliveryLifecycle.Allows(before.Status, after.Status));

    [Property(MaxTest = 200)]
    public Property A_final_status_is_left_only_by_a_replay_or_a_late_execution_id() => Walk((before, step, after) =>
        !DeliveryLifecycle.IsFinal(before.Status) || after.Status == before.Status
        || step.Event is Event.Replay or Event.ReplayByForce
        || (after.Status == DeliveryStatus.Started && after.WorkflowExecutionId is not null && before.WorkflowExecutionId is null));

    [Property(MaxTest = 200)]
    public Property What_is_not_final_has_work_until_its_execution_has_started() => Walk((_, _, after) =>
        DeliveryLifecycle.IsFinal(after.Status) || after.Status == DeliveryStatus.Started || after.Work is not null);

    [Property(MaxTest = 200)]
    public Property An_execution_id_is_never_dropped() => Walk((before, _, after) =>
        before.WorkflowExecutionId is null
        || after.WorkflowExecutionId == before.WorkflowExecutionId
        || after.Replays[^1].WorkflowExecutionId == before.WorkflowExecutionId);

    [Property(MaxTest = 200)]
    public Property What_has_an_execution_is_sent_again_only_by_a_replay() => Walk((_, _, after) =>
        after.WorkflowExecutionId is null || after.Status != DeliveryStatus.RetryScheduled);

    [Property(MaxTest = 200)]
    public Property What_has_an_execution_is_not_in_doubt() => Walk((_, _, after) =>
        after.WorkflowExecutionId is null || after.Status != DeliveryStatus.InDoubt);

    [Property(MaxTest = 200)]
    public Property Attempts_are_kept_once_each_in_order_and_no_more_than_fifty() => Walk((_, _, after) =>
    {
        var numbers = after.Attempts.Select(attempt => attempt.Number).ToArray();
        return numbers.Length <= Attempt.MostKept && numbers.SequenceEqual(numbers.Order().Distinct()) && numbers.All(number => number <= after.AttemptCount);
    });

    private static Property Walk(Func<Delivery, Step, Delivery, bool> holds) => Prop.ForAll(Steps.ListOf(200).ToArbitrary(), steps =>
    {
        var delivery = Sample.Claimed();
        foreach (var step in steps)
        {
            var next = Next(delivery, step);
            if (!holds(delivery, step, next))
                throw new InvalidOperationException($"{step}: {delivery} -> {next}");
            delivery = next;
        }
    });

    private static Delivery Next(Delivery delivery, Step step) => step.Event switch
    {
        Event.Claim when delivery.Status is DeliveryStatus.Received or DeliveryStatus.RetryScheduled => delivery with
        {
            Status = DeliveryStatus.Dispatching,
            AttemptCount = delivery.AttemptCount + 1,
            Work = delivery.Due(WorkKind.Dispatch, Sample.Noon),
        },
        Event.LoseLease when delivery.Status == DeliveryStatus.Dispatching =>
            AttemptTransition.InDoubt(delivery, Sample.Attempt(AttemptOutcome.InDoubt, delivery.AttemptCount), Sample.Noon, firstLook: null),
        Event.AnswerOfLatest => Answer(delivery, step.Outcome, delivery.AttemptCount),
        Event.AnswerOfEarlier => Answer(delivery, step.Outcome, 1 + (step.Number % delivery.AttemptCount)),
        Event.EndOfExecution when delivery.Status == DeliveryStatus.Started => delivery with
        {
            Status = (step.Number % 3) switch { 0 => DeliveryStatus.Completed, 1 => DeliveryStatus.Failed, _ => DeliveryStatus.Canceled },
            Work = null,
        },
        Event.Replay => Replay(delivery, force: false),
        Event.ReplayByForce => Replay(delivery, force: true),
        _ => delivery,
    };

    // Once an attempt has its answer no other comes, but the same may be told twice.
    private static Delivery Answer(Delivery delivery, AttemptOutcome outcome, int number)
    {
        if (delivery.Attempts.Any(attempt => attempt.Number == number && attempt.Outcome != AttemptOutcome.InDoubt && attempt.Outcome != outcome))
            return delivery;
        var attempt = Sample.Attempt(outcome, number, outcome == AttemptOutcome.Started ? $"e{number}" : null);
        return AttemptTransition.Apply(delivery, new AttemptResult(attempt), Sample.Retry, Sample.Noon, 0.5, delivery.Due(WorkKind.Track, Sample.Noon.AddMinutes(1)));
    }

    private static Delivery Replay(Delivery delivery, bool force)
    {
        var plan = Planner.Plan(new DeliveryLookup.Found(delivery, Sample.Payload()), new ReplayOrder { By = "operator", Force = force }, Sample.Noon, out _);
        return plan is ReplayResult.Replayed replayed ? replayed.Delivery : delivery;
    }
}
