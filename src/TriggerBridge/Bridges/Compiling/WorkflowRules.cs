using System.Text.Json;
using TriggerBridge.Bridges.Files;
using TriggerBridge.Json;
using TriggerBridge.Mapping;

namespace TriggerBridge.Bridges.Compiling;

internal sealed class TenantRule : IBridgeRule
{
    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft is not { Tenants: { } known, File.Workflow.Tenant: { } tenant } || known.Contains(tenant)) return;

        var configured = known.Count == 0 ? "none is" : string.Join(", ", known.Order(StringComparer.Ordinal));
        problems.Add(
            new("$.workflow.tenant", $"'{tenant}' is not configured ({configured}): set TriggerBridge__Tenants__{tenant}__BaseUrl"));
    }
}

/// <summary>The id becomes part of an address.</summary>
internal sealed class WorkflowIdRule : IBridgeRule
{
    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File.Workflow?.Id is { } id && (id.Length == 0 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')))
            problems.Add(new("$.workflow.id", "expected the workflow's id as ISC shows it, such as c17bea3a-574d-453c-9e04-4365fbf5af0b"));
    }
}

/// <summary>The template compiles, and leaves the bridge's own names alone.</summary>
internal sealed class InputRule : IBridgeRule
{
    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        if (draft.File.Input is { } input) Check(input, "$.input", draft, problems);
        if (draft.File.Poll?.Input is { } ofPoll) Check(ofPoll, "$.poll.input", draft, problems);
    }

    private static void Check(JsonElement input, string at, BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        InputTemplate.Compile(input, at, draft.Tables, problems);
        if (input.ValueKind != JsonValueKind.Object || draft.File.Workflow?.Correlate == false) return;

        foreach (var key in input.EnumerateObject().Select(member => member.Name))
        {
            if (InputEnvelope.OwnNames.Contains(TemplateKey.Parse(key).Name))
                problems.Add(new(JsonLocation.Member(at, key), "is the bridge's own name: rename it, or set $.workflow.correlate to false"));
        }
    }
}

/// <summary>Checked with the defaults, as a file may set only one of the three.</summary>
internal sealed class RetryOrderRule : IBridgeRule
{
    public void Check(BridgeDraft draft, ICollection<DocumentProblem> problems)
    {
        var (first, max, giveUpAfter) = draft.Retry;
        if (first > max)
            problems.Add(new("$.retry.first", $"{first:c} is more than $.retry.max, {max:c}: lower it or raise the other"));
        if (max > giveUpAfter)
            problems.Add(new("$.retry.max", $"{max:c} is more than $.retry.giveUpAfter, {giveUpAfter:c}: lower it or raise the other"));
    }
}

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
