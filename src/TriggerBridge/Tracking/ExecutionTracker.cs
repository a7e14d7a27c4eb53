using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TriggerBridge.Attempts;
using TriggerBridge.Ledger;
using TriggerBridge.Telemetry;

namespace TriggerBridge.Tracking;

/// <summary>Follows started executions to their last status. What cannot be read now is looked at later; a tick never fails by it.</summary>
internal sealed partial class ExecutionTracker(
    DeliveryLedger ledger,
    WorkflowTracking workflows,
    IExecutionList list,
    IscClocks clocks,
    IOptions<TrackingOptions> options,
    ILogger<ExecutionTracker> logger)
{
    private const int Page = 500;
    private const int Parallelism = 8;
    private const int Lanes = 16;

    private readonly Turns<string> _turns = new(Lanes);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var lists = new TrackingLists(list, clocks, ledger.Clock, options.Value);
        await _turns.RunAsync(
            await ledger.PartitionsAsync(cancellationToken), bridge => bridge, (bridge, stop) => TrackAsync(lists, bridge, stop), cancellationToken);
    }

    private async Task TrackAsync(TrackingLists lists, string bridge, CancellationToken cancellationToken)
    {
        IReadOnlyList<WorkItem> due;
        WorkItem? last = null;
        do
        {
            due = await ledger.DueAsync(bridge, WorkKind.Track, Page, last, cancellationToken);
            var started = await LoadAsync(bridge, due, cancellationToken);
            foreach (var workflow in started.GroupBy(delivery => (delivery.Tenant, delivery.WorkflowId)))
                await TrackAsync(lists, bridge, workflow.Key.Tenant, workflow.Key.WorkflowId, [.. workflow], cancellationToken);
            last = due.Count > 0 ? due[^1] : null;
        }
        while (due.Count == Page);
    }

    private async Task<IEnumerable<Delivery>> LoadAsync(string bridge, IReadOnlyList<WorkItem> due, CancellationToken cancellationToken)
    {
        var started = new ConcurrentBag<Delivery>();
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            async (item, _) =>
            {
                if (await ledger.LoadAsync(bridge, item, withPayload: false, CancellationToken.None) is DeliveryLookup.Found { Delivery: var delivery }
                    && delivery.Work == item
                    && delivery is { Status: DeliveryStatus.Started, WorkflowExecutionId: not null })
                    started.Add(delivery);
                else
                    await ledger.DeleteStrayAsync(bridge, item, CancellationToken.None);
            });
        return started;
    }

    [SuppressMessage("Design", "CA1031", Justification = "One workflow that cannot be worked on must not stop the others; its items stay due.")]
    private async Task TrackAsync(
        TrackingLists lists, string bridge, string tenant, string workflowId, IReadOnlyList<Delivery> started, CancellationToken cancellationToken)
    {
        using var activity = BridgeTelemetry.Start(BridgeStep.Track, bridge);
        if (started is [var only])
            activity.IsOf(only.DeliveryId);
        else
            activity?.SetTag(BridgeTelemetry.BatchAttribute, started.Count);
        activity?.SetTag("triggerbridge.workflow.id", workflowId);
        try
        {
            await workflows.TrackAsync(lists, tenant, workflowId, started, cancellationToken);
        }
        catch (Exception fault) when (fault is not (LedgerUnavailableException or OperationCanceledException))
        {
            activity.Fail(fault.GetType().Name);
            LogFault(workflowId, fault);
        }
    }

    [LoggerMessage(LogLevel.Error, "Executions of workflow {WorkflowId} could not be followed; they stay due")]
    private partial void LogFault(string workflowId, Exception fault);
}
