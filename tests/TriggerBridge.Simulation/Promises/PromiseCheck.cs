using System.Globalization;
using System.Text;
using Azure.Data.Tables;
using TriggerBridge.Bridges;
using TriggerBridge.Flows.Receiving;
using TriggerBridge.Ledger;
using TriggerBridge.Pacing;
using TriggerBridge.Simulation.Coverage;
using TriggerBridge.Simulation.Tenant;
using TriggerBridge.Simulation.World;
using TriggerBridge.Tests.Testing.Tables;
using TriggerBridge.Tracking;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Simulation.Promises;

/// <summary>
/// What must hold, held against what happens: after every transaction of the ledger, at every call that reaches ISC, and in the end, when
/// faults have stopped and time has passed.
/// </summary>
internal sealed class PromiseCheck(SimulatedWorld world)
{
    private const string Deliveries = "Deliveries";
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan LongestProbe = TimeSpan.FromSeconds(15);

    // A claim that is written later is not awaited any more by its process.
    private static readonly TimeSpan LongestLanding = TimeSpan.FromSeconds(45);

    // Two clocks, each off to another side, and seconds that HTTP's dates round down.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(10);

    // What a process has read counts for a minute, and a claim that was begun then may wait for a permit, and land late.
    private static readonly TimeSpan LongestIgnorance = TimeSpan.FromMinutes(3);

    // What waits for its turn may do so because nobody passed it on.
    private static readonly TimeSpan WhileWaiting = TimeSpan.FromMinutes(5);

    private readonly Dictionary<Id, Record> _records = [];
    private readonly Dictionary<(string Bridge, string RowKey), DateTimeOffset> _work = [];
    private readonly Dictionary<Id, int> _allowed = [];
    private readonly HashSet<Id> _taken = [];
    private readonly HashSet<Id> _expected = [];
    private readonly HashSet<(Id Id, int Attempt)> _sent = [];
    private readonly AnswerCheck _answers = new(world);
    private readonly KeyCheck _keys = new(world);
    private readonly List<string> _past = [];
    private readonly Dictionary<string, DateTimeOffset> _pausedSince = new(StringComparer.Ordinal);

    private TableClient Table => world.Tables.GetTableClient(Deliveries);

    /// <summary>A sender was answered with 2xx.</summary>
    public void Accepted(string bridge, string deliveryId)
    {
        if (!_taken.Contains(new Id(bridge, deliveryId)))
            world.Violated("durable before 2xx", $"{bridge}/{deliveryId} is not in the ledger");
    }

    /// <summary>A source answered with 2xx: the event is in every bridge that wants it, or on record with the source.</summary>
    /// <param name="known">What the process knew.</param>
    public void Routed(ReceiveResult.Routed answer, BridgeSet known, WebhookRequest request)
    {
        var kind = Encoding.UTF8.GetString(request.Body.Span);
        List<string> wanted = [.. new[] { (Bridge: SimulatedBridges.AppA, Kind: "\"a\""), (Bridge: SimulatedBridges.AppB, Kind: "\"b\"") }
            .Where(each => known.TryFind(each.Bridge, out _) && (kind.Contains(each.Kind, StringComparison.Ordinal) || kind.Contains("\"both\"", StringComparison.Ordinal))).Select(each => each.Bridge)];
        if (!answer.Events.Select(each => each.Bridge).SequenceEqual(wanted.Count > 0 ? wanted : [SimulatedBridges.App], StringComparer.Ordinal))
            world.Violated("every 2xx at a source is in every bridge that wants the event", $"{string.Join(", ", answer.Events.Select(each => each.Bridge))} in place of {string.Join(", ", wanted)}: {kind}");
    }

    /// <summary>A bridge is paused until <see cref="Resumed"/>; the ledger says so.</summary>
    public void Paused(string bridge)
    {
        _pausedSince.TryAdd(bridge, world.Time.GetUtcNow());
    }

    /// <summary>Somebody is about to resume it: with several pauses, the first resume ends them all.</summary>
    public void Resumed(string bridge) => _pausedSince.Remove(bridge);

    /// <summary>It must come into the ledger by itself.</summary>
    public void Expected(string bridge, string senderId) => _expected.Add(new Id(bridge, DeliveryId.From(senderId)));

