using System.Diagnostics;
using TriggerBridge.Ledger;
using TriggerBridge.Mapping;

namespace TriggerBridge.Telemetry;

/// <summary>What the steps came to, on their activities; nothing where nobody listens.</summary>
internal static class ActivityResults
{
    internal const string DeliveryAttribute = "messaging.message.id";

    private const string BatchAttribute = "messaging.batch.message_count";

    extension(Activity? activity)
    {
        public void IsOf(string deliveryId) => activity?.SetTag(DeliveryAttribute, deliveryId);

        public void IsOf(IReadOnlyList<Delivery> deliveries)
        {
            if (deliveries is [var only])
                activity.IsOf(only.DeliveryId);
            else
                activity?.SetTag(BatchAttribute, deliveries.Count);
        }

        public void Fail(string type, string? description = null) =>
            activity?.SetTag(BridgeTelemetry.ErrorAttribute, type).SetStatus(ActivityStatusCode.Error, description);

        /// <summary>The sender is answered before its event was looked at.</summary>
        public ReceiveResult Answered(ReceiveResult answer)
        {
            if (answer is not ReceiveResult.Handshake)
                activity.Fail(answer.GetType().Name);
            return answer;
        }

        public MapResult Mapped(MapResult result)
        {
            switch (result)
            {
                case MapResult.Unusable { Answer: var answer }:
                    activity.Fail(answer.GetType().Name);
                    break;
                case MapResult.Batch { Events: var events }:
                    activity?.SetTag(BatchAttribute, events.Count);
                    break;
                case MapResult.Mapped { Delivery: var delivery }:
                    activity.IsOf(delivery.DeliveryId);
                    if (delivery.Status == DeliveryStatus.DeadLettered)
                        activity.Fail("NotMapped");
                    break;
                default:
                    throw new InvalidOperationException("Mapping has no such result.");
            }

            return result;
        }

        public void Attempted(Attempt attempt)
        {
            activity?.SetTag("triggerbridge.attempt", attempt.Number).SetTag("triggerbridge.outcome", attempt.Outcome.ToString());
            if (attempt.Outcome != AttemptOutcome.Started)
                activity.Fail(attempt.Outcome.ToString(), attempt.Message);
        }

        /// <param name="items">Read from the source so far.</param>
        /// <param name="fresh">Of these, recorded.</param>
        /// <param name="failure">Why the run ends, if it does not end well.</param>
        public void Polled(long items, long fresh, string? failure)
        {
            activity?.SetTag("triggerbridge.poll.items", items).SetTag("triggerbridge.poll.new", fresh);
            if (failure is not null)
                activity.Fail("PollFailed", failure);
        }
    }
}
