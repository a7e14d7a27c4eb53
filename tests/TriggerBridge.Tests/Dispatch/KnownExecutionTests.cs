using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Tracking;

namespace TriggerBridge.Tests.Dispatch;

/// <summary>A known execution ends a doubt: whatever becomes of a later attempt, nothing is sent again and nothing is held.</summary>
public sealed class KnownExecutionTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(75);

    [Theory]
    [InlineData("hold", 0)]
    [InlineData("retry", 0)]
    [InlineData("hold", 4)]
    [InlineData("retry", 4)]
    public async Task A_lost_lease_beside_the_execution_of_an_earlier_attempt_ends_as_started(string whenInDoubt, int lostLeases)
    {
        await using var app = await TestApp.StartAsync($"\"whenInDoubt\": \"{whenInDoubt}\",");
        var second = await app.RecordAsync(Sample.Claimed(TestApp.Bridge, attempt: 2) with { Attempts = [Missing], LostLeases = lostLeases });
        await app.Get<FoundExecutions>().RecordAsync(second, 1, "e1");

        await ExpectStartedAsync(app, second.DeliveryId);
    }

    [Theory]
    [InlineData("hold")]
    [InlineData("retry")]
    public async Task A_doubt_that_an_earlier_version_left_beside_a_known_execution_ends_as_started(string whenInDoubt)
    {
        await using var app = await TestApp.StartAsync($"\"whenInDoubt\": \"{whenInDoubt}\",");
        var second = await app.RecordAsync(Sample.Claimed(TestApp.Bridge, attempt: 2) with { Attempts = [Missing] });
        await app.MoveAsync(second.DeliveryId, delivery => delivery with
        {
            Status = DeliveryStatus.InDoubt, WorkflowExecutionId = "e1", Attempts = [Missing, Sample.Attempt(AttemptOutcome.InDoubt, number: 2)],
        });

        await ExpectStartedAsync(app, second.DeliveryId);
    }

    private static Attempt Missing => Sample.Attempt(AttemptOutcome.InDoubt) with { MissingSince = Sample.Noon };

    private static async Task ExpectStartedAsync(TestApp app, string deliveryId)
    {
        for (var tick = 0; tick < 4; tick++)
            await app.TickAsync(Lease);

        var delivery = await app.FindAsync(deliveryId);
        Assert.Equal((DeliveryStatus.Started, "e1"), (delivery.Status, delivery.WorkflowExecutionId));
        Assert.Empty(app.Tenant.Inputs);
    }
}