    /// <summary>An operator asks for one more execution.</summary>
    public void Replayed(string bridge, string deliveryId) => Allow(new Id(bridge, deliveryId));

    /// <summary>The dead letters for which others of the same key may wait.</summary>
    public IReadOnlyList<(string Bridge, string DeliveryId)> Holding() => [.. _keys.Holding().Select(id => (id.Bridge, id.DeliveryId))];

    /// <summary>An answer came with the answer to the question itself.</summary>
    public void AnsweredAtOnce(SimulatedInvocation invocation, string output) => _answers.Heard(invocation, output);

    /// <summary>A call to a callback address leaves its process.</summary>
    public void AnswerLeft(string instance, string invocation) => _answers.Left(instance, invocation);

    /// <summary>A process gets to know what became of an answer.</summary>
    public void AnswerIsClear(string invocation) => _answers.IsClear(invocation);

    /// <summary>A call leaves its process.</summary>
    public void Left(string workflow, string deliveryId, int attempt) => _sent.Add((Id.Of(workflow, deliveryId), attempt));

    /// <summary>A call arrives at ISC.</summary>
    /// <param name="isLate">It was on its way for longer than anybody can foresee.</param>
    public void Called(string instance, string workflow, string deliveryId, int attempt, bool isLate)
    {
        var id = Id.Of(workflow, deliveryId);
        if (!_records.TryGetValue(id, out var record))
            world.Violated("nothing is called that is not in the ledger", $"{id}, attempt {attempt}");
        else if (record.Row.GetInt32(Columns.AttemptCount) < attempt || record.Claims.GetValueOrDefault(attempt)?.Instance.Name != instance)
            world.Violated("no call without lease", $"{instance} calls for {id}, attempt {attempt}, which it has not claimed");
        else if (!isLate && world.Time.GetUtcNow() > record.Claims[attempt].At + Lease + Tolerance)
            world.Violated("no call without lease", $"{instance} calls for {id}, attempt {attempt}, whose lease is over");
    }

    /// <summary>Writes were carried out, whoever gets to know.</summary>
    public void Written(Instance instance, TableOperation operation)
    {
        if (operation.Table == "Clients")
            CheckClients(instance, operation);
        if (operation.Table != Deliveries || operation.Actions.Count == 0)
            return;

        var touched = new HashSet<Id>();
        foreach (var action in operation.Actions)
        {
            var (bridge, rowKey) = (action.Entity.PartitionKey, action.Entity.RowKey);
            var isDeleted = action.ActionType == TableTransactionActionType.Delete;
            if (rowKey.Length < 34 || rowKey[0] is not ('D' or 'W' or 'K'))
                continue;
            var id = new Id(bridge, rowKey[^32..]);
            touched.Add(id);
            switch (rowKey[0])
            {
                case 'K' when isDeleted:
                    // Past its retention: from now on it is a new event.
                    Allow(id);
                    break;
                case 'K':
                    _taken.Add(id);
                    break;
                case 'W' when isDeleted:
                    _work.Remove((bridge, rowKey));
                    break;
                case 'W':
                    _work[(bridge, rowKey)] = RowKeys.ParseWork(rowKey).Due;
                    break;
                case 'D' when isDeleted:
                    Forget(id);
                    break;
                default:
                    Moved(instance, id, rowKey);
                    break;
            }
        }

        foreach (var id in touched)
            CheckWork(id);
    }

    /// <summary>Whether something is still to come into the ledger by itself.</summary>
    public bool IsExpecting => !_taken.IsSupersetOf(_expected);

    /// <summary>When something is due next, as far as the ledger says.</summary>
    public DateTimeOffset NextDue() => IsExpecting ? world.Time.GetUtcNow()
        : _work.Select(work => work.Key.RowKey.StartsWith(RowKeys.Waiting.From, StringComparison.Ordinal) ? world.Time.GetUtcNow() + WhileWaiting : work.Value).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();

    /// <summary>When an answer is due next.</summary>
    public DateTimeOffset NextAnswerDue() =>
        _work.Where(work => work.Key.RowKey.StartsWith("W|a|", StringComparison.Ordinal)).Select(work => work.Value).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();

