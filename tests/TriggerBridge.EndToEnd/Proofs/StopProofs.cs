using System.Globalization;
using TriggerBridge.EndToEnd.Testing;
using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Proofs;

/// <summary>Ctrl-C and SIGTERM while deliveries are under way. Each is a class of its own, so that both wait for the pace at the same time.</summary>
public abstract class StopProof
{
    // Half of the events get a permit of their client at once, the other half wait for one with their claims written.
    private static readonly Dictionary<string, string> SixAtOnce = new(ShortTimes.Settings, StringComparer.Ordinal)
    {
        ["TriggerBridge__DispatchBudget"] = "00:00:25",
        // No call is in doubt because the machine is busy: without reads it would be in doubt for long.
        ["TriggerBridge__ExecuteTimeout"] = "00:00:20",
        ["TriggerBridge__Tenants__acme__RequestsPer10Seconds"] = "6",
        // Reads take permits, too.
        ["TriggerBridge__Tenants__acme__ReadCredential"] = "",
    };

    private protected static async Task StopWhileClaimsWaitAsync(ProcessSignal signal)
    {
        await using var system = await LocalSystem.StartAsync(settings: SixAtOnce);
        var posts = Enumerable.Range(0, 12).Select(n => system.DeliverAsync(string.Create(CultureInfo.InvariantCulture, $"event-{n}"))).ToList();
        await Wait.UntilAsync(system.App.DeliveriesAsync, all => all.Count == 12);
        await Wait.UntilAsync(system.Tenant.ExecutionsAsync, all => all.Count >= 6);

        var exitCode = await system.App.Process.EndAsync(signal);

        Assert.Equal(0, exitCode);
        var executedBefore = (await system.Tenant.ExecutionsAsync()).Count;
        foreach (var post in posts)
        {
            using var answer = await post;
            answer.EnsureSuccessStatusCode();
        }

        await system.KillAndRestartAsync();
        var unsent = (await system.App.DeliveriesAsync()).Count(delivery => Account.Status(delivery) != "Started");
        var executions = await Wait.UntilAsync(system.Tenant.StartedDeliveriesAsync, all => all.Count >= 12);
        var deliveries = await Wait.UntilAsync(system.App.DeliveriesAsync, all => all.All(delivery => Account.Status(delivery) == "Started"));

        Assert.InRange(executedBefore, 6, 11);
        Assert.InRange(unsent, 0, 12 - executedBefore);
        Assert.Equal(12, executions.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(12, executions.Count);
        foreach (var id in deliveries.Select(delivery => delivery.GetProperty("deliveryId").GetString()!))
        {
            var attempts = (await system.App.DeliveryAsync(id)).GetProperty("attempts").EnumerateArray();
            Assert.All(attempts, attempt => Assert.NotEqual("InDoubt", attempt.GetProperty("outcome").GetString()));
        }
    }
}

public sealed class StopByTerminalTests : StopProof
{
    [Fact]
    public Task Ctrl_C_while_claims_wait_for_their_call_leaves_no_doubt_and_each_is_executed_once() => StopWhileClaimsWaitAsync(ProcessSignal.Interrupt);
}

public sealed class StopByPlatformTests : StopProof
{
    [Fact]
    public Task SIGTERM_while_claims_wait_for_their_call_leaves_no_doubt_and_each_is_executed_once() => StopWhileClaimsWaitAsync(ProcessSignal.Terminate);
}
