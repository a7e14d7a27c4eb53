using TriggerBridge.SailPoint.Execute;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.SailPoint.Tokens;

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

    /// <summary>
    /// The call did not get through (no connection, DNS, TLS), or was answered 503 with <c>Retry-After</c>: that may leave the call itself in doubt,
    /// and says that further ones are not welcome.
    /// </summary>
    /// <param name="Kind">What the call was for.</param>
    /// <param name="Reason">In plain words.</param>
    /// <param name="RetryAfter">As ISC sent it; null if it named no time.</param>
    public sealed record Unreachable(CallKind Kind, string Reason, TimeSpan? RetryAfter) : CallReport(Kind);

    /// <summary>The call left and was not answered clearly. Of reads, too, so that a probe does not stay out.</summary>
    public sealed record InDoubt(CallKind Kind) : CallReport(Kind);

    /// <summary>The call was not made after all: nothing is said about the client.</summary>
    public sealed record NotMade(CallKind Kind) : CallReport(Kind);

    /// <summary>What an outcome of execute-external says.</summary>
    public static CallReport Of(ExecuteOutcome outcome) => outcome switch
    {
        ExecuteOutcome.NotStarted { IsRateLimited: true } throttled => new Throttled(CallKind.Execute, throttled.RetryAfter),
        ExecuteOutcome.NotStarted away => new Unreachable(CallKind.Execute, away.Message, away.RetryAfter),
        ExecuteOutcome.InDoubt { RetryAfter: { } retryAfter } away => new Unreachable(CallKind.Execute, away.Message, retryAfter),
        ExecuteOutcome.InDoubt => new InDoubt(CallKind.Execute),
        _ => new Fine(CallKind.Execute),
    };

    /// <summary>What an answer to a read says. A refusal is an answer.</summary>
    public static CallReport OfRead<T>(IscAnswer<T> answer) => answer switch
    {
        IscAnswer<T>.Failed { IsRateLimited: true } throttled => new Throttled(CallKind.Read, throttled.RetryAfter),
        IscAnswer<T>.Failed { IsOutOfService: true } away => new Unreachable(CallKind.Read, away.Message, away.RetryAfter),
        IscAnswer<T>.Failed { HttpStatus: >= 500 } => new InDoubt(CallKind.Read),
        IscAnswer<T>.Unreachable away => new Unreachable(CallKind.Read, away.Message, null),
        _ => new Fine(CallKind.Read),
    };

    /// <summary>What it says that there is no token; the call itself was not made.</summary>
    public static CallReport WithoutToken(CallKind kind, TokenResult result) => result switch
    {
        TokenResult.Unavailable { HttpStatus: null } away => new Unreachable(kind, away.Message, null),
        TokenResult.Unavailable { IsRateLimited: true } throttled => new Throttled(kind, throttled.RetryAfter),
        TokenResult.Unavailable { IsOutOfService: true } away => new Unreachable(kind, away.Message, away.RetryAfter),
        _ => new NotMade(kind),
    };
}

/// <summary>What a call of ISC is for; when calls run short, reading gives way first.</summary>
internal enum CallKind
{
    /// <summary>Starts a workflow.</summary>
    Execute,

    /// <summary>Everything else: lists, gets, histories, cancels, tests of a workflow.</summary>
    Read,
}
