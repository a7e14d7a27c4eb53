using Polly;
using Polly.Retry;
using TriggerBridge.SailPoint.Http;

namespace TriggerBridge.SailPoint.Api;

/// <summary>
/// When a call is repeated: over the rate limit, where nothing was done, and, if it only reads, after 5xx and broken connections.
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
        return arguments.Outcome.Result switch
        {
            { RetryAfter: { } wait } when wait > MostWait => false,
            IscResponse.Received received when RateLimit.IsExceeded(received.Status) => true,
            IscResponse.Received { Status: >= 500 } or IscResponse.NoAnswer => isRead,
            // No token: asking for it has its own rules, and a wrong credential stays wrong.
            _ => false,
        };
    }
}
