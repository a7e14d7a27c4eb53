using System.Text.Json;
using TriggerBridge.Bridges;
using TriggerBridge.Bridges.Polls;
using TriggerBridge.Flows.Polling;
using TriggerBridge.Ledger;
using TriggerBridge.Polling;
using TriggerBridge.Polling.State;
using TriggerBridge.Timing;

namespace TriggerBridge.Flows.Operations;

/// <summary>What operators see of polls and do with them.</summary>
public sealed class PollOperations
{
    private readonly BridgeCatalog _bridges;
    private readonly PollStates _states;
    private readonly PollFinds _finds;
    private readonly PollRun _run;
    private readonly PageReader _pages;
    private readonly ItemMapper _mapper;
    private readonly LedgerClock _clock;
    private readonly TimeProvider _time;

    internal PollOperations(
        BridgeCatalog bridges, PollStates states, PollFinds finds, PollRun run, PageReader pages, ItemMapper mapper, LedgerClock clock, TimeProvider time)
    {
        _bridges = bridges;
        _states = states;
        _finds = finds;
        _run = run;
        _pages = pages;
        _mapper = mapper;
        _clock = clock;
        _time = time;
    }

    /// <summary>The polls by name of their bridge.</summary>
    public async Task<IReadOnlyList<PollReport>> ListAsync(CancellationToken cancellationToken)
    {
        var reports = new List<PollReport>();
        foreach (var bridge in _bridges.All.Where(bridge => bridge.Poll is not null).OrderBy(bridge => bridge.Name, StringComparer.Ordinal))
            reports.Add(await ReportAsync(bridge, await _states.ReadAsync(bridge.Name, cancellationToken), cancellationToken));
        return reports;
    }

    /// <summary>Runs a poll now, due or not.</summary>
    public async Task<PollOutcome> RunAsync(string name, CancellationToken cancellationToken)
    {
        if (!TryFind(name, out var bridge, out _)) return Missing(name);
        if (!bridge.Enabled) return new PollOutcome.Refused("The bridge is disabled.");
        return await _run.RunAsync(bridge, new TimeBudget(_time, DuePolls.TimeBox), evenIfNotDue: true, cancellationToken) is PollRunResult.Ran { State: var state }
            ? new PollOutcome.Done(await ReportAsync(bridge, state, cancellationToken))
            : new PollOutcome.Refused("It is running already: ask again when it is done.");
    }

    /// <summary>Sets a poll's cursor and makes it due. A run that is under way ends without a trace in the state.</summary>
    /// <param name="cursor">As the source or ISO 8601 writes it; null: where the poll began when it was new.</param>
    public async Task<PollOutcome> ResetAsync(string name, string? cursor, CancellationToken cancellationToken)
    {
        if (!TryFind(name, out var bridge, out var source)) return Missing(name);
        var value = default(CursorValue);
        if (cursor is not null && !source.Cursor.TryParse(cursor, out value))
            return new PollOutcome.Invalid(source.Cursor.Kind == CursorKind.None ? "The poll has no cursor: leave it out." : "'cursor' is not as this poll's cursors are.");

        while (true)
        {
            var state = await _states.ReadAsync(name, cancellationToken);
            var reset = new PollState
            {
                Bridge = name,
                Schedule = source.Schedule.Text,
                NextDue = _clock.UtcNow,
                // Set by hand it is where the poll begins: read from this very place, not from an overlap before it.
                Origin = cursor is null ? null : value.Text,
                LastRunAt = state.LastRunAt,
                LastResult = "Reset by an operator.",
                ItemsSeen = state.ItemsSeen,
                ItemsNew = state.ItemsNew,
                ETag = state.ETag,
            };
            if (await _states.TryWriteAsync(reset) is { } written)
                return new PollOutcome.Done(await ReportAsync(bridge, written, cancellationToken));
        }
    }

    /// <summary>Reads one page from where the next scan would begin, and maps it; nothing is recorded and the state stays.</summary>
    public async Task<PollOutcome> PreviewAsync(string name, CancellationToken cancellationToken)
    {
        if (!TryFind(name, out var bridge, out var source)) return Missing(name);
        var state = await _states.ReadAsync(name, cancellationToken) with { AnswerTag = null, AnswerTagOf = null };
        return await _pages.ReadAsync(bridge, source, PollTransitions.Begin(state, source.Cursor, _clock.UtcNow), cancellationToken) switch
        {
            PageResult.Page page => new PollOutcome.Previewed(new PollPreview(
                [.. _mapper.Read(bridge, source, page.Items).Select(Preview)], HasMore: page.Next is not null)),
            PageResult.Failed failed => new PollOutcome.SourceFailed(failed.Reason),
            _ => new PollOutcome.SourceFailed("The source did not show its items."),
        };
    }

    private static PreviewedItem Preview(PolledItem item)
    {
        var mapped = item.Map();
        return new PreviewedItem
        {
            DeliveryId = item.DeliveryId,
            SenderId = mapped.Delivery.SenderId,
            EventType = mapped.Delivery.EventType,
            Cursor = item.Cursor?.Text,
            Status = mapped.Delivery.Status,
            Reason = mapped.Delivery.Reason,
            Input = mapped.Input.IsEmpty ? null : JsonElement.Parse(mapped.Input.Span),
        };
    }

    private PollOutcome Missing(string name) =>
        _bridges.IsUnready(name) ? new PollOutcome.NotReady(BrokenBridge.Objection, BrokenBridge.RetryAfter) : new PollOutcome.Unknown();

    private bool TryFind(string name, out Bridge bridge, out PollSource source)
    {
        var isPoll = _bridges.TryFind(name, out var found) && found.Poll is not null;
        (bridge, source) = isPoll ? (found!, found!.Poll!) : (null!, null!);
        return isPoll;
    }

    private async Task<PollReport> ReportAsync(Bridge bridge, PollState state, CancellationToken cancellationToken) => new()
    {
        Bridge = bridge.Name,
        Enabled = bridge.Enabled,
        Schedule = bridge.Poll!.Schedule.Text,
        NextDue = state.NextDue,
        Running = state.LeaseUntil > _clock.UtcNow,
        Cursor = state.Cursor ?? state.Origin,
        ScanUnfinished = state.Scan is not null,
        PagesOfScan = state.Scan?.Pages,
        LastRunAt = state.LastRunAt,
        LastResult = state.LastResult,
        Failures = state.Failures,
        ItemsSeen = state.ItemsSeen,
        ItemsNew = state.ItemsNew,
        MissedByWebhook = bridge.Webhook is null ? null : await _finds.ReadAsync(bridge.Name, cancellationToken),
    };
}
