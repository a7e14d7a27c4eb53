using TriggerBridge.Operators;

namespace TriggerBridge.Pausing;

/// <summary>How a bridge's pause stands; a person begins and ends it.</summary>
public sealed record PauseState
{
    /// <summary>More pauses are not kept apart: the oldest two become one that covers both.</summary>
    internal const int MostPast = 20;

    /// <summary>The pause that was begun last, and is not over or whose backlog is not sent yet; null: nothing is held back.</summary>
    public PauseOrder? Latest { get; init; }

    /// <summary>When it was ended by a person; null: it was not.</summary>
    public DateTimeOffset? ResumedAt { get; init; }

    /// <summary>Who ended it.</summary>
    public string? ResumedBy { get; init; }

    /// <summary>Pauses that are over, oldest first: <c>giveUpAfter</c> did not run in them.</summary>
    internal IReadOnlyList<PastPause> Past { get; init; } = [];

    internal static PauseState None { get; } = new();

    /// <summary>Nothing is sent.</summary>
    public bool IsPaused(DateTimeOffset now) => Latest is not null && now < EndOf(Latest);

    /// <summary>The pause is over, and what waited is sent before anything that comes in.</summary>
    public bool IsDraining(DateTimeOffset now) => Latest is not null && !IsPaused(now);

    /// <summary>Nothing is accepted, either.</summary>
    public bool Refuses(DateTimeOffset now) => IsPaused(now) && Latest!.Refuse;

    internal PauseState Pause(PauseOrder order, DateTimeOffset now) => Ended(now) with { Latest = order with { Since = IsPaused(now) ? Latest!.Since : now } };

    internal PauseState Resume(string by, DateTimeOffset now) => IsPaused(now) ? this with { ResumedAt = now, ResumedBy = by } : this;

    /// <summary>What waited has been sent.</summary>
    internal PauseState Drained(DateTimeOffset now) => IsDraining(now) ? Ended(now) : this;

    /// <summary>For how long the bridge was paused between these times.</summary>
    internal TimeSpan PausedWithin(DateTimeOffset from, DateTimeOffset to)
    {
        var pauses = Latest is { } latest ? Past.Append(new PastPause(latest.Since, Earlier(EndOf(latest), to))) : Past;
        return pauses.Aggregate(TimeSpan.Zero, (sum, pause) => sum + Overlap(pause, from, to));
    }

    // One that goes on is not over.
    private PauseState Ended(DateTimeOffset now) => Latest is { } latest && !IsPaused(now)
        ? new PauseState { Past = Joined([.. Past, new PastPause(latest.Since, EndOf(latest))]) }
        : new PauseState { Past = Past };

    private DateTimeOffset EndOf(PauseOrder pause) => Earlier(ResumedAt ?? DateTimeOffset.MaxValue, pause.Until ?? DateTimeOffset.MaxValue);

    private static IReadOnlyList<PastPause> Joined(IReadOnlyList<PastPause> past) =>
        past.Count <= MostPast ? past : [new PastPause(past[0].From, past[1].To), .. past.Skip(2)];

    private static TimeSpan Overlap(PastPause pause, DateTimeOffset from, DateTimeOffset to)
    {
        var (begin, end) = (pause.From > from ? pause.From : from, Earlier(pause.To, to));
        return end > begin ? end - begin : TimeSpan.Zero;
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}

/// <summary>A pause as a person asked for it.</summary>
public sealed record PauseOrder
{
    public const int LongestReason = Operator.LongestReason;

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Who.</summary>
    public string? By { get; init; }

    /// <summary>Only in older pauses: the first 8 hex digits of the SHA-256 of the key that was used.</summary>
    public string? Key { get; init; }

    /// <summary>When it ends by itself; null: when a person ends it.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Events are not accepted, either: their senders get 503.</summary>
    public bool Refuse { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset Since { get; init; }
}

/// <summary>A pause that is over.</summary>
internal sealed record PastPause(DateTimeOffset From, DateTimeOffset To);