    /// <summary>Whether a look into ISC is overdue.</summary>
    public bool IsBehind
    {
        get
        {
            var since = world.Time.GetUtcNow() - TimeSpan.FromMinutes(1);
            return _work.Any(work => work.Key.RowKey.StartsWith("W|r|", StringComparison.Ordinal) && work.Value < since);
        }
    }

    /// <returns>What still has to end; null: everything has.</returns>
    public string? Open()
    {
        foreach (var (id, record) in _records)
        {
            if (!record.IsPurged && (!IsOver(record.Row) || record.Row.GetString(Columns.Work) is { Length: > 0 } || record.Row.GetString(Columns.AnswerWork) is { Length: > 0 }))
                return $"{id} is {record.Status}: {record.Row.GetString(Columns.Reason)}; work {record.Row.GetString(Columns.Work)} {record.Row.GetString(Columns.AnswerWork)}";
        }

        foreach (var id in _expected.Where(id => !_taken.Contains(id)))
            return $"{id} was never recorded";
        return null;
    }

    /// <summary>One that is final.</summary>
    /// <param name="status">Only with this one; null: any.</param>
    public Id? AnyFinal(string? status, Random dice)
    {
        var found = _records.Where(each => IsOver(each.Value.Row) && (status is null || each.Value.Status == status)).Select(each => each.Key).ToList();
        return found.Count == 0 ? null : found[dice.Next(found.Count)];
    }

    /// <summary>In the end.</summary>
    public void Check()
    {
        var past = string.Concat(_past);
        foreach (var (id, record) in _records)
        {
            Check(id, record, past);
            _answers.Check(id, DeliveryRow.Read(record.Row));
        }

        foreach (var (bridge, rowKey) in _work.Keys.Where(work => !_records.TryGetValue(new Id(work.Bridge, work.RowKey[^32..]), out var record) || !IsOf(record.Row, work.RowKey)))
            world.Violated("no work item is left over", $"{bridge}/{rowKey}");
        _keys.Check();
        CheckLags();
    }

    private void Check(Id id, Record record, string past)
    {
        // Of a source: it is in no bridge, or in others.
        if (id.Bridge == SimulatedBridges.App)
            return;
        var bridge = SimulatedBridges.All.Single(each => each.Name == id.Bridge);
        var executions = world.Tenant.Of(id.Bridge, id.DeliveryId);
        var (status, reason) = (Enum.Parse<DeliveryStatus>(record.Status), record.Row.GetString(Columns.Reason));
        var name = $"{id} ({status}: {reason})";
        var isShownLate = executions.Any(each => each.ShownAt - each.StartedAt > SimulatedWorld.Settle);
        // Nothing was lost for ever by which doubts are resolved.
        var isReadable = world.Plan.Reads is CredentialTrouble.None or CredentialTrouble.Away;
        foreach (var attempt in DeliveryRow.Read(record.Row).Attempts)
            world.Tally.Count(Aims.Attempt(attempt.Outcome.ToString()));
        world.Tally.Count($"ended: {bridge.WhenInDoubt} {status}, executed {(executions.Count > 2 ? "more often" : executions.Count switch { 0 => "never", 1 => "once", _ => "twice" })}");

        if (executions.Count > 1 + _allowed.GetValueOrDefault(id))
        {
            if (bridge.WhenInDoubt == "hold" || !(isShownLate || (bridge.WhenInDoubt == "retry" && world.Plan.Reads != CredentialTrouble.None)))
                world.Violated("at most one execution per delivery", $"{name} has {executions.Count}");
            else if (isReadable && !record.IsPurged && record.Row.GetBoolean(Columns.DuplicateExecution) != true)
                world.Violated("a second execution is found and recorded", $"{name} has {executions.Count}");
        }

        if (executions.Count == 0 && status is not (DeliveryStatus.DeadLettered or DeliveryStatus.Filtered))
            world.Violated("every delivery is executed", $"{name} has no execution");
        if (executions.Count == 0 && status == DeliveryStatus.DeadLettered && MustRun(bridge, record, isReadable))
            world.Violated("every delivery is executed", $"{name} has no execution");
        // Of many attempts the last are kept; what was started before a replay stands with the replay.
        var all = past + record.Row.GetString(Columns.Attempts) + record.Row.GetString(Columns.Replays);
        foreach (var execution in executions.Where(each => isReadable && !all.Contains($"\"{each.Id}\"", StringComparison.Ordinal)))
            world.Violated("every execution id is on record", $"{execution.Id} of {name} is not");
    }

