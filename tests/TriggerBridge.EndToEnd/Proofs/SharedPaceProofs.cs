using System.Globalization;
using TriggerBridge.EndToEnd.Testing;
using Xunit.Abstractions;

namespace TriggerBridge.EndToEnd.Proofs;

[Collection(Undisturbed.Name)]
public sealed class SharedPaceProofs(ITestOutputHelper output)
{
    private const int MostPer10Seconds = 40;

    [Fact]
    public async Task Three_processes_that_take_more_than_ISC_allows_execute_all_of_it_once_and_within_the_pace_together()
    {
        var events = Long.IsOn ? 1200 : 100;
        await using var system = await LocalSystem.StartAsync(settings: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TriggerBridge__Tenants__acme__RequestsPer10Seconds"] = MostPer10Seconds.ToString(CultureInfo.InvariantCulture),
        });
        await using var second = await system.StartAnotherAsync();
        await using var third = await system.StartAnotherAsync();
        BridgeApp[] apps = [system.App, second, third];
        var turn = 0;
        using var sender = new RepeatingSender(system.Folder.WebhookSecret, () => apps[Interlocked.Increment(ref turn) % apps.Length]);
        var ids = Enumerable.Range(0, events).Select(n => string.Create(CultureInfo.InvariantCulture, $"event-{n}")).ToList();

        await sender.SendAllAsync(ids, atOnce: 12);
        var executions = await Wait.UntilAsync(system.Tenant.ExecutionsAsync, all => all.Count >= events);

        var densest = Pace.Densest(executions);
        var times = executions.Select(execution => execution.GetProperty("startTime").GetDateTimeOffset()).ToList();
        output.WriteLine($"{events} events to three processes; executed {executions.Count} in {times.Max() - times.Min()}; most in any 10 s: {densest}");
        Assert.Equal(events, executions.Select(execution => execution.GetProperty("input").GetProperty("_deliveryId").GetString()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(events, executions.Count);
        Assert.True(densest <= MostPer10Seconds, $"{densest} calls in 10 s.");
    }
}
