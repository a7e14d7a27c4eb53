using System.Net;
using System.Text.Json;
using TriggerBridge.EndToEnd.Proofs;
using TriggerBridge.EndToEnd.Testing;
using TriggerBridge.Testing;

namespace TriggerBridge.EndToEnd;

/// <summary>Ends of the worker and of calls: nothing that was accepted is lost, and nothing runs twice.</summary>
public sealed class HostedEndTests
{
    private const int Killed = 128 + 9;

    // Longer than the test needs to kill the worker, on a busy machine too.
    private static readonly Dictionary<string, string> LongCalls = new(ShortTimes.Settings, StringComparer.Ordinal)
    {
        ["TriggerBridge__ExecuteTimeout"] = "00:00:20",
        ["TriggerBridge__DispatchBudget"] = "00:00:20",
    };

    [Theory]
    [InlineData("executeThenHangSeconds", "Started")]
    [InlineData("hangSeconds", "InDoubt", "Started")]
    public async Task A_worker_that_is_killed_while_ISC_is_called_is_restarted_and_the_delivery_executed_once(string fault, params string[] outcomes)
    {
        await using var system = await StartAsync(LongCalls);
        await system.Tenant.FailAsync($$"""[{"on":"execute","{{fault}}":30,"times":1}]""");

        var cutOff = AnswerAsync(system);
        await ExecuteCalledAsync(system);
        await system.App.Host.KillWorkerAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, await cutOff);
        Assert.Equal([Killed], system.App.Host.ExitCodes);
        // As senders do after an error.
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(system));
        var delivery = await ResolvedAsync(system);
        Assert.Equal("Completed", Account.Status(delivery));
        Assert.Equal(outcomes, delivery.GetProperty("attempts").EnumerateArray().Select(attempt => attempt.GetProperty("outcome").GetString()!));
        Assert.Equal([GitHubEvent.DeliveryId("event-1")], await system.Tenant.StartedDeliveriesAsync());
    }

    [Fact]
    public async Task A_stop_lets_the_call_in_flight_end_and_the_worker_ends_orderly()
    {
        await using var system = await StartAsync(LongCalls);
        var (asked, send) = (new TaskCompletionSource(), new TaskCompletionSource());

        var answering = AwaitedContent.SendAsync(system, asked, send.Task);
        await asked.Task;
        var stopping = system.App.Host.StopAsync();
        await Wait.UntilAsync(() => TcpProbe.ListensAsync(system.App.Url), listens => !listens);
        send.SetResult();

        Assert.Equal(HttpStatusCode.Accepted, await answering);
        Assert.Equal(0, await stopping);
        Assert.Single(await system.Tenant.ExecutionsAsync());
    }

    [Fact]
    public async Task A_worker_that_is_told_to_go_while_ISC_is_called_loses_nothing()
    {
        await using var system = await StartAsync(ShortTimes.Settings);
        await system.Tenant.FailAsync("""[{"on":"execute","executeThenHangSeconds":30,"times":1}]""");

        var cutOff = AnswerAsync(system);
        await ExecuteCalledAsync(system);
        var worker = await system.App.Host.Worker;
        var exitCode = await worker.Process.EndAsync(ProcessSignal.Terminate);
        await cutOff;
        await system.KillAndRestartAsync();

        Assert.Equal(0, exitCode);
        Assert.InRange(await AnswerAsync(system), HttpStatusCode.OK, HttpStatusCode.Accepted);
        Assert.Equal("Completed", Account.Status(await ResolvedAsync(system)));
        Assert.Equal([GitHubEvent.DeliveryId("event-1")], await system.Tenant.StartedDeliveriesAsync());
    }

    [Fact]
    public async Task A_sender_that_hangs_up_while_ISC_is_called_loses_nothing()
    {
        await using var system = await StartAsync(ShortTimes.Settings);
        await system.Tenant.FailAsync("""[{"on":"execute","executeThenHangSeconds":1,"times":1}]""");

        using var hangUp = new CancellationTokenSource();
        var sending = SendAsync(system, hangUp.Token);
        await ExecuteCalledAsync(system);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);

        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(system));
        Assert.Equal("Completed", Account.Status(await ResolvedAsync(system)));
        Assert.Equal([GitHubEvent.DeliveryId("event-1")], await system.Tenant.StartedDeliveriesAsync());
        Assert.Empty(system.App.Host.ExitCodes);
    }

    private static Task<LocalSystem> StartAsync(IReadOnlyDictionary<string, string> settings) => LocalSystem.StartAsync("""
        "settle": "00:00:03",
        """, settings, isHosted: true);

    private static async Task SendAsync(LocalSystem system, CancellationToken cancellationToken)
    {
        using var sender = new HttpClient(new SocketsHttpHandler()) { BaseAddress = system.App.Url };
        using var request = GitHubEvent.Signed(system.Folder.WebhookSecret, "event-1");
        using var answer = await sender.SendAsync(request, cancellationToken);
    }

    private static async Task<HttpStatusCode> AnswerAsync(LocalSystem system)
    {
        using var answer = await system.DeliverAsync("event-1");
        return answer.StatusCode;
    }

    private static Task<JsonElement> ExecuteCalledAsync(LocalSystem system) =>
        Wait.UntilAsync(system.Tenant.RequestsAsync, requests => requests.GetProperty("execute").GetInt64() > 0);

    private static Task<JsonElement> ResolvedAsync(LocalSystem system) => Wait.UntilAsync(
        async () =>
        {
            await system.App.Host.TickAsync("ProcessDueWork");
            return await system.App.DeliveryAsync(GitHubEvent.DeliveryId("event-1"));
        },
        Account.IsClosed,
        TimeSpan.FromMinutes(5));
}