    private bool MustRun(SimulatedBridge bridge, Record record, bool isReadable)
    {
        // Nothing was ever tried: its event does not fit the mapping.
        if (record.Row.GetInt32(Columns.AttemptCount) == 0)
            return false;
        var isRefused = record.Row.GetString(Columns.Attempts) is { } attempts
            && (attempts.Contains(nameof(AttemptOutcome.Refused), StringComparison.Ordinal) || attempts.Contains(nameof(AttemptOutcome.Rejected), StringComparison.Ordinal));
        if (isRefused || !isReadable || (bridge.Client == SimulatedSecrets.Client && world.Plan.Executes is CredentialTrouble.Gone or CredentialTrouble.Throttled))
            return false;
        // Without an execution to check by, long before the end, nobody can know that ISC would show one.
        var checkedBy = (record.Row.GetDateTimeOffset(Columns.UpdatedAt) ?? default) - TimeSpan.FromHours(1);
        return bridge.WhenInDoubt == "retry" || (bridge.WhenInDoubt == "retryIfAbsent" && world.Tenant.HasShownOwn(bridge.Name, checkedBy));
    }

    // What ISC takes to show an execution, not what the app takes to look: once a minute, and seldom where it is older than five.
    private void CheckLags()
    {
        var rows = world.Tables.GetTableClient("Workflows");
        rows.CreateIfNotExistsAsync().GetAwaiter().GetResult();
        foreach (var row in Read(rows, filter: ""))
        {
            var known = VisibilityLags.Read(row.GetString(nameof(WorkflowRecord.Lags)) ?? "").Largest(world.Time.GetUtcNow());
            var real = world.Tenant.LargestLag(Uri.UnescapeDataString(row.RowKey));
            if (known > real + TimeSpan.FromMinutes(real > TimeSpan.FromMinutes(3) ? 17 : 2) + Tolerance)
                world.Violated("the visibility lag is ISC's own", $"{row.RowKey}: {known} is on record, and it was {real}");
        }
    }

    private void CheckClients(Instance instance, TableOperation operation)
    {
        foreach (var action in operation.Actions)
        {
            if (action.Entity is not TableEntity row)
                continue;
            world.Tell(instance.Name, $"writes client {row.RowKey}: {row.GetString(nameof(ClientState.Cause))}, shares {row.GetString("Shares")}");
            if (row.GetDateTimeOffset(nameof(ClientState.ProbeUntil)) is { } until && until > world.Time.GetUtcNow() + LongestProbe + Tolerance)
                world.Violated("a probe closes its client for a moment only", $"{action.Entity.RowKey}: until {until:O}");
        }
    }

    private void CheckWork(Id id)
    {
        if (!_records.TryGetValue(id, out var record) || record.IsPurged)
            return;
        if (record.Row.GetString(Columns.AnswerWork) is { Length: > 0 } answer && !_work.ContainsKey((id.Bridge, answer)))
            world.Violated("no open answer without its work item", $"{id} is {record.Status}, its work item '{answer}' is gone");
        var work = record.Row.GetString(Columns.Work);
        if (string.IsNullOrEmpty(work) ? !IsOver(record.Row) : !_work.ContainsKey((id.Bridge, work)))
            world.Violated("no open delivery without its work item", $"{id} is {record.Status}, its work item '{work}' is gone");
    }

