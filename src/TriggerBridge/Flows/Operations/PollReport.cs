using System.Text.Json;
using TriggerBridge.Ledger;
using TriggerBridge.Polling;

namespace TriggerBridge.Flows.Operations;

/// <summary>A poll's state for an operator.</summary>
public sealed record PollReport
{
    public required string Bridge { get; init; }
    public required bool Enabled { get; init; }
    public required string Schedule { get; init; }

    /// <summary>Null until a tick has seen it.</summary>
    public DateTimeOffset? NextDue { get; init; }

    /// <summary>Some instance holds its lease.</summary>
    public required bool Running { get; init; }

    /// <summary>Every item up to it stands in the ledger; times in ISO 8601.</summary>
    public string? Cursor { get; init; }

    /// <summary>The next run goes on with it.</summary>
    public required bool ScanUnfinished { get; init; }

    public int? PagesOfScan { get; init; }
    public DateTimeOffset? LastRunAt { get; init; }

    /// <summary>In plain words.</summary>
    public string? LastResult { get; init; }

    /// <summary>In a row.</summary>
    public required int Failures { get; init; }

    public required long ItemsSeen { get; init; }
    public required long ItemsNew { get; init; }

    /// <summary>What the poll found that the webhook beside it did not bring within five minutes, by day; null without a webhook.</summary>
    public IReadOnlyList<MissedEvents>? MissedByWebhook { get; init; }
}

/// <summary>One page of a source, mapped.</summary>
/// <param name="HasMore">There are further pages.</param>
public sealed record PollPreview(IReadOnlyList<PreviewedItem> Items, bool HasMore);

/// <summary>What would become of an item; whether it is on record already is not asked.</summary>
public sealed record PreviewedItem
{
    public required string DeliveryId { get; init; }
    public string? SenderId { get; init; }
    public string? EventType { get; init; }
    public string? Cursor { get; init; }
    public required DeliveryStatus Status { get; init; }
    public string? Reason { get; init; }

    /// <summary>The workflow's input; null where there is none.</summary>
    public JsonElement? Input { get; init; }
}

/// <summary>What an operator's request came to.</summary>
public abstract record PollOutcome
{
    private PollOutcome()
    {
    }

    public sealed record Done(PollReport Report) : PollOutcome;

    public sealed record Previewed(PollPreview Preview) : PollOutcome;

    /// <summary>No bridge of this name has a poll.</summary>
    public sealed record Unknown : PollOutcome;

    /// <summary>The bridge's file has errors.</summary>
    public sealed record NotReady(string Reason, TimeSpan RetryAfter) : PollOutcome;

    public sealed record Refused(string Reason) : PollOutcome;

    public sealed record Invalid(string Reason) : PollOutcome;

    /// <summary>The source did not answer as it should.</summary>
    public sealed record SourceFailed(string Reason) : PollOutcome;
}
