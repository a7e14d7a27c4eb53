namespace TriggerBridge.Pacing;

/// <summary>What a call says about the client that made it.</summary>
/// <param name="Kind">What the call was for.</param>
internal abstract record CallReport(CallKind Kind)
{
    /// <summary>ISC answered, be it with a refusal: it is there, and it does not mind being called.</summary>
    public sealed record Fine(CallKind Kind) : CallReport(Kind);

    /// <summary>429: too many calls.</summary>
    /// <param name="Kind">What the call was for.</param>
    /// <param name="RetryAfter">As ISC sent it; null if it named no time.</param>
    public sealed record Throttled(CallKind Kind, TimeSpan? RetryAfter) : CallReport(Kind);

    /// <summary>The call did not get through (no connection, DNS, TLS), or was turned away by 503 with <c>Retry-After</c>.</summary>
    /// <param name="Kind">What the call was for.</param>
    /// <param name="Reason">In plain words.</param>
    /// <param name="RetryAfter">As ISC sent it; null if it named no time.</param>
    public sealed record Unreachable(CallKind Kind, string Reason, TimeSpan? RetryAfter) : CallReport(Kind);

    /// <summary>The call left and was not answered clearly. Of reads, too, so that a probe does not stay out.</summary>
    public sealed record InDoubt(CallKind Kind) : CallReport(Kind);

    /// <summary>The call was not made after all.</summary>
    public sealed record NotMade(CallKind Kind) : CallReport(Kind);
}
