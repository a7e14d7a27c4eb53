using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Azure.Data.Tables;
using Microsoft.Extensions.Configuration;
using TriggerBridge.Dispatch;
using TriggerBridge.Ledger;
using TriggerBridge.Replay;
using TriggerBridge.Retention;
using TriggerBridge.Simulation.Scheduling;
using TriggerBridge.Simulation.Tenant;
using TriggerBridge.Tests.Testing.Tables;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Simulation.World;

/// <summary>One run: processes of the app, their senders and operators, a table service and a tenant of ISC, under one clock and one seed.</summary>
internal sealed class SimulatedWorld : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 14, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan MostSettling = TimeSpan.FromHours(40);
    private static readonly string[] Bridges = ["hold", "retry", "absent"];

    private readonly List<Instance> _instances = [];
    private readonly List<Instance> _all = [];
    private readonly HashSet<(string Bridge, string DeliveryId)> _accepted = [];
    private readonly Dictionary<(string Bridge, string RowKey), string> _statuses = [];
    private readonly Dictionary<(string Bridge, string DeliveryId), int> _replays = [];
    private int _started;
    private bool _isOver;

    public SimulatedWorld(Plan plan, bool keepsStory)
    {
        Plan = plan;
        Random = new Random(plan.Seed ^ 0x5eed);
        Time = new VirtualTime(Start);
        Story = new Story(Time, keepsStory);
        Settings = SimulatedSettings.For(plan);
        Tables = new InMemoryTableServiceClient { Time = Time };
        Tenant = new SimulatedTenant(this);
        IscSkew = Skew();
    }

    public Plan Plan { get; }

    public Random Random { get; }

    public VirtualTime Time { get; }

    public Story Story { get; }

    public Coverage Coverage { get; } = new();

    public IConfiguration Settings { get; }

    public InMemoryTableServiceClient Tables { get; }

    public SimulatedTenant Tenant { get; }

    public TimeSpan IscSkew { get; }

    public bool IsTrouble { get; private set; } = true;

    public Violation? Violation { get; private set; }

    /// <summary>From its beginning to its end, by the world's clock.</summary>
    public TimeSpan Elapsed => Time.GetUtcNow() - Start;

    public void Run() => new Pump(Time, () => _isOver).Run(() => _ = DirectAsync());

    /// <summary>Its processes' services stand in lists of the runtime, such as that of all meters, until then.</summary>
    public void Dispose()
    {
        foreach (var instance in _all)
            instance.Dispose();
    }

    public void Tell(string who, string what) => Story.Tell(who, what);

    public bool Happens(double chance) => IsTrouble && chance > 0 && Random.NextDouble() < chance;

    public TimeSpan Latency() => TimeSpan.FromTicks((long)(TimeSpan.TicksPerMillisecond * (1 + (Random.NextDouble() * Random.NextDouble() * 200))));

    public TimeSpan Skew() => Plan.MostSkew * ((Random.NextDouble() * 2) - 1);

    /// <summary>The run ends with the first one.</summary>
    public void Violated(string promise, string seen)
    {
        Tell("!", $"{promise}: {seen}");
        Violation ??= new Violation(promise, seen);
        _isOver = true;
    }

    public void Died(Instance instance)
    {
        _instances.Remove(instance);
        _ = RestartAsync(TimeSpan.FromSeconds(Random.Next(1, 90)));
    }

    /// <summary>A transaction was carried out, whoever gets to know.</summary>
    public void Written(string instance, TableOperation operation)
    {
        foreach (var action in operation.Actions.Where(action => operation.Table == "Deliveries" && action.Entity.RowKey.StartsWith("D|", StringComparison.Ordinal)))
        {
            if (action.Entity is not TableEntity row || row.GetString("Status") is not { } status)
                continue;
            var key = (row.PartitionKey, row.RowKey);
            var before = _statuses.GetValueOrDefault(key, "nothing");
            _statuses[key] = status;
            Coverage.Count($"{before} → {status}");
            Tell(instance, $"{row.PartitionKey}/{row.RowKey[^32..^26]}: {before} → {status} {row.GetString("Reason")}");
        }
    }

    /// <summary>A call for an attempt has arrived: somebody must hold its lease.</summary>
    public void Called(string workflow, string deliveryId, int attempt)
    {
        var row = Rows(workflow["workflow-".Length..], "D|").SingleOrDefault(row => row.RowKey.EndsWith(deliveryId, StringComparison.Ordinal));
        if (row is null)
            Violated("nothing is called that is not in the ledger", $"delivery {deliveryId}, attempt {attempt}");
        else if (row.GetInt32("AttemptCount") < attempt)
            Violated("no call without lease", $"delivery {deliveryId} is called for attempt {attempt}, {row.GetInt32("AttemptCount")} were claimed");
    }

    private async Task DirectAsync()
    {
        try
        {
            for (var i = 0; i < Plan.Instances; i++)
                await RestartAsync(TimeSpan.Zero);
            var senders = Enumerable.Range(0, Plan.Events).Select(SendAsync).ToArray();
            _ = TickAsync();
            _ = ReplayAsync();

            await Task.Delay(Plan.Trouble, Time);
            IsTrouble = false;
            Tell("world", "trouble ends");
            await Task.WhenAll(senders);
            await SettleAsync();
            Check();
        }
        catch (Exception fault) when (Violation is null)
        {
            Violated("the simulation itself works", fault.ToString());
        }

        _isOver = true;
    }

    private async Task RestartAsync(TimeSpan after)
    {
        await Task.Delay(after, Time);
        var instance = new Instance(this, string.Create(CultureInfo.InvariantCulture, $"app {++_started}"));
        _instances.Add(instance);
        _all.Add(instance);
        Tell(instance.Name, "starts");
    }

    private async Task<Instance> AnyAsync()
    {
        while (_instances.Count == 0)
            await Task.Delay(TimeSpan.FromSeconds(1), Time);
        return _instances[Random.Next(_instances.Count)];
    }

    private async Task SendAsync(int number)
    {
        await Task.Delay(Plan.Trouble * Random.NextDouble(), Time);
        var bridge = Bridges[Random.Next(Bridges.Length)];
        var senderId = string.Create(CultureInfo.InvariantCulture, $"event-{number}");
        var repeats = Random.NextDouble() < Plan.Repeats ? Random.Next(1, 4) : 0;
        while (true)
        {
            if (await DeliverAsync(bridge, senderId) && repeats-- <= 0)
                return;
            await Task.Delay(TimeSpan.FromSeconds(Random.Next(1, 60)), Time);
        }
    }

    /// <returns>Whether it was accepted, as far as the sender got to know.</returns>
    private async Task<bool> DeliverAsync(string bridge, string senderId)
    {
        var instance = await AnyAsync();
        var receiving = instance.Get<DeliveryPipeline>().ReceiveAsync(bridge, Request(senderId), CancellationToken.None);
        await Task.WhenAny(receiving, Task.Delay(TimeSpan.FromSeconds(30), Time));
        if (!receiving.IsCompleted)
            return false;
        var result = await receiving;
        var deliveryId = result switch
        {
            ReceiveResult.Accepted { Delivery: var accepted } => accepted.DeliveryId,
            ReceiveResult.Duplicate { First: var first } => first.DeliveryId,
            ReceiveResult.DuplicateOfPurged purged => purged.DeliveryId,
            _ => null,
        };
        Tell("sender", $"{bridge}, {senderId}: {result.GetType().Name}");
        if (deliveryId is null)
            return false;
        _accepted.Add((bridge, deliveryId));
        return true;
    }

    private static WebhookRequest Request(string senderId)
    {
        var body = Encoding.UTF8.GetBytes($$"""{"who":"{{senderId}}"}""");
        return new WebhookRequest
        {
            Method = "POST",
            Url = "https://hooks.example.com/",
            Headers = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["x-github-delivery"] = senderId,
                ["x-github-event"] = "organization",
                ["x-hub-signature-256"] = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SimulatedSecrets.Hook), body)),
                ["content-type"] = "application/json",
            },
            Query = new Dictionary<string, string>(StringComparer.Ordinal),
            Body = body,
            ContentType = "application/json",
        };
    }

    private async Task TickAsync()
    {
        while (!_isOver)
        {
            await Task.Delay(TickEvery(), Time);
            var instance = await AnyAsync();
            _ = TickOneAsync(instance);
            // Timers that overlap: the platform promises little.
            if (Random.Next(10) == 0)
                _ = TickOneAsync(await AnyAsync());
            if (Random.Next(200) == 0)
                _ = Quietly(() => instance.Get<LedgerUpkeep>().RunAsync(CancellationToken.None));
        }
    }

    // Seldom once there is little left to do: it would only cost time.
    private TimeSpan TickEvery() => IsTrouble ? TimeSpan.FromSeconds(10) : Elapsed < TimeSpan.FromHours(3) ? TimeSpan.FromMinutes(1) : TimeSpan.FromMinutes(15);

    private static async Task TickOneAsync(Instance instance)
    {
        if (instance.IsTicking)
            return;
        instance.IsTicking = true;
        await Quietly(() => instance.Get<DueWork>().ProcessAsync(CancellationToken.None));
        instance.IsTicking = false;
    }

    // As the host does: the fault is in the log, and the next tick tries again.
    private static async Task Quietly(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (Exception fault) when (fault is LedgerUnavailableException or OperationCanceledException)
        {
        }
    }

    private async Task ReplayAsync()
    {
        for (var left = Plan.Replays; left > 0 && !_isOver; left--)
        {
            await Task.Delay(TimeSpan.FromMinutes(Random.Next(1, 30)), Time);
            var dead = Bridges.SelectMany(bridge => Rows(bridge, "D|")).Where(row => row.GetString("Status") == nameof(DeliveryStatus.DeadLettered)).ToArray();
            if (dead.Length == 0)
                continue;
            var (bridge, deliveryId) = (dead[0].PartitionKey, dead[0].RowKey[^32..]);
            var instance = await AnyAsync();
            Tell("operator", $"replays {bridge}/{deliveryId[..6]}");
            _replays[(bridge, deliveryId)] = _replays.GetValueOrDefault((bridge, deliveryId)) + 1;
            Coverage.Count("replay");
            await Quietly(() => instance.Get<DeliveryReplay>().ReplayAsync(bridge, deliveryId, new ReplayOrder { By = "operator" }, CancellationToken.None));
        }
    }

    private async Task SettleAsync()
    {
        var until = Time.GetUtcNow() + MostSettling;
        while (!_isOver && Open().FirstOrDefault() is { } open)
        {
            if (Time.GetUtcNow() > until)
                Violated("every delivery ends", $"{open.PartitionKey}/{open.RowKey} is {open.GetString("Status")}: {open.GetString("Reason")}");
            await Task.Delay(TimeSpan.FromMinutes(1), Time);
        }
    }

    private IEnumerable<TableEntity> Open() => Bridges.SelectMany(bridge => Rows(bridge, "D|")).Where(row => !IsFinal(row));

    private static bool IsFinal(TableEntity row) => row.GetString("Status") is "Completed" or "Failed" or "Canceled" or "DeadLettered" or "Filtered";

    private void Check()
    {
        foreach (var (bridge, deliveryId) in _accepted)
        {
            if (!Rows(bridge, "K|" + deliveryId).Any())
                Violated("every 2xx is in the ledger", $"{bridge}/{deliveryId} is not");
        }

        foreach (var row in Bridges.SelectMany(bridge => Rows(bridge, "D|")))
            Check(row);
        foreach (var work in Bridges.SelectMany(bridge => Rows(bridge, "W|")).Where(IsStray))
            Violated("no work item is left over", $"{work.PartitionKey}/{work.RowKey}");
    }

    // A final delivery may have one that it knows: a later look for an execution that was missing.
    private bool IsStray(TableEntity work) => Rows(work.PartitionKey, "D|").All(row => row.GetString("Work") != work.RowKey);

    private void Check(TableEntity row)
    {
        var delivery = DeliveryRow.Read(row);
        var executions = Tenant.Executions.Where(each => each.DeliveryId == delivery.DeliveryId && each.WorkflowId == "workflow-" + delivery.Bridge).ToArray();
        var name = $"{delivery.Bridge}/{delivery.DeliveryId[..6]} ({delivery.Status}: {delivery.Reason})";
        var allowed = 1 + _replays.GetValueOrDefault((delivery.Bridge, delivery.DeliveryId));
        var isShownLate = executions.Any(each => each.ShownAt - each.StartedAt > TimeSpan.FromMinutes(1));
        Coverage.Count($"ended: {delivery.Bridge} {delivery.Status}, {executions.Length} executions");

        if (executions.Length > allowed && (delivery.Bridge == "hold" || !isShownLate))
            Violated("at most one execution per delivery", $"{name} has {executions.Length}");
        if (executions.Length == 0 && delivery.Status is not DeliveryStatus.DeadLettered)
            Violated("every delivery is executed", $"{name} has no execution");
        // Without any execution to check by, nobody can know that ISC would show one.
        var isProvable = Tenant.Executions.Any(each => each.WorkflowId == "workflow-" + delivery.Bridge);
        if (executions.Length == 0 && (delivery.Bridge == "retry" || (delivery.Bridge == "absent" && isProvable)) && !delivery.Attempts.Any(attempt => attempt.Outcome is AttemptOutcome.Refused or AttemptOutcome.Rejected))
            Violated("every delivery is executed", $"{name} has no execution");
        foreach (var execution in executions.Where(each => !isShownLate && delivery.Attempts.All(attempt => attempt.WorkflowExecutionId != each.Id)))
            Violated("every execution id is on record", $"{execution.Id} of {name} is not");
    }

    private IEnumerable<TableEntity> Rows(string bridge, string prefix)
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {bridge} and RowKey ge {prefix} and RowKey lt {prefix + "~"}");
        // The world's own client has no network: it answers at once.
        return Tables.GetTableClient("Deliveries").QueryAsync<TableEntity>(filter).ToBlockingEnumerable();
    }
}
