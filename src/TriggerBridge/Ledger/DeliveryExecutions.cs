namespace TriggerBridge.Ledger;

/// <summary>What a delivery's attempts say about its executions.</summary>
internal static class DeliveryExecutions
{
    extension(Delivery delivery)
    {
        /// <summary>The attempts of which nobody knows whether they started an execution.</summary>
        public IEnumerable<Attempt> Unresolved => delivery.Attempts.Where(attempt => attempt.Outcome == AttemptOutcome.InDoubt);

        public bool Has(string executionId) =>
            delivery.WorkflowExecutionId == executionId || delivery.Attempts.Any(attempt => attempt.WorkflowExecutionId == executionId);

        /// <summary>The attempt that started the execution which the delivery stands for.</summary>
        public Attempt? Starter => delivery.Attempts.FirstOrDefault(attempt => attempt.WorkflowExecutionId == delivery.WorkflowExecutionId);

        public DateTimeOffset ExecutionStartedAt() => delivery.Starter?.StartedAt ?? delivery.ClaimedAt ?? delivery.ReceivedAt;

        public Delivery With(Attempt changed) => delivery with
        {
            Attempts = [.. delivery.Attempts.Select(attempt => attempt.Number == changed.Number ? changed : attempt)],
        };

        /// <summary>Whatever is unresolved and not yet taken as missing is, from now on.</summary>
        public Delivery WithMissing(DateTimeOffset now) => delivery with
        {
            Attempts =
            [
                .. delivery.Attempts.Select(attempt =>
                    attempt is { Outcome: AttemptOutcome.InDoubt, MissingSince: null } ? attempt with { MissingSince = now } : attempt),
            ],
        };
    }
}
