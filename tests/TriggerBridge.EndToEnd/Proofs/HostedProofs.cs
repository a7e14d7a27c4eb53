using System.Net;
using System.Text.Json;
using TriggerBridge.EndToEnd.Testing;
using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd.Proofs;

/// <summary>
/// Ends of the worker and of calls under the Functions host: nothing that was accepted is lost, and nothing runs twice. Each long one is a
/// class of its own, so that they wait for leases to end at the same time.
/// </summary>
public abstract class HostedProof
{
    // Calls take longer than a test needs to act in the middle of one, on a busy machine too.
    private static readonly Dictionary<string, string> LongCalls = new(ShortTimes.Settings, StringComparer.Ordinal)
    {
        ["TriggerBridge__ExecuteTimeout"] = "00:00:20",
        ["TriggerBridge__DispatchBudget"] = "00:00:30",
    };

    private protected static async Task<LocalSystem> StartAsync()
    {
        var system = await LocalSystem.StartAsync("""
            "whenInDoubt": "retry", "settle": "00:00:03",
            """, LongCalls, isHosted: true);
        // Until the ledger has answered once, an event gets 503, and nothing here sends it again.
        await Wait.UntilAsync(
            async () =>
            {
                using var health = await system.App.GetAsync("/api/health");
                return health.StatusCode;
            },
            status => status == HttpStatusCode.OK);
        return system;
    }

    private protected static async Task<HttpStatusCode> AnswerAsync(LocalSystem system, string id)
    {
        using var answer = await system.DeliverAsync(id);
        return answer.StatusCode;
    }

    /// <summary>Waits until ISC was called so often.</summary>
    private protected static Task<JsonElement> CalledAsync(LocalSystem system, int times) =>
        Wait.UntilAsync(system.Tenant.RequestsAsync, requests => requests.GetProperty("execute").GetInt64() == times);

    /// <summary>Calls the timer until it holds of the delivery.</summary>
    /// <returns>Its status, then the outcomes of its attempts.</returns>
    private protected static async Task<IEnumerable<string>> TickUntilAsync(LocalSystem system, string id, Func<JsonElement, bool> holds)
    {
        var delivery = await Wait.UntilAsync(
            async () =>
            {
                await system.App.Host.TickAsync("ProcessDueWork");
                return await system.App.DeliveryAsync(GitHubEvent.DeliveryId(id));
            },
            holds);
        return delivery.GetProperty("attempts").EnumerateArray().Select(attempt => attempt.GetProperty("outcome").GetString()!).Prepend(Account.Status(delivery));
    }

    private protected static async Task AssertExecutedOnceAsync(LocalSystem system, params string[] ids) =>
        Assert.Equal(ids.Select(GitHubEvent.DeliveryId).Order(StringComparer.Ordinal), (await system.Tenant.StartedDeliveriesAsync()).Order(StringComparer.Ordinal));
}

public sealed class HostedKillTests : HostedProof
{
    private const int Killed = 128 + 9;

    [Fact]
    public async Task A_worker_that_is_killed_while_ISC_is_called_is_restarted_and_each_delivery_is_executed_once()
    {
        await using var system = await StartAsync();
        Assert.Equal(HttpStatusCode.Accepted, await AnswerAsync(system, "before"));
        await system.Tenant.FailAsync("""[{"on":"execute","executeThenHangSeconds":60,"times":1},{"on":"execute","hangSeconds":60,"times":1}]""");

        var started = AnswerAsync(system, "started");
        await CalledAsync(system, times: 2);
        var notStarted = AnswerAsync(system, "not-started");
        await CalledAsync(system, times: 3);
        await system.App.Host.KillWorkerAsync();

        Assert.Equal([HttpStatusCode.InternalServerError, HttpStatusCode.InternalServerError], await Task.WhenAll(started, notStarted));
        Assert.Equal([Killed], system.App.Host.ExitCodes);
        // Senders repeat what had no good answer; it stands in the ledger already.
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(system, "started"));
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(system, "not-started"));
        Assert.Equal(["Completed", "Started"], await TickUntilAsync(system, "started", Account.IsClosed));
        Assert.Equal(["InDoubt", "InDoubt"], await TickUntilAsync(system, "not-started", delivery => Account.Status(delivery) == "InDoubt"));
        // Its lease is over. What ISC shows of a later one proves that it is absent.
        Assert.Equal(HttpStatusCode.Accepted, await AnswerAsync(system, "after"));
        Assert.Equal(["Completed", "InDoubt", "Started"], await TickUntilAsync(system, "not-started", Account.IsClosed));
        await AssertExecutedOnceAsync(system, "before", "started", "not-started", "after");
    }
}

public sealed class HostedStopTests : HostedProof
{
    [Fact]
    public async Task A_stop_lets_the_call_in_flight_end_and_the_worker_ends_orderly()
    {
        await using var system = await StartAsync();
        var (asked, send) = (new TaskCompletionSource(), new TaskCompletionSource());

        var answering = AwaitedContent.SendAsync(system, asked, send.Task);
        await asked.Task;
        var stopping = system.App.Host.StopAsync();
        await Wait.UntilAsync(() => TcpProbe.ListensAsync(system.App.Url), listens => !listens);
        send.SetResult();

        Assert.Equal(HttpStatusCode.Accepted, await answering);
        Assert.Equal(0, await stopping);
        await AssertExecutedOnceAsync(system, "event-1");
    }

    [Fact]
    public async Task A_worker_that_is_told_to_go_while_ISC_is_called_loses_nothing()
    {
        await using var system = await StartAsync();
        await system.Tenant.FailAsync("""[{"on":"execute","executeThenHangSeconds":60,"times":1}]""");

        var cutOff = AnswerAsync(system, "event-1");
        await CalledAsync(system, times: 1);
        var worker = await system.App.Host.Worker;
        Assert.Equal(0, await worker.Process.EndAsync(ProcessSignal.Terminate));
        // An answer, none, or half of one.
        await Record.ExceptionAsync(() => cutOff);
        await system.KillAndRestartAsync();

        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(system, "event-1"));
        Assert.Equal(["Completed", "Started"], await TickUntilAsync(system, "event-1", Account.IsClosed));
        await AssertExecutedOnceAsync(system, "event-1");
    }
}

public sealed class HostedHangUpTests : HostedProof
{
    [Fact]
    public async Task A_sender_that_hangs_up_while_ISC_is_called_loses_nothing()
    {
        await using var system = await StartAsync();
        await system.Tenant.FailAsync("""[{"on":"execute","executeThenHangSeconds":60,"times":1}]""");

        using var hangUp = new CancellationTokenSource();
        var sending = SendAsync(system, hangUp.Token);
        await CalledAsync(system, times: 1);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);

        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(system, "event-1"));
        Assert.Equal(["Completed", "Started"], await TickUntilAsync(system, "event-1", Account.IsClosed));
        await AssertExecutedOnceAsync(system, "event-1");
        Assert.Empty(system.App.Host.ExitCodes);
    }

    private static async Task SendAsync(LocalSystem system, CancellationToken cancellationToken)
    {
        using var sender = new HttpClient(new SocketsHttpHandler()) { BaseAddress = system.App.Url };
        using var request = GitHubEvent.Signed(system.Folder.WebhookSecret, "event-1");
        using var answer = await sender.SendAsync(request, cancellationToken);
    }
}
