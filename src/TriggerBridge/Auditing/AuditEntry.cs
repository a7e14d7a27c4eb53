using TriggerBridge.Operators;

namespace TriggerBridge.Auditing;

/// <summary>What became of an action.</summary>
public enum AuditResult
{
    /// <summary>It was begun, or was about to be; its end is not known.</summary>
    Pending,

    /// <summary>It was done.</summary>
    Done,

    /// <summary>It was not done: what was asked for is wrong, or cannot be done as things stand.</summary>
    Refused,

    /// <summary>A fault ended it; a part of it may have been done.</summary>
    Failed,
}

/// <summary>Who did something.</summary>
/// <param name="Kind">How they proved who they are.</param>
/// <param name="Id">What never changes: an object id, or the name of a key.</param>
/// <param name="Name">For people.</param>
public sealed record AuditActor(OperatorKind Kind, string Id, string Name);

/// <summary>One action of an operator, as it is written down. Nothing of an event stands in it, and no key.</summary>
public sealed record AuditEntry
{
    /// <summary>The row's key: begins with the inverted time.</summary>
    public required string Id { get; init; }

    /// <summary>When it was about to begin.</summary>
    public required DateTimeOffset At { get; init; }

    public required AuditActor Actor { get; init; }

    /// <summary>From where: an IP address, as far as it is known.</summary>
    public string? Address { get; init; }

    /// <summary>One of <see cref="AuditActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>On which bridge or source; null: on several.</summary>
    public string? Bridge { get; init; }

    public string? DeliveryId { get; init; }

    /// <summary>Why, as the operator says.</summary>
    public string? Reason { get; init; }

    /// <summary>It was only asked what it would do.</summary>
    public bool IsDryRun { get; init; }

    public required AuditResult Result { get; init; }

    /// <summary>Of the answer; null where there was none.</summary>
    public int? Status { get; init; }

    /// <summary>On how many it was done; null where that is not known.</summary>
    public int? Count { get; init; }

    public DateTimeOffset? EndedAt { get; init; }
}

/// <summary>An action that is about to begin.</summary>
internal sealed record AuditedAction(Operator Who, string? Address, string Action)
{
    public string? Bridge { get; init; }

    public string? DeliveryId { get; init; }

    public string? Reason { get; init; }

    public bool IsDryRun { get; init; }
}
