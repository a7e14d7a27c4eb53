using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;
using TriggerBridge.Attempts;
using TriggerBridge.Executions;
using TriggerBridge.Ledger;
using TriggerBridge.Pausing;
using TriggerBridge.Timing;

namespace TriggerBridge.Dispatch;

/// <summary>
/// Writes an attempt's outcome, whoever else wrote meanwhile: an execution id is never dropped. What cannot be written because the
/// process ends or the ledger stays away is found again as an attempt in doubt.
/// </summary>
internal sealed partial class OutcomeRecorder(
    DeliveryLedger ledger, Lines lines, TrackingSchedule tracking, ExecutionRecords executions, BridgePauses pauses, TimeProvider time, Jitter jitter, ILogger<OutcomeRecorder> logger)
{
    private readonly Lazy<ResiliencePipeline> _untilLedgerAnswers = new(() => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<LedgerUnavailableException>(),
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(200),
            MaxDelay = TimeSpan.FromSeconds(5),
            MaxRetryAttempts = 8,
            UseJitter = true,
            Randomizer = jitter.Next,
        })
        .Build());

    /// <returns>The delivery as it stands in the ledger; as it was claimed, when it could not be written.</returns>
    public async Task<Delivery> RecordAsync(ClaimedCall call, AttemptResult result)
    {
        if (result.Attempt.WorkflowExecutionId is { } executionId)
            executions.Expect(call.Delivery, result.Attempt.Number, executionId);
        var delivery = await WriteAsync(call, result);
        if (delivery is { Line: { } line, HasPassedOn: false } && LineRow.IsTurnOver(delivery))
            await lines.TryPassOnAsync(delivery.Bridge, line.Key);
        return delivery;
    }

    private async Task<Delivery> WriteAsync(ClaimedCall call, AttemptResult result)
    {
        try
        {
            return await MergeAsync(call, result);
        }
        catch (LedgerUnavailableException)
        {
            return await RepeatAsync(call, result);
        }
    }

    // Not around the first try: building the pipeline takes time at the start, going through it takes time at every delivery.
    private async Task<Delivery> RepeatAsync(ClaimedCall call, AttemptResult result)
    {
        try
        {
            return await _untilLedgerAnswers.Value.ExecuteAsync(async _ => await MergeAsync(call, result), CancellationToken.None);
        }
        catch (LedgerUnavailableException fault)
        {
            LogNotRecorded(call.Bridge.Name, call.Delivery.DeliveryId, result.Attempt.Number, result.Attempt.Outcome, fault);
            return call.Delivery;
        }
    }

    private async Task<Delivery> MergeAsync(ClaimedCall call, AttemptResult result)
    {
        var current = call.Delivery;
        while (true)
        {
            var now = ledger.Clock.UtcNow;
            var next = AttemptTransition.Apply(current, result, pauses.PolicyOf(call.Bridge, current.TriedSince), now, jitter.Next(), tracking.FirstLook(current, now));
            // A write is not only useless then: who claimed the delivery meanwhile, without an answer, knows the claim by its write.
            if (ReferenceEquals(next, current))
                return current;
            switch (await ledger.SaveAsync(current, next))
            {
                case SaveResult.Saved saved:
                    return saved.Delivery;
                case SaveResult.Overtaken overtaken:
                    LogOvertaken(call.Bridge.Name, call.Delivery.DeliveryId, result.Attempt.Number, overtaken.Latest.Status);
                    current = overtaken.Latest;
                    break;
                default:
                    return current;
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Delivery {Bridge}/{DeliveryId}, attempt {Attempt}: the outcome came after others had gone on ({Status}); merging")]
    private partial void LogOvertaken(string bridge, string deliveryId, int attempt, DeliveryStatus status);

    [LoggerMessage(LogLevel.Error, "Delivery {Bridge}/{DeliveryId}, attempt {Attempt}: the outcome {Outcome} could not be recorded; it is in doubt when its lease ends")]
    private partial void LogNotRecorded(string bridge, string deliveryId, int attempt, AttemptOutcome outcome, Exception fault);
}
