using System.Globalization;
using System.Text.Json;
using TriggerBridge.EndToEnd.Testing;
using Xunit.Abstractions;

namespace TriggerBridge.EndToEnd.Proofs;

[Collection(Undisturbed.Name)]
public sealed class TenantAwayTests(ITestOutputHelper output)
{
    private const int MostPer10Seconds = 100;

    // The sweep sends eight at a time: so far may two neighbours change places, and a little more where one is slow.
    private const int MostOutOfPlace = 24;

    [Fact]
    public async Task What_came_while_ISC_was_away_is_executed_once_oldest_first_and_within_the_pace()
    {
        var (seconds, perSecond) = Long.IsOn ? (120, 50) : (8, 20);
        await using var system = await LocalSystem.StartAsync(settings: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TriggerBridge__Tenants__acme__RequestsPer10Seconds"] = MostPer10Seconds.ToString(CultureInfo.InvariantCulture),
        });
        using var sender = new RepeatingSender(system.Folder.WebhookSecret, () => system.App);
        await system.StopTenantAsync();

        var ids = Enumerable.Range(0, seconds * perSecond).Select(n => string.Create(CultureInfo.InvariantCulture, $"event-{n}")).ToList();
        foreach (var second in ids.Chunk(perSecond))
        {
            var pause = Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            foreach (var id in second)
                await sender.SendAsync(id);
            await pause;
        }

        await system.StartTenantAsync();
        var executions = await Wait.UntilAsync(system.Tenant.ExecutionsAsync, all => all.Count >= ids.Count);

        var order = ids.Select((id, n) => (Id: GitHubEvent.DeliveryId(id), n)).ToDictionary(pair => pair.Id, pair => pair.n, StringComparer.Ordinal);
        var places = executions.Select((execution, place) => Math.Abs(order[DeliveryOf(execution)] - place)).ToList();
        var densest = Pace.Densest(executions);
        output.WriteLine($"{ids.Count} events while ISC was away; executed {executions.Count}; furthest out of place: {places.Max()}; most in any 10 s: {densest}");
        Assert.Equal(ids.Count, executions.Select(DeliveryOf).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(ids.Count, executions.Count);
        Assert.True(places.Max() <= MostOutOfPlace, $"One was {places.Max()} places away from its own.");
        Assert.True(densest <= MostPer10Seconds, $"{densest} calls in 10 s.");
    }

    private static string DeliveryOf(JsonElement execution) => execution.GetProperty("input").GetProperty("_deliveryId").GetString()!;
}
