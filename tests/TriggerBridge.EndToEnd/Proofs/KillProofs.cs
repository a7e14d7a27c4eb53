using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using TriggerBridge.EndToEnd.Testing;
using TriggerBridge.Testing;
using Xunit.Abstractions;

namespace TriggerBridge.EndToEnd.Proofs;

/// <summary>
/// The app is killed at random while ISC misbehaves at random. Nothing accepted is lost, and nothing runs twice. Each proof is a class of
/// its own, so that they wait for leases to end at the same time.
/// </summary>
public abstract class KillProof(ITestOutputHelper output)
{
    private protected ITestOutputHelper Output => output;

    private protected const int AtOnce = 16;

    private const string Misbehaviour = """
        [
          {"on":"execute","status":429,"retryAfter":1,"probability":0.02},
          {"on":"execute","status":500,"probability":0.03},
          {"on":"execute","executeThenStatus":504,"probability":0.03},
          {"on":"execute","executeThenStatus":503,"retryAfter":1,"probability":0.02},
          {"on":"execute","hangSeconds":3,"probability":0.02},
          {"on":"execute","executeThenDrop":true,"probability":0.04}
        ]
        """;

    private protected async Task KillAtRandomAsync(string whenInDoubt, int instances)
    {
        var (deliveries, kills) = Long.IsOn ? (1000, 20) : (120, 3);
        await using var system = await LocalSystem.StartAsync($$"""
            "whenInDoubt": "{{whenInDoubt}}", "settle": "00:00:03", "retry": { "first": "00:00:01", "max": "00:00:05" },
            """, ShortTimes.Settings);
        await using var second = instances == 2 ? await system.StartAnotherAsync() : null;
        using var sender = new RepeatingSender(system.Folder.WebhookSecret, Instances(system, second));
        await sender.SendAllAsync(Ids("calm", 10), AtOnce);
        await system.Tenant.FailAsync(Misbehaviour);

        var inFlight = await KillWhileAsync(system, sender, sender.SendAllAsync(Ids("event", deliveries), AtOnce), kills);

        // ISC goes on misbehaving until most of it has been tried.
        await Wait.UntilAsync(system.Tenant.ExecutionsAsync, executions => executions.Count >= deliveries * 3 / 4);
        await system.Tenant.HealAsync();
        await sender.SendAllAsync(Ids("after", 10), AtOnce);
        var account = await Account.SettleAsync(system);

        output.WriteLine($"whenInDoubt {whenInDoubt}, {instances} instance(s), {deliveries + 20} deliveries, {sender.Repeats} repeats by the sender");
        output.WriteLine($"in flight at each kill: {string.Join(' ', inFlight)}");
        output.WriteLine($"in doubt: {account.WereInDoubt}; reconciled by finding: {account.Found}, by absence: {account.Absent}");
        output.WriteLine($"in the end: {account.Statuses}");
        Assert.Equal(deliveries + 20, sender.Accepted.Count);
        Assert.Equal(sender.Accepted.Order(StringComparer.Ordinal), account.Deliveries.Select(delivery => delivery.GetProperty("deliveryId").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(account.Executions.Values, count => Assert.Equal(1, count));
        if (whenInDoubt != "hold")
            Assert.Equal(deliveries + 20, account.Executions.Count);
        Assert.All([inFlight.Sum(), account.WereInDoubt, account.Found, account.Absent], count => Assert.True(count > 0));
    }

    [SuppressMessage("Security", "CA5394", Justification = "Times of kills are no secrets.")]
    private static async Task<List<int>> KillWhileAsync(LocalSystem system, RepeatingSender sender, Task sending, int kills)
    {
        var random = new Random(20261122);
        var inFlight = new List<int>();
        while (inFlight.Count < kills)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 400)), TimeProvider.System);
            inFlight.Add(sender.InFlight);
            await system.KillAndRestartAsync();
        }

        await sending;
        return inFlight;
    }

    private static Func<BridgeApp> Instances(LocalSystem system, BridgeApp? second)
    {
        var turn = 0;
        return () => second is not null && Interlocked.Increment(ref turn) % 2 == 0 ? second : system.App;
    }

    private protected static IEnumerable<string> Ids(string name, int count) =>
        Enumerable.Range(0, count).Select(n => string.Create(CultureInfo.InvariantCulture, $"{name}-{n}"));
}

public sealed class KillWithRetryTests(ITestOutputHelper output) : KillProof(output)
{
    [Fact]
    public Task Killed_at_random_the_app_starts_every_delivery_exactly_once() => KillAtRandomAsync("retry", instances: 1);
}

public sealed class KillWithHoldTests(ITestOutputHelper output) : KillProof(output)
{
    [Fact]
    public Task Killed_at_random_the_app_starts_no_delivery_more_than_once() => KillAtRandomAsync("hold", instances: 1);
}

public sealed class KillOneOfTwoTests(ITestOutputHelper output) : KillProof(output)
{
    [Fact]
    public Task Two_instances_on_one_ledger_start_every_delivery_exactly_once() => KillAtRandomAsync("retryIfAbsent", instances: 2);
}

public sealed class PauseTests(ITestOutputHelper output) : KillProof(output)
{
    [Fact]
    public async Task A_process_that_was_paused_beyond_its_lease_starts_no_second_execution()
    {
        await using var system = await LocalSystem.StartAsync("""
            "whenInDoubt": "retry", "settle": "00:00:03",
            """, ShortTimes.Settings);
        await using var second = await system.StartAnotherAsync();
        using var sender = new RepeatingSender(system.Folder.WebhookSecret, () => system.App);
        await sender.SendAllAsync(Ids("calm", 5), AtOnce);

        // Paused on the way of some of sixteen events; the other instance takes over what is left.
        var sending = sender.SendAllAsync(Ids("event", 64), AtOnce);
        do
        {
            Assert.False(sending.IsCompleted, "No pause came between a claim and its outcome.");
            system.App.Process.Send(ProcessSignal.Continue);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            system.App.Process.Send(ProcessSignal.Stop);
        }
        while (!IsOnTheWay(await second.DeliveriesAsync()));
        await Wait.UntilAsync(second.DeliveriesAsync, deliveries => !IsOnTheWay(deliveries));
        system.App.Process.Send(ProcessSignal.Continue);
        await sending;
        await sender.SendAllAsync(Ids("after", 5), AtOnce);
        var account = await Account.SettleAsync(system);

        Output.WriteLine($"in doubt: {account.WereInDoubt}; found: {account.Found}, absent: {account.Absent}; in the end: {account.Statuses}");
        Assert.Equal(74, account.Executions.Count);
        Assert.All(account.Executions.Values, count => Assert.Equal(1, count));
    }

    private static bool IsOnTheWay(IEnumerable<JsonElement> deliveries) => deliveries.Any(delivery => Account.Status(delivery) == "Dispatching");
}
