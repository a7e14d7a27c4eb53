using System.Text;

namespace TriggerBridge.Ledger;

/// <summary>Where a sender hears the answer that comes later, and how far that has come; as it stands in the ledger.</summary>
public sealed record Callback
{
    public required CallbackStatus Status { get; init; }

    /// <summary>Why it stands there, in plain words.</summary>
    public string? Reason { get; init; }

    public required Uri Url { get; init; }

    /// <summary>By what the sender knows its question; null where it does not say.</summary>
    public string? InvocationId { get; init; }

    /// <summary>What the answer is proven with, encrypted; null once it is not needed any more.</summary>
    public string? Secret { get; init; }

    /// <summary>Before that the answer may still be given to the sender's own request.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>From then on the sender may not wait any more.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>An earlier try may have got through.</summary>
    public bool MayHaveArrived { get; init; }

    /// <summary>What it was refused with while that was so: the earlier try may be the reason.</summary>
    public string? Refusal { get; init; }

    /// <summary>When it came to its end; null until then.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Status = ").Append(Status).Append(", InvocationId = ").Append(InvocationId).Append(", Attempts = ").Append(Attempts).Append(", Secret = ***");
        return true;
    }
}

/// <summary>How far an answer has come that is given later; stored and shown by name.</summary>
public enum CallbackStatus
{
    /// <summary>It is not decided, or was not taken so far.</summary>
    Open,

    /// <summary>It is being sent, or was, and nobody knows whether it arrived.</summary>
    Sending,

    /// <summary>The sender goes by it.</summary>
    Sent,

    /// <summary>The sender heard it in the answer to its own request.</summary>
    Answered,

    /// <summary>The deadline passed before it was taken.</summary>
    TooLate,

    /// <summary>The sender refuses it, or there is none. It is not tried again.</summary>
    DeadLettered,

    /// <summary>It was sent, and until the deadline nobody could say whether it arrived. It is not sent again.</summary>
    Unclear,
}
