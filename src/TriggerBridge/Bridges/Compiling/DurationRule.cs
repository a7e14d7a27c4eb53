using TriggerBridge.Bridges.Files;
using TriggerBridge.Json;

namespace TriggerBridge.Bridges.Compiling;

/// <summary>Each time span makes sense by itself, and none overflows a date.</summary>
internal sealed class DurationRule : IBridgeRule
{
    private static readonly TimeSpan LongestBudget = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        var file = draft.File;
        if (file.DispatchBudget is { Value: var budget } && (budget < TimeSpan.Zero || budget > LongestBudget))
            problems.Add(new("$.dispatchBudget", $"expected 00:00:00 (record only) to {LongestBudget:c}"));

        var retention = file.Retention?.Value ?? BridgeDefaults.Retention;
        if (file.Webhook?.ReplayWindow is { Value: var window } && (window <= TimeSpan.Zero || window > retention))
            problems.Add(new("$.webhook.replayWindow", $"expected more than 00:00:00 and at most {retention:c}, the bridge's $.retention"));

        (string At, Duration? Duration)[] positive =
        [
            ("$.retry.first", file.Retry?.First),
            ("$.retry.max", file.Retry?.Max),
            ("$.retry.giveUpAfter", file.Retry?.GiveUpAfter),
            ("$.settle", file.Settle),
            ("$.retention", file.Retention),
        ];
        foreach (var (at, duration) in positive)
        {
            if (duration is { Value: var value } && (value <= TimeSpan.Zero || value > Longest))
                problems.Add(new(at, $"expected more than 00:00:00 and at most {Longest:c}"));
        }
    }
}
