using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Dispatch;

/// <summary>Calls of ISC that hang while a tick is under way.</summary>
public sealed class SlowCallTests
{
    private const string RecordsOnly = "\"dispatchBudget\": \"00:00:00\",";

    [Fact]
    public async Task A_call_that_hangs_keeps_no_execution_from_being_followed_and_the_tick_from_ending()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(RecordsOnly, completeAfter: "00:00:30");
        var followed = (await app.DeliverAsync("followed")).Id();
        await app.TickAsync(TimeSpan.Zero);
        await app.DeliverAsync("hangs");
        var hanging = Hang(app, request => request.Url.AbsolutePath.Contains("/execute/", StringComparison.Ordinal));

        var tick = Task.Run(() => app.TickAsync(TimeSpan.FromMinutes(1)));
        await hanging.Task;
        await UntilAsync(app, followed, TestApp.Bridge, DeliveryStatus.Completed);

        await AdvanceUntilAsync(app, tick, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_call_of_one_bridge_that_hangs_keeps_no_other_bridge_from_sending()
    {
        await using var app = await StartWithTwoBridgesAsync(RecordsOnly);
        await app.DeliverAsync("hangs");
        var other = Sample.Received("other");
        await app.RecordAsync(other with { WorkflowId = "elsewhere", Work = other.Due(WorkKind.Dispatch, Sample.Noon) });
        var hanging = Hang(app, request => request.Url.AbsolutePath.EndsWith("/execute/external/workflow", StringComparison.Ordinal));

        var tick = Task.Run(() => app.TickAsync(TimeSpan.Zero));
        await hanging.Task;
        await UntilAsync(app, other.DeliveryId, "other", DeliveryStatus.Started);

        await AdvanceUntilAsync(app, tick, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_bridge_whose_calls_still_hang_is_sent_no_more()
    {
        await using var app = await TestApp.StartWithSimulatorAsync(RecordsOnly);
        for (var n = 0; n < 30; n++)
            await app.DeliverAsync($"event-{n}");
        var hanging = Hang(app, request => request.Url.AbsolutePath.Contains("/execute/", StringComparison.Ordinal));

        var tick = Task.Run(() => app.TickAsync(TimeSpan.Zero));
        await hanging.Task;
        await AdvanceUntilAsync(app, tick, TimeSpan.FromSeconds(30));
        var calls = app.Simulator.Executes;
        await app.TickAsync(TimeSpan.FromSeconds(10));

        Assert.InRange(calls, 1, 8);
        Assert.Equal(calls, app.Simulator.Executes);
    }

    [Theory]
    [InlineData("/v2026/workflows/workflow/executions")]
    [InlineData("/v2026/workflow-executions/")]
    public async Task A_read_that_hangs_keeps_no_other_workflow_from_being_followed(string hangs)
    {
        await using var app = await StartWithTwoBridgesAsync("");
        var deliveries = hangs.EndsWith('/') ? 1 : 5;
        for (var n = 0; n < deliveries; n++)
            await app.DeliverAsync($"hangs-{n}");
        var others = new List<string>();
        for (var n = 0; n < 5; n++)
        {
            var other = Sample.Received("other");
            await app.RecordAsync(other with { WorkflowId = "elsewhere", Work = other.Due(WorkKind.Dispatch, Sample.Noon) });
            others.Add(other.DeliveryId);
        }

        await app.TickAsync(TimeSpan.Zero);
        var hanging = Hang(app, request => request.Url.AbsolutePath.StartsWith(hangs, StringComparison.Ordinal));

        var tick = Task.Run(() => app.TickAsync(TimeSpan.FromMinutes(2)));
        await hanging.Task;
        foreach (var other in others)
            await UntilAsync(app, other, "other", DeliveryStatus.Completed);

        await AdvanceUntilAsync(app, tick, TimeSpan.FromSeconds(90));
    }

    private static async Task<TestApp> StartWithTwoBridgesAsync(string more)
    {
        var app = await TestApp.StartWithSimulatorAsync(more, completeAfter: "00:00:30");
        await app.RestartWithFileAsync("other", """
            {
              "webhook": { "scheme": "github", "secret": "hook" },
              "input": {},
              "workflow": { "tenant": "acme", "id": "elsewhere", "credential": "client" }
            }
            """);
        return app;
    }

    /// <summary>Those requests are answered after a minute by the app's clock: later than any of them is waited for.</summary>
    /// <returns>Done when the first of them has come.</returns>
    private static TaskCompletionSource Hang(TestApp app, Func<StubHttpHandler.Request, bool> which)
    {
        var came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.Simulator.OnRequest = async request =>
        {
            if (!which(request))
                return null;
            var answer = Task.Delay(TimeSpan.FromMinutes(1), app.Time);
            came.TrySetResult();
            await answer;
            return StubHttpHandler.Json(System.Net.HttpStatusCode.GatewayTimeout, "{}");
        };
        return came;
    }

    private static async Task UntilAsync(TestApp app, string id, string bridge, DeliveryStatus status)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while ((await app.FindAsync(id, bridge)).Status != status)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
    }

    /// <summary>Lets time pass second by second until the tick has ended, at most so much of it.</summary>
    private static async Task AdvanceUntilAsync(TestApp app, Task tick, TimeSpan most)
    {
        for (var passed = TimeSpan.Zero; passed < most && !tick.IsCompleted; passed += TimeSpan.FromSeconds(1))
        {
            app.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        await tick.WaitAsync(TimeSpan.FromMinutes(3), TimeProvider.System);
    }
}
