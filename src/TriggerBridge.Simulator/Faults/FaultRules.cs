using TriggerBridge.Simulator.Http;
using TriggerBridge.Simulator.Operations;

namespace TriggerBridge.Simulator.Faults;

/// <summary>Which keys of a fault go together, and the one effect that they come to.</summary>
internal static class FaultRules
{
    private const double LongestSeconds = 24 * 60 * 60;

    private const string EffectKeys =
        "status, hangSeconds, drop, executeThenStatus, executeThenHangSeconds, executeThenDrop, disabled, finalStatus, delaySeconds, deadlinePassed";

    public static FaultOutcome Read(FaultSpec spec)
    {
        if (ProblemsOf(spec).FirstOrDefault() is { } problem)
            return new FaultOutcome.Invalid(problem);

        var effects = EffectsOf(spec).ToList();
        if (effects is not [var (key, effect)])
        {
            var found = effects.Count == 0 ? "none" : string.Join(" and ", effects.Select(each => each.Key));
            return new FaultOutcome.Invalid($"a fault has one of {EffectKeys}; this one has {found}");
        }

        return Fits(effect, spec.On)
            ? new FaultOutcome.Valid(new Fault(spec, effect))
            : new FaultOutcome.Invalid($"{key} does not go with this \"on\"");
    }

    private static IEnumerable<string> ProblemsOf(FaultSpec spec)
    {
        if (spec.On is null)
            yield return "on is missing";
        if (spec is { On: Operation.Token or Operation.Callback, WorkflowId: not null })
            yield return "workflowId does not go with this \"on\"";
        if (spec.Times < 1)
            yield return "times must be at least 1";
        if (spec.Probability is <= 0 or > 1)
            yield return "probability must be above 0 and at most 1";
        if (spec.Status is < 400 or > 599)
            yield return "status must be from 400 to 599";
        if (spec.ExecuteThenStatus is < 400 or > 599)
            yield return "executeThenStatus must be from 400 to 599";
        if (spec.RetryAfter < 0 || (spec.RetryAfter is not null && spec.Status is null && spec.ExecuteThenStatus is null))
            yield return "retryAfter must not be negative, and goes with status or executeThenStatus";
        if (spec.HangSeconds is < 0 or > LongestSeconds)
            yield return "hangSeconds must be from 0 to a day";
        if (spec.ExecuteThenHangSeconds is < 0 or > LongestSeconds)
            yield return "executeThenHangSeconds must be from 0 to a day";
        if (spec.DelaySeconds is < 0 or > LongestSeconds)
            yield return "delaySeconds must be from 0 to a day";
        if (spec.FinalStatus is ExecutionStatus.Queued or ExecutionStatus.Running)
            yield return "finalStatus must be Completed, Failed or Canceled";
    }

    private static IEnumerable<(string Key, FaultEffect Effect)> EffectsOf(FaultSpec spec)
    {
        if (spec.Status is { } status)
            yield return ("status", new FaultEffect.Answer(status, spec.RetryAfter));
        if (spec.HangSeconds is { } hang)
            yield return ("hangSeconds", new FaultEffect.Hang(TimeSpan.FromSeconds(hang)));
        if (spec.Drop is true)
            yield return ("drop", new FaultEffect.Drop());
        if (spec.ExecuteThenStatus is { } thenStatus)
            yield return ("executeThenStatus", new FaultEffect.ExecuteThen(new FaultEffect.Answer(thenStatus, spec.RetryAfter)));
        if (spec.ExecuteThenHangSeconds is { } thenHang)
            yield return ("executeThenHangSeconds", new FaultEffect.ExecuteThen(new FaultEffect.Hang(TimeSpan.FromSeconds(thenHang))));
        if (spec.ExecuteThenDrop is true)
            yield return ("executeThenDrop", new FaultEffect.ExecuteThen(new FaultEffect.Drop()));
        if (spec.Disabled is true)
            yield return ("disabled", new FaultEffect.Disabled());
        if (spec.FinalStatus is { } finalStatus)
            yield return ("finalStatus", new FaultEffect.EndAs(finalStatus));
        if (spec.DelaySeconds is { } delay)
            yield return ("delaySeconds", new FaultEffect.Delay(TimeSpan.FromSeconds(delay)));
        if (spec.DeadlinePassed is true)
            yield return ("deadlinePassed", new FaultEffect.PassDeadline());
    }

    private static bool Fits(FaultEffect effect, Operation? on) => effect switch
    {
        FaultEffect.Delay => on is Operation.Visibility,
        FaultEffect.Disabled or FaultEffect.EndAs => on is Operation.Execute,
        FaultEffect.ExecuteThen => on is Operation.Execute or Operation.Callback,
        FaultEffect.PassDeadline => on is Operation.Callback,
        _ => on is not Operation.Visibility,
    };
}

internal abstract record FaultOutcome
{
    private FaultOutcome()
    {
    }

    public sealed record Valid(Fault Fault) : FaultOutcome;

    public sealed record Invalid(string Reason) : FaultOutcome;
}
