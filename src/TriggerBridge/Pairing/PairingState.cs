namespace TriggerBridge.Pairing;

/// <summary>How the pairing of a bridge or a source stands; a person begins it, and it ends by itself.</summary>
public sealed record PairingState
{
    /// <summary>How long a secret is waited for; and for how long one that came is kept where it could not be stored.</summary>
    public static TimeSpan Length { get; } = TimeSpan.FromMinutes(15);

    /// <summary>Who asked for it.</summary>
    public string? By { get; init; }

    /// <summary>Only in older pairings: the first 8 hex digits of the SHA-256 of the key that was used.</summary>
    public string? Key { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>When no secret is taken any more.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>When the sender brought its secret; null: it has not.</summary>
    public DateTimeOffset? CameAt { get; init; }

    /// <summary>It is in the vault.</summary>
    public bool IsStored { get; init; }

    /// <summary>When it was shown to an operator; null: it was not.</summary>
    public DateTimeOffset? ShownAt { get; init; }

    /// <summary>The secret, encrypted, until it is stored or shown.</summary>
    internal string? Sealed { get; init; }

    /// <summary>By which the same secret is told when its sender brings it again, because the answer was lost; until the end of the pairing.</summary>
    internal string? Mark { get; init; }

    public PairingStatus StatusAt(DateTimeOffset now) => this switch
    {
        { IsStored: true } => PairingStatus.Stored,
        { ShownAt: not null } => PairingStatus.Shown,
        { CameAt: { } came } => Sealed is not null && now < came + Length ? PairingStatus.Kept : PairingStatus.Ended,
        _ => now < Until ? PairingStatus.Waiting : PairingStatus.Ended,
    };

    /// <summary>The same without what nobody is to have any more.</summary>
    internal PairingState ForgottenAt(DateTimeOffset now) => this with
    {
        Sealed = StatusAt(now) == PairingStatus.Kept ? Sealed : null,
        Mark = now < Until ? Mark : null,
    };
}

/// <summary>What became of a pairing.</summary>
public enum PairingStatus
{
    /// <summary>The sender's secret is taken when it comes.</summary>
    Waiting,

    /// <summary>The secret came, and is kept until an operator fetches it.</summary>
    Kept,

    /// <summary>The secret came, and is in the vault.</summary>
    Stored,

    /// <summary>The secret came, and an operator has seen it.</summary>
    Shown,

    /// <summary>No secret came in time, or nobody fetched it in time.</summary>
    Ended,
}
