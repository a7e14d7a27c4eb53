using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Polls;
using TriggerBridge.Ledger;
using TriggerBridge.Polling.State;
using TriggerBridge.Telemetry;
using TriggerBridge.Timing;

namespace TriggerBridge.Flows.Polling;

/// <summary>What came of running a poll.</summary>
internal abstract record PollRunResult
{
    private PollRunResult()
    {
    }

    public sealed record Ran(PollState State) : PollRunResult;

    public sealed record NotDue : PollRunResult;

    /// <summary>Another instance, or another run here, holds its lease.</summary>
    public sealed record Busy : PollRunResult;
}

/// <summary>
/// Runs one poll: page by page, each recorded before the state says so. A crash at any line repeats a page at worst, and the ids find the
/// duplicates. An instance that lost its lease writes nothing more, for the state is only written over what was read.
/// </summary>
internal sealed partial class PollRun(
    PollStates states, PollLease lease, PageReader pages, PageIntake intake, LedgerClock clock, Jitter jitter, ILogger<PollRun> logger)
{
    /// <param name="evenIfNotDue">For an operator.</param>
    public async Task<PollRunResult> RunAsync(Bridge bridge, TimeBudget budget, bool evenIfNotDue, CancellationToken cancellationToken)
    {
        var source = bridge.Poll ?? throw new InvalidOperationException("The bridge has no poll.");
        var state = await states.ReadAsync(bridge.Name, cancellationToken);
        var now = clock.UtcNow;
        var scheduled = Schedule(state, source.Schedule, now);
        if (!evenIfNotDue && scheduled.NextDue > now)
        {
            // A poll that is new, or has a new schedule: from now on it is known when it is due.
            if (scheduled != state) await states.TryWriteAsync(scheduled);
            return new PollRunResult.NotDue();
        }

        if (state.LeaseUntil > now) return new PollRunResult.Busy();
        var leased = scheduled with { LeaseUntil = now + PollLease.LengthOf(source), LastRunAt = now };
        if (await states.TryWriteAsync(leased) is not { } held) return new PollRunResult.Busy();

        return await RunAsync(bridge, source, held, budget, cancellationToken) is { } left ? new PollRunResult.Ran(left) : new PollRunResult.Busy();
    }

    private static PollState Schedule(PollState state, PollSchedule schedule, DateTimeOffset now) =>
        state.NextDue is null || state.Schedule != schedule.Text
            ? state with { Schedule = schedule.Text, NextDue = schedule.FirstFrom(now) }
            : state;

    /// <returns>Null where another instance took over.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "The edge of a run: whatever goes wrong with one source is its own state.")]
    private async Task<PollState?> RunAsync(Bridge bridge, PollSource source, PollState state, TimeBudget budget, CancellationToken cancellationToken)
    {
        using var activity = BridgeTelemetry.Start(BridgeStep.Poll, bridge.Name);
        var (seen, fresh) = (state.ItemsSeen, state.ItemsNew);
        if (state.Scan is null) state = PollTransitions.Begin(state, source.Cursor, clock.UtcNow);
        for (var read = 1; ; read++)
        {
            PageResult result;
            try
            {
                result = await pages.ReadAsync(bridge, source, state, cancellationToken);
                if (result is PageResult.NotModified) state = PollTransitions.Unchanged(state);
                else if (result is PageResult.Page page)
                {
                    if (await intake.TakeAsync(bridge, source, state, page, kept => state = kept) is not { } taken) return null;
                    state = taken;
                }
            }
            catch (Exception fault) when (fault is not (LedgerUnavailableException or OperationCanceledException))
            {
                LogFault(bridge.Name, fault);
                result = new PageResult.Failed("The run met a fault of its own; the log has it.");
            }

            activity?.SetTag("triggerbridge.poll.items", state.ItemsSeen - seen).SetTag("triggerbridge.poll.new", state.ItemsNew - fresh);
            if (result is PageResult.Failed failed)
            {
                activity.Fail("PollFailed", failed.Reason);
                return await FailAsync(bridge, source, state, failed);
            }

            var isOver = state.Scan is null;
            if (isOver || read == source.PagesPerRun || budget.IsSpent)
                return await EndAsync(bridge, source, state, FormattableString.Invariant($"{read} pages, {state.ItemsSeen - seen} items, {state.ItemsNew - fresh} new{(isOver ? "" : "; more follow")}."));
            if (await lease.RenewAsync(state, source) is not { } written) return null;
            state = written;
        }
    }

    private async Task<PollState?> EndAsync(Bridge bridge, PollSource source, PollState state, string result)
    {
        var now = clock.UtcNow;
        LogRan(bridge.Name, result);
        return await states.TryWriteAsync(state with
        {
            Failures = 0,
            LastResult = result,
            // What is left of a scan goes on at the next tick.
            NextDue = state.Scan is null ? source.Schedule.After(now) : now,
            LeaseUntil = null,
        });
    }

    private async Task<PollState?> FailAsync(Bridge bridge, PollSource source, PollState state, PageResult.Failed failed)
    {
        var failures = state.Failures + 1;
        if (failures < PollState.FailuresToTell) LogFailed(bridge.Name, failures, failed.Reason);
        else LogKeepsFailing(bridge.Name, failures, failed.Reason);
        return await states.TryWriteAsync(PollTransitions.AfterFailure(state, source, failed.IsRefused) with
        {
            Failures = failures,
            LastResult = failed.Reason,
            NextDue = clock.UtcNow + PollBackOff.Delay(failures, failed.RetryAfter, jitter.Next()),
            LeaseUntil = null,
        });
    }

    [LoggerMessage(LogLevel.Information, "The poll of {Bridge} ran: {Result}")]
    private partial void LogRan(string bridge, string result);

    [LoggerMessage(LogLevel.Warning, "The poll of {Bridge} failed, {Failures} in a row: {Reason}")]
    private partial void LogFailed(string bridge, int failures, string reason);

    // An alert waits for this text (infra/modules/alerts.bicep).
    [LoggerMessage(LogLevel.Error, "The poll of {Bridge} keeps failing, {Failures} in a row: {Reason}")]
    private partial void LogKeepsFailing(string bridge, int failures, string reason);

    [LoggerMessage(LogLevel.Error, "The poll of {Bridge} met a fault")]
    private partial void LogFault(string bridge, Exception fault);
}

/// <summary>When a poll that failed is tried again.</summary>
internal static class PollBackOff
{
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestAsked = TimeSpan.FromDays(1);

    /// <param name="failures">In a row, this one counted.</param>
    /// <param name="retryAfter">As the source asked; it is never asked earlier, and not much later.</param>
    /// <param name="random">In [0, 1): up to a tenth is added, so that polls of one source spread.</param>
    public static TimeSpan Delay(int failures, TimeSpan? retryAfter, double random)
    {
        if (retryAfter is { } asked) return asked < LongestAsked ? asked : LongestAsked;
        var doubled = First * Math.Pow(2, Math.Min(failures - 1, 10));
        var delay = doubled * (1 + (random / 10));
        return delay < Longest ? delay : Longest;
    }
}
