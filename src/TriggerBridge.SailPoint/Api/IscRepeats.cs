using Polly;
using Polly.Retry;

namespace TriggerBridge.SailPoint.Api;

/// <summary>
/// When a call is repeated: after 429, which says that nothing was done, and, if it only reads, after 5xx and broken connections.
/// Calls that start something do not come here at all.
/// </summary>
internal static class IscRepeats
{
    /// <summary>Longer waits are the caller's to decide.</summary>
    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(60);

    public static readonly ResiliencePropertyKey<bool> IsRead = new("TriggerBridge.IsRead");

    public static ResiliencePipeline<IscResponse> Create(TimeProvider time) =>
        new ResiliencePipelineBuilder<IscResponse> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<IscResponse>
            {
                MaxRetryAttempts = 3,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(500),
                ShouldHandle = static arguments => ValueTask.FromResult(IsToBeRepeated(arguments)),
                DelayGenerator = static arguments => ValueTask.FromResult(arguments.Outcome.Result?.RetryAfter),
            })
            .Build();

    private static bool IsToBeRepeated(RetryPredicateArguments<IscResponse> arguments)
    {
        var isRead = arguments.Context.Properties.GetValue(IsRead, defaultValue: false);
        return arguments.Outcome switch
        {
            { Result.RetryAfter: { } wait } when wait > MostWait => false,
            { Result.Status: 429 } => true,
            { Result.Status: >= 500 } => isRead,
            // No token: asking for it has its own rules, and a wrong credential stays wrong.
            { Exception: IscException { IsTokenRefused: false } } => isRead,
            _ => false,
        };
    }
}
