using Azure;

namespace TriggerBridge.Polling.State;

/// <summary>How far a poll has come, as the ledger's table <c>Polls</c> has it.</summary>
internal sealed record PollState
{
    /// <summary>So many failures in a row are more than a hiccup: operators are told.</summary>
    public const int FailuresToTell = 3;

    public required string Bridge { get; init; }

    /// <summary>The schedule that <see cref="NextDue"/> was reckoned by; the file may have another one now.</summary>
    public string Schedule { get; init; } = "";

    public DateTimeOffset? NextDue { get; init; }

    /// <summary>Every item up to it stands in the ledger. See <see cref="Bridges.Polls.CursorValue.Text"/>.</summary>
    public string? Cursor { get; init; }

    /// <summary>Where the poll began: nothing before it is read again.</summary>
    public string? Origin { get; init; }

    /// <summary>The scan that is not over yet.</summary>
    public Scan? Scan { get; init; }

    public DateTimeOffset? LastRunAt { get; init; }

    /// <summary>What the last run came to, in plain words.</summary>
    public string? LastResult { get; init; }

    /// <summary>In a row.</summary>
    public int Failures { get; init; }

    public long ItemsSeen { get; init; }

    /// <summary>Those that nothing had recorded before.</summary>
    public long ItemsNew { get; init; }

    /// <summary>When the last <c>rescan</c> began.</summary>
    public DateTimeOffset? LastRescanAt { get; init; }

    /// <summary>The <c>ETag</c> of the last answer that was a whole scan, and what was asked for.</summary>
    public string? AnswerTag { get; init; }

    public string? AnswerTagOf { get; init; }

    public DateTimeOffset? LeaseUntil { get; init; }

    public ETag ETag { get; init; }
}

/// <summary>One reading of all that is new, over as many pages and runs as it takes.</summary>
internal sealed record Scan
{
    /// <summary>The cursor that it asks with, from its first page to its last.</summary>
    public string? From { get; init; }

    /// <summary>The poll's cursor when it began.</summary>
    public string? Before { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When its first page was asked for, by the source's own clock.</summary>
    public DateTimeOffset? SourceStart { get; init; }

    /// <summary>The greatest cursor in its items; of a cursor that is a token, the last one.</summary>
    public string? Reached { get; init; }

    /// <summary>Where the next page is; null: the first one.</summary>
    public string? Next { get; init; }

    public int Pages { get; init; }

    /// <summary>How often it has come to the last page and begun again at the first.</summary>
    public int Passes { get; init; }

    /// <summary>How often the page that it has come to was asked for in vain.</summary>
    public int Tries { get; init; }

    /// <summary>New items since it last began at its first page.</summary>
    public int NewInPass { get; init; }

    /// <summary>It began further back, for what showed up late.</summary>
    public bool IsRescan { get; init; }
}