    private void Moved(Instance instance, Id id, string rowKey)
    {
        var row = Table.GetEntityIfExistsAsync<TableEntity>(id.Bridge, rowKey, Columns.WithoutPayload).GetAwaiter().GetResult().Value!;
        var (status, attempt) = (row.GetString(Columns.Status), row.GetInt32(Columns.AttemptCount) ?? 0);
        var before = _records.TryGetValue(id, out var record) && !record.IsPurged ? record.Status : "nothing";
        record ??= _records[id] = new Record();
        record.IsPurged = false;
        record.Row = row;
        world.Tally.Count(Aims.Transition(before, status));
        world.Tell(instance.Name, $"{id}: {before} → {status} {row.GetString(Columns.Reason)}");
        if (!world.Bridges.HasEverBeen(id.Bridge, row.GetString(Columns.BridgeVersion)))
            world.Violated("a delivery is mapped by a version that was current", $"{id}: {row.GetString(Columns.BridgeVersion)}");
        var delivery = DeliveryRow.Read(row);
        _keys.Moved(id, delivery, isNew: before == "nothing");
        if (status == nameof(DeliveryStatus.Dispatching) && (before != status || !record.Claims.ContainsKey(attempt)))
        {
            Claimed(instance, id, record, attempt);
            _keys.Claimed(id, delivery);
        }

        if (before == nameof(DeliveryStatus.Dispatching) && status == nameof(DeliveryStatus.RetryScheduled) && record.Claims.GetValueOrDefault(attempt)?.Instance != instance)
            world.Violated("only who claimed an attempt says what became of it", $"{instance.Name} puts off attempt {attempt} of {id}");
        if (status == nameof(DeliveryStatus.InDoubt) && before != status)
            FellInDoubt(id, record, attempt);
    }

    private void Claimed(Instance instance, Id id, Record record, int attempt)
    {
        record.Claims[attempt] = new Claim(instance, record.Row.GetDateTimeOffset(Columns.ClaimedAt) ?? default, world.Time.GetUtcNow());
        if (_pausedSince.TryGetValue(id.Bridge, out var since) && world.Time.GetUtcNow() > since + LongestIgnorance && instance.IsAwakeSince(since))
            world.Violated("a paused bridge sends nothing", $"attempt {attempt} of {id} is claimed by {instance.Name}, paused since {since:T}");
        if (record.Row.GetString(Columns.WorkflowExecutionId) is { Length: > 0 } known)
            world.Violated("a known execution ends a doubt", $"attempt {attempt} of {id} is claimed although {known} is known");
    }

    private void FellInDoubt(Id id, Record record, int attempt)
    {
        world.Tally.Count($"doubt: {(record.Row.GetString(Columns.Reason) is { Length: > 0 } reason ? reason : "none")}");
        if (world.Plan.IsCalm)
            world.Violated("without trouble there is no doubt", $"{id}, attempt {attempt}");
        if (record.Claims.GetValueOrDefault(attempt) is { } claim && !_sent.Contains((id, attempt)) && claim.At - claim.Lease < LongestLanding && claim.Instance.IsUndisturbedSince(claim.Lease - Tolerance, claim.At))
            world.Violated("what was not sent is not in doubt", $"{id}, attempt {attempt}: {claim.Instance.Name} lives and has not sent it");
    }

    private void Forget(Id id)
    {
        if (!_records.TryGetValue(id, out var record))
            return;
        if (record.Row.GetString(Columns.AnswerWork) is { Length: > 0 } answer)
            world.Violated("nothing is purged before it is answered", $"{id} has {answer}");
        record.IsPurged = true;
        _keys.Forget(id);
        _past.Add(record.Row.GetString(Columns.Attempts) ?? "");
        world.Tally.Count("purged: " + record.Status);
        world.Tell("ledger", $"{id} is purged");
    }

    private void Allow(Id id) => _allowed[id] = _allowed.GetValueOrDefault(id) + 1;

    private static bool IsOf(TableEntity row, string work) => row.GetString(Columns.Work) == work || row.GetString(Columns.AnswerWork) == work;

    private static bool IsOver(TableEntity row) => DeliveryRow.ReadHead(row).IsOver;

    // The world's own client has no network: it answers at once.
    private static IEnumerable<TableEntity> Read(TableClient table, string filter) => table.QueryAsync<TableEntity>(filter).ToBlockingEnumerable();

    private sealed class Record
    {
        public TableEntity Row { get; set; } = [];

        public string Status => Row.GetString(Columns.Status);

        public bool IsPurged { get; set; }

        public Dictionary<int, Claim> Claims { get; } = [];
    }

    private sealed record Claim(Instance Instance, DateTimeOffset Lease, DateTimeOffset At);
}

/// <summary>A delivery's name over all bridges.</summary>
internal readonly record struct Id(string Bridge, string DeliveryId)
{
    public static Id Of(string workflow, string deliveryId) => new(workflow["workflow-".Length..], deliveryId);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Bridge}/{DeliveryId[..6]}");
}
