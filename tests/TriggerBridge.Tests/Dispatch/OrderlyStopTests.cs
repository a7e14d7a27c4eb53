using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using TriggerBridge.Dispatch;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Dispatch;

/// <summary>An orderly stop leaves no doubt: nothing new is sent, what is under way may end, and what was claimed is released.</summary>
public sealed class OrderlyStopTests
{
    private const string RecordOnly = "\"dispatchBudget\": \"00:00:00\",";
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task What_was_claimed_and_not_sent_is_released_as_not_sent_and_sent_once_after_the_restart()
    {
        await using var app = await TestApp.StartAsync();
        app.Tenant.TokenWaitsFor = new TaskCompletionSource().Task;
        var post = app.PostAsync("event");
        await LedgerSteps.UntilAsync(() => Task.FromResult(app.Tenant.TokenRequests == 1));
        app.Time.Advance(Budget);
        var id = await AcceptedAsync(post);
        Assert.Equal(DeliveryStatus.Dispatching, (await app.FindAsync(id)).Status);

        await app.StopAsync();

        var released = await app.FindAsync(id);
        Assert.Equal(DeliveryStatus.RetryScheduled, released.Status);
        Assert.Equal(AttemptOutcome.NotSent, Assert.Single(released.Attempts).Outcome);
        app.Tenant.TokenWaitsFor = Task.CompletedTask;
        await app.RestartAsync();
        await app.TickAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(DeliveryStatus.Started, (await app.FindAsync(id)).Status);
        Assert.Single(app.Tenant.Inputs);
    }

    [Fact]
    public async Task A_call_under_way_is_waited_for_and_its_outcome_recorded()
    {
        await using var app = await TestApp.StartAsync();
        var isc = new TaskCompletionSource();
        var id = await SendAsync(app, () => app.Tenant.NextExecuteWaitsFor(isc.Task));

        var stop = app.StopAsync();
        await Task.WhenAny(stop, Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System));
        Assert.False(stop.IsCompleted, "It does not wait.");
        isc.SetResult();
        await stop;

        Assert.Equal(DeliveryStatus.Started, (await app.FindAsync(id)).Status);
    }

    [Fact]
    public async Task A_call_that_is_not_answered_within_the_grace_is_on_record_as_in_doubt_before_the_end()
    {
        await using var app = await TestApp.StartAsync();
        var id = await SendAsync(app, app.Tenant.NextExecuteHangs);

        var stop = app.StopAsync();
        app.Time.Advance(Grace);
        await stop;

        var delivery = await app.FindAsync(id);
        Assert.Equal((DeliveryStatus.InDoubt, 0), (delivery.Status, delivery.LostLeases));
        Assert.Contains("stopped", delivery.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_backlog_what_is_under_way_ends_and_the_rest_waits_for_the_restart()
    {
        await using var app = await TestApp.StartAsync(RecordOnly);
        var ids = new List<string>();
        for (var n = 0; n < 12; n++)
            ids.Add((await app.DeliverAsync($"event-{n}")).Id());
        var isc = new TaskCompletionSource();
        for (var n = 0; n < 8; n++)
            app.Tenant.NextExecuteWaitsFor(isc.Task);
        var tick = app.TickAsync(TimeSpan.Zero);
        await LedgerSteps.UntilAsync(() => Task.FromResult(app.Tenant.Inputs.Count == 8));

        var stop = app.StopAsync();
        isc.SetResult();
        await stop;

        Assert.Equal([(DeliveryStatus.Received, 4), (DeliveryStatus.Started, 8)], await CountAsync(app, ids));
        await tick;
        await app.RestartAsync(more: RecordOnly);
        await app.TickAsync(TimeSpan.FromSeconds(1));
        Assert.Equal([(DeliveryStatus.Started, 12)], await CountAsync(app, ids));
        Assert.Equal(12, app.Tenant.Inputs.Select(input => input.GetProperty("_deliveryId").GetString()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(12, app.Tenant.Inputs.Count);
    }

    [Fact]
    public async Task What_still_comes_in_is_recorded_and_not_sent()
    {
        await using var app = await TestApp.StartAsync();
        app.Get<IHostApplicationLifetime>().StopApplication();

        var accepted = await app.DeliverAsync("event");

        Assert.Equal("Received", accepted.GetProperty("status").GetString());
        Assert.Empty(app.Tenant.Inputs);
    }

    [Fact]
    public async Task A_stop_while_an_event_is_recorded_and_claimed_waits_until_the_claim_is_released()
    {
        await using var app = await TestApp.StartAsync();
        Task? ended = null;
        app.BeforeNextTransaction(action => action.Sets(DeliveryStatus.Dispatching), () =>
        {
            app.Get<OrderlyStop>().Request();
            ended = app.Get<OrderlyStop>().WaitAsync(CancellationToken.None);
            Assert.False(ended.IsCompleted);
            return Task.CompletedTask;
        });

        var id = (await app.DeliverAsync("event")).Id();

        await ended!;
        Assert.Equal(DeliveryStatus.RetryScheduled, (await app.FindAsync(id)).Status);
        Assert.Empty(app.Tenant.Inputs);
    }

    [Fact]
    public async Task A_stop_between_claim_and_send_releases_the_claim()
    {
        await using var app = await TestApp.StartAsync();
        app.Tables.After = operation =>
        {
            if (operation.Actions.Any(action => action.Sets(DeliveryStatus.Dispatching)))
                app.Get<IHostApplicationLifetime>().StopApplication();
            return Task.CompletedTask;
        };

        var accepted = await app.DeliverAsync("event");

        Assert.Equal("RetryScheduled", accepted.GetProperty("status").GetString());
        Assert.Empty(app.Tenant.Inputs);
    }

    [Fact]
    public async Task Calls_that_were_cut_off_by_the_stop_do_not_speak_against_the_client()
    {
        await using var app = await TestApp.StartAsync();
        for (var n = 0; n < 3; n++)
            await SendAsync(app, app.Tenant.NextExecuteHangs, $"event-{n}");
        var stop = app.StopAsync();
        app.Time.Advance(Grace);
        await stop;

        await app.RestartAsync();

        Assert.Equal("Started", (await app.DeliverAsync("next")).GetProperty("status").GetString());
    }

    private static async Task<string> SendAsync(TestApp app, Action meets, string senderId = "event")
    {
        var before = app.Tenant.Inputs.Count;
        meets();
        var post = app.PostAsync(senderId);
        await LedgerSteps.UntilAsync(() => Task.FromResult(app.Tenant.Inputs.Count > before));
        app.Time.Advance(Budget);
        return await AcceptedAsync(post);
    }

    private static async Task<string> AcceptedAsync(Task<HttpResponseMessage> post)
    {
        using var answer = await post;
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).Id();
    }

    private static async Task<List<(DeliveryStatus Status, int Count)>> CountAsync(TestApp app, List<string> ids)
    {
        var statuses = new List<DeliveryStatus>();
        foreach (var id in ids)
            statuses.Add((await app.FindAsync(id)).Status);
        return [.. statuses.GroupBy(status => status).OrderBy(group => group.Key).Select(group => (group.Key, group.Count()))];
    }
}
