using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TriggerBridge.EndToEnd.Testing;

namespace TriggerBridge.EndToEnd;

public sealed class StraightWayTests
{
    // A first call on a busy machine may take longer than a sender would wait.
    private static readonly Dictionary<string, string> Patient = new(StringComparer.Ordinal) { ["TriggerBridge__DispatchBudget"] = "00:00:20" };

    [Fact]
    public async Task A_signed_event_starts_its_workflow_once_and_the_ledger_has_the_execution_id()
    {
        await using var system = await LocalSystem.StartAsync(settings: Patient);

        using var first = await system.DeliverAsync("event-1");
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        var accepted = await first.Content.ReadFromJsonAsync<JsonElement>();
        var deliveryId = accepted.GetProperty("deliveryId").GetString()!;
        Assert.Equal(GitHubEvent.DeliveryId("event-1"), deliveryId);
        Assert.Equal("Started", accepted.GetProperty("status").GetString());

        using var again = await system.DeliverAsync("event-1");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(accepted.GetProperty("workflowExecutionId").GetString(), (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("workflowExecutionId").GetString());

        var execution = Assert.Single(await system.Tenant.ExecutionsAsync());
        Assert.Equal(execution.GetProperty("id").GetString(), accepted.GetProperty("workflowExecutionId").GetString());
        Assert.Equal("event-1", execution.GetProperty("input").GetProperty("login").GetString());
        Assert.Equal("removed by admin", execution.GetProperty("input").GetProperty("note").GetString());

        var delivery = await system.App.DeliveryAsync(deliveryId);
        Assert.Equal("event-1", delivery.GetProperty("senderId").GetString());
        Assert.Equal("Started", Assert.Single(delivery.GetProperty("attempts").EnumerateArray()).GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task A_forged_event_leaves_no_row_and_starts_nothing()
    {
        await using var system = await LocalSystem.StartAsync(settings: Patient);

        using var answer = await system.App.SendAsync(GitHubEvent.Signed("not the secret", "event-1"));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Empty(await system.App.DeliveriesAsync());
        Assert.Empty(await system.Tenant.ExecutionsAsync());
    }

    [Fact]
    public async Task What_was_known_not_to_have_started_is_sent_again_by_the_timer()
    {
        await using var system = await LocalSystem.StartAsync("""
            "retry": { "first": "00:00:01", "max": "00:00:01" },
            """, Patient);
        await system.Tenant.FailAsync("""[{"on":"execute","status":429,"retryAfter":1,"times":2}]""");

        using var answer = await system.DeliverAsync("event-1");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("RetryScheduled", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString());

        var delivery = await Wait.UntilAsync(
            () => system.App.DeliveryAsync(GitHubEvent.DeliveryId("event-1")),
            delivery => delivery.GetProperty("workflowExecutionId").ValueKind == JsonValueKind.String);
        Assert.Equal(["NotStarted", "NotStarted", "Started"], delivery.GetProperty("attempts").EnumerateArray().Select(attempt => attempt.GetProperty("outcome").GetString()!));
        Assert.Single(await system.Tenant.ExecutionsAsync());
    }

    [Fact]
    public async Task An_answer_that_never_came_leaves_a_doubt_and_is_not_sent_again_blindly()
    {
        await using var system = await LocalSystem.StartAsync(settings: Patient);
        await system.Tenant.FailAsync("""[{"on":"execute","executeThenDrop":true,"times":1}]""");

        using var answer = await system.DeliverAsync("event-1");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("InDoubt", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString());
        Assert.Single(await system.Tenant.ExecutionsAsync());
    }
}
