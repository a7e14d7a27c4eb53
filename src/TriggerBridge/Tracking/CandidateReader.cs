using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using TriggerBridge.Attempts;
using TriggerBridge.Executions;
using TriggerBridge.Ledger;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Executions;

namespace TriggerBridge.Tracking;

/// <summary>
/// Finds out whose each listed execution is. A history is read once: what is known stands in the table. An execution that turns out to be
/// of a delivery which does not have it is written down there at once, whatever it was looked up for.
/// </summary>
internal sealed class CandidateReader(
    ExecutionRecords records, IscReads isc, DeliveryLedger ledger, FoundExecutions found, IscClocks clocks, IOptions<TrackingOptions> options)
{
    private const int Parallelism = 8;

    public async Task<CandidateSet> ReadAsync(
        string tenant, string workflowId, IEnumerable<WorkflowExecution> listed, CancellationToken cancellationToken)
    {
        var all = new ConcurrentBag<KnownExecution>();
        var unreadable = new ConcurrentBag<(WorkflowExecution Execution, string Why)>();
        var proofs = new ConcurrentBag<KnownExecution>();
        await Parallel.ForEachAsync(
            listed,
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            async (execution, stop) =>
            {
                if (await records.FindAsync(workflowId, execution.Id) is { } known)
                {
                    all.Add(known with { StartTime = known.StartTime ?? execution.StartTime });
                    return;
                }

                var history = await isc.HistoryAsync(tenant, execution.Id, stop);
                if (history is not IscAnswer<ExecutionHistory>.Found { Value: var events })
                {
                    unreadable.Add((execution, history.Problem));
                    return;
                }

                if (WhatIsMissing(tenant, execution, events) is { } missing)
                {
                    unreadable.Add((execution, missing));
                    return;
                }

                var read = await IdentifyAsync(tenant, workflowId, execution, events);
                all.Add(read);
                if (read.Own is not null)
                    proofs.Add(read);
            });
        return new CandidateSet(
            [.. all],
            [.. unreadable.Select(each => each.Execution)],
            unreadable.TryPeek(out var first) ? $"The history of {unreadable.Count} executions cannot be read: {first.Why}" : null,
            !proofs.IsEmpty);
    }

    // What is stored is not read again, so it must have been seen whole. An execution may have no input at all, and then it is not ours: it
    // is taken at its word at the age at which none of ours begins any more.
    private string? WhatIsMissing(string tenant, WorkflowExecution execution, ExecutionHistory history)
    {
        if (!history.ShowsStart)
            return "it does not show the start";
        var age = ledger.Clock.UtcNow + clocks.AheadOfLedger(tenant) - execution.StartTime;
        return history.Input is null && !(age >= options.Value.AbsentAfter) ? "it does not show the input yet" : null;
    }

    private async Task<KnownExecution> IdentifyAsync(string tenant, string workflowId, WorkflowExecution execution, ExecutionHistory history)
    {
        var read = new KnownExecution { WorkflowId = workflowId, ExecutionId = execution.Id, StartTime = execution.StartTime };
        if (Correlation.TryFind(history.Input, out var correlation))
        {
            var owners = await OwnersAsync(tenant, workflowId, correlation.DeliveryId);
            if (owners.Count > 0)
                read = read with { Own = correlation, Bridge = Owner(owners, execution.Id)?.Bridge };
            // Before it is stored: what is stored is not read again.
            if (owners.Count == 1)
                await found.RecordAsync(owners[0], correlation.Attempt, execution.Id);
        }

        await records.AddAsync(read);
        return read;
    }

    private static Delivery? Owner(IReadOnlyList<Delivery> owners, string executionId) =>
        owners is [var only] ? only : owners.FirstOrDefault(each => each.Has(executionId));

    // The input names no bridge, and deliveries of two bridges with one workflow may have the same id.
    private async Task<IReadOnlyList<Delivery>> OwnersAsync(string tenant, string workflowId, string deliveryId)
    {
        var owners = new List<Delivery>();
        foreach (var bridge in await ledger.PartitionsAsync(CancellationToken.None))
        {
            if (await ledger.FindAsync(bridge, deliveryId, CancellationToken.None) is DeliveryLookup.Found { Delivery: var delivery }
                && delivery.WorkflowId == workflowId
                && string.Equals(delivery.Tenant, tenant, StringComparison.OrdinalIgnoreCase))
                owners.Add(delivery);
        }

        return owners;
    }
}

/// <summary>What is known of the executions in a list.</summary>
/// <param name="Known">Those that could be identified.</param>
/// <param name="Unreadable">Those that could not.</param>
/// <param name="Gap">Why; null if all could.</param>
/// <param name="FoundOwn">Whether one of ours was found by its history just now: the way that doubts are resolved works.</param>
internal sealed record CandidateSet(
    IReadOnlyList<KnownExecution> Known, IReadOnlyList<WorkflowExecution> Unreadable, string? Gap, bool FoundOwn);
