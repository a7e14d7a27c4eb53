using System.Collections.Concurrent;
using TriggerBridge.Ledger;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.SailPoint.Executions;
using TriggerBridge.Tracking;

namespace TriggerBridge.Flows.Answering;

/// <summary>
/// Tells those who wait for the end of an execution when it has come. However many wait for executions of one workflow, ISC is asked by one of them for all:
/// its limit would not allow a question for each.
/// </summary>
internal sealed class EndWatch(IExecutionList list, IscReads isc, IscClocks clocks, LedgerClock clock, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // ISC's clock is known to the second, and an execution starts a little before its answer comes. No more than that: a longer list costs more calls.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    // A list is read to its empty page: for so few, asking for each costs no more.
    private const int MostAlone = 2;

    private readonly ConcurrentDictionary<(string Tenant, string WorkflowId), Workflow> _workflows = new();

    /// <returns>The final status, in ISC's words.</returns>
    /// <exception cref="OperationCanceledException">Nobody waits any more.</exception>
    public async Task<string> WaitAsync(Delivery started, CancellationToken cancellationToken)
    {
        var key = (started.Tenant, started.WorkflowId);
        var workflow = _workflows.GetOrAdd(key, static key => new Workflow(key.Tenant, key.WorkflowId));
        var waiter = new Waiter(started.WorkflowExecutionId!, started.ExecutionStartedAt());
        workflow.Add(waiter);
        try
        {
            while (true)
            {
                // Whoever comes to it first asks for all; the others wait for that, and go on themselves where it stops.
                if (workflow.TryTakeTurn())
                {
                    try
                    {
                        await LookAsync(workflow, cancellationToken);
                    }
                    finally
                    {
                        workflow.EndTurn();
                    }
                }

                if (waiter.Status is { } status)
                    return status;
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
        finally
        {
            workflow.Remove(waiter);
        }
    }

    private async Task LookAsync(Workflow workflow, CancellationToken cancellationToken)
    {
        var waiting = workflow.Waiting;
        if (waiting.Count > MostAlone)
        {
            await LookTogetherAsync(workflow, waiting, cancellationToken);
            return;
        }

        foreach (var waiter in waiting)
        {
            if (await isc.GetAsync(workflow.Tenant, waiter.ExecutionId, cancellationToken) is IscAnswer<WorkflowExecution>.Found { Value: var execution })
                waiter.See(execution);
        }
    }

    // Until all of them were shown, or the end of the list.
    private async Task LookTogetherAsync(Workflow workflow, IReadOnlyList<Waiter> waiting, CancellationToken cancellationToken)
    {
        var ahead = clocks.AheadOfLedger(workflow.Tenant);
        var query = new ExecutionQuery
        {
            WorkflowId = workflow.Id,
            From = waiting.Min(waiter => waiter.StartedAt) + ahead - Margin,
            To = clock.UtcNow + ahead + Margin,
        };
        var unseen = waiting.ToDictionary(waiter => waiter.ExecutionId, StringComparer.Ordinal);
        for (var offset = 0; unseen.Count > 0;)
        {
            var page = await list.ReadPageAsync(workflow.Tenant, query, offset, cancellationToken);
            if (page.Executions.Count == 0)
                return;
            offset += page.Executions.Count;
            foreach (var execution in page.Executions)
            {
                if (unseen.Remove(execution.Id, out var waiter))
                    waiter.See(execution);
            }
        }
    }

    private sealed class Waiter(string executionId, DateTimeOffset startedAt)
    {
        private volatile string? _status;

        public string ExecutionId => executionId;

        public DateTimeOffset StartedAt => startedAt;

        public string? Status => _status;

        public void See(WorkflowExecution execution)
        {
            if (ExecutionStatus.IsFinal(execution.Status))
                _status = execution.Status;
        }
    }

    private sealed class Workflow(string tenant, string id)
    {
        private readonly Lock _lock = new();
        private readonly List<Waiter> _waiting = [];
        private int _isAsking;

        public string Tenant => tenant;

        public string Id => id;

        public IReadOnlyList<Waiter> Waiting
        {
            get
            {
                lock (_lock)
                    return [.. _waiting.Where(waiter => waiter.Status is null)];
            }
        }

        public bool TryTakeTurn() => Interlocked.Exchange(ref _isAsking, 1) == 0;

        public void EndTurn() => Volatile.Write(ref _isAsking, 0);

        public void Add(Waiter waiter)
        {
            lock (_lock)
                _waiting.Add(waiter);
        }

        public void Remove(Waiter waiter)
        {
            lock (_lock)
                _waiting.Remove(waiter);
        }
    }
}
