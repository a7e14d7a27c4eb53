using System.Collections.Concurrent;
using TriggerBridge.Attempts;
using TriggerBridge.Ledger;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Executions;

namespace TriggerBridge.Tracking;

/// <summary>The lists that one tick reads: at most two of each workflow, however many of its deliveries are due.</summary>
internal sealed class TrackingLists(IExecutionList list, IscClocks clocks, LedgerClock clock, TrackingOptions options)
{
    // Bridges that share a workflow are followed side by side.
    private readonly ConcurrentDictionary<(string Tenant, string WorkflowId, bool Recent), Lazy<Task<ExecutionListing>>> _read = new();

    /// <summary>All that began lately, whatever its status.</summary>
    public Task<ExecutionListing> RecentAsync(string tenant, string workflowId, CancellationToken cancellationToken) =>
        OnceAsync((tenant, workflowId, Recent: true), () => list.ReadAsync(
            tenant, Query(tenant, workflowId, options.RecentWindow, status: null), cancellationToken));

    /// <summary>All that is open, whenever it began. What is not in it has ended, or has a status that nobody has heard of.</summary>
    public Task<ExecutionListing> OpenAsync(string tenant, string workflowId, CancellationToken cancellationToken) =>
        OnceAsync((tenant, workflowId, Recent: false), async () =>
        {
            var open = new Dictionary<string, WorkflowExecution>(StringComparer.Ordinal);
            foreach (var status in ExecutionStatus.KnownOpen)
            {
                var listing = await list.ReadAsync(tenant, Query(tenant, workflowId, options.ArchivedAfter, status), cancellationToken);
                foreach (var (id, execution) in listing.Executions)
                    open[id] = execution;
                if (!listing.IsWhole)
                    return new ExecutionListing { Executions = open, Gap = listing.Gap };
            }

            return new ExecutionListing { Executions = open };
        });

    private ExecutionQuery Query(string tenant, string workflowId, TimeSpan length, string? status)
    {
        var now = clock.UtcNow + clocks.AheadOfLedger(tenant);
        return new ExecutionQuery
        {
            WorkflowId = workflowId,
            From = now - length - options.WindowMargin,
            To = now + options.WindowMargin,
            Status = status,
        };
    }

    private Task<ExecutionListing> OnceAsync((string Tenant, string WorkflowId, bool Recent) key, Func<Task<ExecutionListing>> read) =>
        _read.GetOrAdd(key, static (_, read) => new Lazy<Task<ExecutionListing>>(read), read).Value;
}
