using Microsoft.Extensions.Logging;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Webhooks;

public sealed class FloodTests
{
    [Fact]
    public async Task A_flood_of_bad_signatures_costs_no_call_to_the_ledger_and_two_lines_of_log()
    {
        await using var app = await TestApp.StartAsync();
        await app.DeliverAsync("warm-up");
        var calls = 0;
        app.Tables.Before = _ =>
        {
            Interlocked.Increment(ref calls);
            return Task.CompletedTask;
        };

        for (var i = 0; i < 500; i++)
        {
            using var answer = await app.PostAsync("1", secret: "another");
            Assert.Equal(401, (int)answer.StatusCode);
        }

        app.Time.Advance(TimeSpan.FromSeconds(1));
        app.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, calls);
        Assert.Equal(
            ["Bridge github rejected requests: 1 with a wrong signature", "Bridge github rejected requests: 499 with a wrong signature"],
            app.Logs.At(LogLevel.Warning).Select(line => line[..line.IndexOf(" or secret (", StringComparison.Ordinal)]));
    }
}
