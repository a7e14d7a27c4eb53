using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using TriggerBridge.Ledger;
using TriggerBridge.Time;

namespace TriggerBridge.Pacing;

/// <summary>
/// One client of ISC as this instance sees it: the ledger's row as it was last read, and what was seen here since. What is seen here
/// counts at once; it is written, and the row read, in the background. The same reads and writes look after this instance's share of the calls.
/// </summary>
/// <param name="tenant">As bridges name it.</param>
/// <param name="clientId">Whose row.</param>
/// <param name="instance">This instance.</param>
/// <param name="limit">How many calls all instances together may make in ten seconds now; 0: no limit.</param>
/// <param name="table">Where the row is.</param>
/// <param name="clock">The ledger's.</param>
/// <param name="time">This machine's.</param>
/// <param name="newId">For its probes.</param>
/// <param name="logger">Who is told.</param>
internal sealed partial class ClientGate(
    string tenant, string clientId, string instance, Func<int> limit, ClientTable table, LedgerClock clock, TimeProvider time, NewId newId, ILogger logger)
{
    // Half of the second within which every instance that sends must know.
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    // Longer than a token, a claim and a call take where ISC is well. A probe whose process ended keeps the others waiting no longer; one that
    // takes longer itself is joined by a second one, which does no harm.
    private static readonly TimeSpan MostProbe = TimeSpan.FromSeconds(15);

    private const int MostInDoubt = 3;

    private readonly Lock _lock = new();
    private readonly List<Func<ClientState, ClientState>> _unwritten = [];
    private volatile ClientState _state = ClientState.Open;
    private TaskCompletionSource? _syncing;
    private long? _readAt;
    private long? _knownAt;
    private PermitShare? _share;
    private bool _isShort;
    private int _inDoubtInARow;

    public string ClientId => clientId;

    public ClientState State => _state;

    public ClientStanding Standing => _state.At(clock.UtcNow);

    /// <summary>Its calls from this instance.</summary>
    public CallQueue Calls { get; } = new(time);

    /// <summary>Whether the row was read not long ago: no share is used without.</summary>
    public bool IsKnown
    {
        get
        {
            lock (_lock)
                return _knownAt is { } at && time.GetElapsedTime(at) < PermitShares.Known;
        }
    }

    /// <summary>How many calls this instance may make in any ten seconds.</summary>
    public int Share
    {
        get
        {
            if (limit() is 0)
                return int.MaxValue;
            lock (_lock)
                return IsKnown && _share is { } share && clock.UtcNow < share.Until ? Math.Min(share.Calls, limit()) : 0;
        }
    }

    /// <summary>Whether the row has to be asked to learn whether there is more: not where it was asked just now, and in vain.</summary>
    public bool MayGrow => limit() is > 0 and var most && Share < most && !(IsShort && IsFresh());

    /// <summary>Whether others hold what was wanted here when the row was last asked, or it did not answer.</summary>
    public bool IsShort
    {
        get
        {
            lock (_lock)
                return _isShort;
        }
    }

    /// <summary>Whether this is the last of too many calls of execute-external in doubt without another outcome between.</summary>
    public bool IsOneDoubtTooMany(CallReport report)
    {
        if (report.Kind == CallKind.Read)
            return false;

        lock (_lock)
        {
            _inDoubtInARow = report is CallReport.InDoubt ? _inDoubtInARow + 1 : 0;
            if (_inDoubtInARow < MostInDoubt)
                return false;
            _inDoubtInARow = 0;
            return true;
        }
    }

    public void Apply(Func<ClientState, ClientState> change)
    {
        ClientState before, after;
        lock (_lock)
        {
            before = _state;
            after = change(before);
            if (after == before)
                return;
            _state = after;
            _unwritten.Add(change);
        }

        Log(before, after);
        _ = SyncAsync();
    }

    /// <summary>A sweep found nothing due for this client.</summary>
    public void EndDraining()
    {
        var now = clock.UtcNow;
        Apply(state => ClientTransition.EndDraining(state, now));
    }

    /// <summary>Reads the row again if it is time; nobody waits for it.</summary>
    public void KeepFresh()
    {
        if (!IsFresh())
            _ = SyncAsync();
    }

    /// <summary>Waits for the row as it stands now, or half a second ago. A ledger that does not answer leaves what was known.</summary>
    public Task RefreshAsync() => IsFresh() ? Task.CompletedTask : SyncAsync();

    /// <summary>Asks for the share that the calls of this moment want.</summary>
    public async Task AskForShareAsync()
    {
        Task? running;
        lock (_lock)
            running = _syncing?.Task;
        // It may have begun before these calls came.
        if (running is not null)
            await running;
        await SyncAsync();
    }

    /// <summary>Claims the one call that is to show whether ISC is back.</summary>
    /// <returns>Not granted if it is another instance's or the client was paused anew; without an id if no probe is wanted any more.</returns>
    /// <exception cref="LedgerUnavailableException">The ledger does not answer.</exception>
    public async Task<(bool IsGranted, string? ProbeId)> ClaimProbeAsync()
    {
        var row = await table.ReadAsync(tenant, clientId);
        var now = clock.UtcNow;
        if (row.State.At(now) != ClientStanding.ProbeDue)
        {
            Adopt(row.State, written: 0, time.GetTimestamp());
            return (row.State.At(now) is ClientStanding.Open or ClientStanding.Draining, null);
        }

        var claim = row.State with { ProbeUntil = now + MostProbe, ProbeId = newId() };
        var isWritten = await table.TryWriteAsync(tenant, clientId, row with { State = claim });
        var claimed = isWritten ? claim : (await table.ReadAsync(tenant, clientId)).State;
        Adopt(claimed, written: 0, time.GetTimestamp());
        // A lost answer and the client's own repeat look just like a conflict: whose claim is it?
        return (claimed.ProbeId == claim.ProbeId, claim.ProbeId);
    }

    private bool IsFresh()
    {
        lock (_lock)
            return _readAt is { } at && time.GetElapsedTime(at) < Fresh;
    }

    private Task SyncAsync()
    {
        TaskCompletionSource done;
        lock (_lock)
        {
            if (_syncing is { } running)
                return running.Task;
            _syncing = done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _ = SyncAsync(done);
        return done.Task;
    }

    [SuppressMessage("Design", "CA1031", Justification = "The edge: nobody waits. What is not written stays, and the next call tries again.")]
    private async Task SyncAsync(TaskCompletionSource done)
    {
        try
        {
            while (!await TrySyncAsync() || !Ends())
            {
                // Somebody else wrote meanwhile, or there is more to write.
            }
        }
        catch (Exception fault)
        {
            LogNotShared(clientId, tenant, fault);
            lock (_lock)
            {
                // Counts as read, or every call would ask a ledger that is away.
                _readAt = time.GetTimestamp();
                _isShort = true;
                _syncing = null;
            }
        }

        done.SetResult();
    }

    private async Task<bool> TrySyncAsync()
    {
        var at = time.GetTimestamp();
        var row = await table.ReadAsync(tenant, clientId);
        Func<ClientState, ClientState>[] changes;
        lock (_lock)
            changes = [.. _unwritten];

        var wanted = Calls.Wanted;
        var next = row with
        {
            State = changes.Aggregate(row.State, static (state, change) => change(state)),
            Shares = limit() is > 0 and var most ? PermitShares.Claim(row.Shares, instance, wanted, most, clock.UtcNow) : row.Shares,
        };
        Lower(next);
        if ((next.State != row.State || next.Shares != row.Shares) && !await table.TryWriteAsync(tenant, clientId, next))
            return false;
        Adopt(next.State, changes.Length, at);
        AdoptShare(next, at, wanted);
        return true;
    }

    private void Adopt(ClientState state, int written, long readAt)
    {
        lock (_lock)
        {
            _unwritten.RemoveRange(0, written);
            _state = _unwritten.Aggregate(state, static (state, change) => change(state));
            _readAt = readAt;
        }
    }

    // By the one that exchanges the row, and nobody beside it: what was read before a share was given up must not bring it back.
    private void AdoptShare(ClientRow row, long readAt, int wanted)
    {
        lock (_lock)
        {
            _knownAt = readAt;
            _share = ShareIn(row);
            _isShort = _share is { } share ? share.Wanted > share.Calls : wanted > 0;
        }

        Calls.Signal();
    }

    // What is about to be given up is not used any more, whatever becomes of the write.
    private void Lower(ClientRow next)
    {
        lock (_lock)
        {
            if (_share is { } share && ShareIn(next) is { } lower && lower.Calls < share.Calls)
                _share = share with { Calls = lower.Calls };
        }
    }

    private PermitShare? ShareIn(ClientRow row) => row.Shares.FirstOrDefault(share => share.Instance == instance);

    private bool Ends()
    {
        lock (_lock)
        {
            if (_unwritten.Count > 0)
                return false;
            _syncing = null;
            return true;
        }
    }

    private void Log(ClientState before, ClientState after)
    {
        if (after.Cause != PauseCause.None && (after.Cause, after.PausedUntil) != (before.Cause, before.PausedUntil))
            LogPaused(clientId, tenant, EndOf(after), after.Reason ?? "no reason is known");
        else if (after.Cause == PauseCause.None && before.Cause != PauseCause.None)
            LogOpened(clientId, tenant);
    }

    private static string EndOf(ClientState paused) => (paused.PausedUntil, paused.Cause) switch
    {
        (null, _) => "a read succeeds",
        ({ } until, PauseCause.InDoubt) => $"{ReadableTime.Of(until)}, or until a read succeeds",
        ({ } until, _) => ReadableTime.Of(until),
    };

    [LoggerMessage(LogLevel.Warning, "Nothing is sent for client {ClientId} of {Tenant} until {End}: {Reason}")]
    private partial void LogPaused(string clientId, string tenant, string end, string reason);

    [LoggerMessage(LogLevel.Information, "Client {ClientId} of {Tenant} may call again")]
    private partial void LogOpened(string clientId, string tenant);

    [LoggerMessage(LogLevel.Warning, "How client {ClientId} of {Tenant} stands could not be exchanged with the other instances; tried again with the next call")]
    private partial void LogNotShared(string clientId, string tenant, Exception fault);
}
