using Azure;
using Azure.Data.Tables;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Pacing;

public sealed class SweepTests
{
    [Fact]
    public async Task A_sweep_that_runs_out_of_permits_leaves_the_rest_in_its_place_and_the_straight_way_behind_it()
    {
        await using var app = await TestApp.StartAsync(settings: "TriggerBridge:Tenants:acme:RequestsPer10Seconds=1");
        for (var n = 0; n < 30; n++)
            await app.DeliverAsync($"event-{n}");

        var sweep = app.TickAsync(TimeSpan.FromSeconds(11));
        while (!sweep.IsCompleted)
        {
            app.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        await sweep;
        Assert.InRange(app.Tenant.Inputs.Count, 2, 29);
        Assert.Equal("Received", (await app.DeliverAsync("later")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task What_cannot_be_worked_on_neither_holds_up_the_sweep_nor_keeps_the_straight_way_closed()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.NextExecute(System.Net.HttpStatusCode.TooManyRequests, "{}", retryAfter: 1);
        var broken = await app.DeliverAsync("broken");
        var sound = await app.DeliverAsync("sound");
        var deliveries = app.Tables.GetTableClient("Deliveries");
        await foreach (var row in deliveries.QueryAsync<TableEntity>($"PartitionKey eq '{TestApp.Bridge}'"))
        {
            if (row.RowKey.StartsWith("D|", StringComparison.Ordinal) && row.RowKey.EndsWith(broken.GetProperty("deliveryId").GetString()!, StringComparison.Ordinal))
                await deliveries.UpdateEntityAsync(new TableEntity(row.PartitionKey, row.RowKey) { ["Status"] = "Unheard of" }, ETag.All);
        }

        await app.TickAsync(TimeSpan.FromSeconds(2));

        Assert.Equal("Started", (await app.DeliveryAsync(sound)).GetProperty("status").GetString());
        Assert.Equal("Started", (await app.DeliverAsync("straight")).GetProperty("status").GetString());
    }
}
