using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using TriggerBridge.EndToEnd.Polls;
using TriggerBridge.EndToEnd.Testing;
using TriggerBridge.EndToEnd.Testing.Hosting;
using TriggerBridge.EndToEnd.Testing.Hosting.Rpc;

namespace TriggerBridge.EndToEnd;

/// <summary>The published app as the worker of the Functions host.</summary>
public sealed class HostedTests
{
    private const int OneMebibyte = 1024 * 1024;

    private static readonly Dictionary<string, string> Patient = new(StringComparer.Ordinal) { ["TriggerBridge__DispatchBudget"] = "00:00:20" };

    [Fact]
    public async Task A_signed_event_starts_its_workflow_once_and_the_ledger_has_the_execution_id()
    {
        await using var system = await LocalSystem.StartAsync(settings: Patient, isHosted: true);

        using var first = await system.DeliverAsync("event-1");
        using var again = await system.DeliverAsync("event-1");
        using var forged = await system.App.SendAsync(GitHubEvent.Signed("not the secret", "event-2"));

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        var execution = Assert.Single(await system.Tenant.ExecutionsAsync());
        var delivery = Assert.Single(await system.App.DeliveriesAsync());
        Assert.Equal("event-1", execution.GetProperty("input").GetProperty("login").GetString());
        Assert.Equal(execution.GetProperty("id").GetString(), delivery.GetProperty("workflowExecutionId").GetString());
    }

    [Fact]
    public async Task What_an_operator_does_is_written_down_with_its_target_and_its_end()
    {
        await using var system = await LocalSystem.StartAsync(isHosted: true);

        using var paused = await system.App.PostAsync($"/api/bridges/{BridgeFolder.Bridge}/pause", """{"reason":"the workflow is rebuilt"}""");
        using var refused = await system.App.PostAsync("/api/deliveries/none/some-id/replay");
        Assert.Equal(HttpStatusCode.OK, paused.StatusCode);
        Assert.Equal("the workflow is rebuilt", (await paused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("pause").GetProperty("reason").GetString());

        using var answer = await system.App.GetAsync("/api/audit");
        var entries = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items").EnumerateArray().Select(entry =>
            $"{entry.GetProperty("action")} {entry.GetProperty("target").GetProperty("bridge")}/{entry.GetProperty("target").GetProperty("deliveryId")} {entry.GetProperty("reason")} {entry.GetProperty("result")} {entry.GetProperty("status")}");
        Assert.Equal(["delivery.replay none/some-id  refused 404", $"bridge.pause {BridgeFolder.Bridge}/ the workflow is rebuilt done 200"], entries);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/audit?take=1");
        request.Headers.Authorization = new("Bearer", system.Folder.ApiKey);
        request.Headers.Accept.ParseAdd("application/x-ndjson");
        using var line = await system.App.SendAsync(request);
        Assert.EndsWith("}\n", await line.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hosts_timer_calls_do_what_is_due()
    {
        await using var system = await LocalSystem.StartAsync("""
            "dispatchBudget": "00:00:00",
            """, isHosted: true);

        using var answer = await system.DeliverAsync("event-1");
        Assert.Equal("Received", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString());

        await TickAsync(system, "ProcessDueWork");
        Assert.Single(await system.Tenant.ExecutionsAsync());
        await TickAsync(system, "PurgeLedger");
    }

    [Fact]
    public async Task The_hosts_call_of_PollSources_reads_what_is_due()
    {
        await using var source = await SourceServer.StartAsync(records: 2, pageSize: 2);
        var folder = new BridgeFolder();
        folder.WriteBridge("records", $$"""
            {
              "poll": {
                "schedule": "0 * * * * *",
                "request": { "url": "{{source.Url}}none", "allowHosts": ["127.0.0.1"] },
                "items": "$.result[*]",
                "deliveryId": "{{"{{$.id}}/{{$.v}}"}}"
              },
              "input": { "id.$": "$.id" },
              "workflow": { "tenant": "acme", "id": "{{BridgeFolder.WorkflowId}}", "credential": "isc-member-removed" }
            }
            """);
        await using var system = await LocalSystem.StartAsync(folder: folder, isHosted: true);

        await TickAsync(system, "PollSources");
        await TickAsync(system, "ProcessDueWork");

        var started = (await system.Tenant.ExecutionsAsync()).Select(execution => execution.GetProperty("input").GetProperty("id").GetString());
        Assert.Equal(["none-0", "none-1"], started.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_timers_call_succeeds_whatever_the_host_says_of_the_timer()
    {
        await using var system = await LocalSystem.StartAsync(isHosted: true);

        foreach (var function in (string[])["ProcessDueWork", "PollSources", "PurgeLedger"])
        {
            foreach (var timer in (string[])[FunctionsHost.Frequent, FunctionsHost.First, FunctionsHost.PastDue])
                await TickAsync(system, function, timer);
        }
    }

    [Fact]
    public async Task Signatures_hold_over_whatever_bytes_come_through_the_host()
    {
        await using var system = await LocalSystem.StartAsync(settings: Patient, isHosted: true);
        const string zippedWithHeader = "gzip with its header";
        var bodies = new Dictionary<string, (byte[] Body, HttpStatusCode Answer)>(StringComparer.Ordinal)
        {
            ["small"] = (Utf8(GitHubEvent.Body("octocat")), HttpStatusCode.Accepted),
            ["not only ASCII"] = (Utf8(GitHubEvent.Body("Ünïcødé \u2603")), HttpStatusCode.Accepted),
            ["1 MiB"] = (Padded(OneMebibyte), HttpStatusCode.Accepted),
            ["more than 1 MiB"] = (Padded(OneMebibyte + 1), HttpStatusCode.RequestEntityTooLarge),
            // GitHub compresses nothing, but a proxy on the way may; what is signed is what arrives.
            [zippedWithHeader] = (Zipped(Utf8(GitHubEvent.Body("octocat"))), HttpStatusCode.Accepted),
            ["gzip without its header"] = (Zipped(Utf8(GitHubEvent.Body("octocat"))), HttpStatusCode.Accepted),
            // Verified, and then no event: had the signature not held, it would be 401.
            ["binary"] = ([.. Enumerable.Range(0, 4096).Select(i => (byte)i)], HttpStatusCode.BadRequest),
        };

        foreach (var (name, (body, expected)) in bodies)
        {
            foreach (var chunked in (bool[])[false, true])
            {
                using var request = GitHubEvent.Signed(system.Folder.WebhookSecret, $"{name}, {chunked}", body);
                request.Headers.TransferEncodingChunked = chunked;
                if (name == zippedWithHeader)
                    request.Content!.Headers.ContentEncoding.Add("gzip");
                using var answer = await system.App.SendAsync(request);
                Assert.Equal((name, chunked, expected), (name, chunked, answer.StatusCode));
            }

            using var forged = await system.App.SendAsync(GitHubEvent.Signed("not the secret", name + ", forged", body));
            Assert.Equal(expected == HttpStatusCode.RequestEntityTooLarge ? expected : HttpStatusCode.Unauthorized, forged.StatusCode);
        }

        Assert.Equal(2 * bodies.Values.Count(body => body.Answer == HttpStatusCode.Accepted), (await system.Tenant.ExecutionsAsync()).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_that_is_set_gets_the_apps_own_answer(bool chunked)
    {
        await using var system = await LocalSystem.StartAsync(
            settings: new Dictionary<string, string>(StringComparer.Ordinal) { ["TriggerBridge__MaxBodyBytes"] = "2000" }, isHosted: true);
        using var request = GitHubEvent.Signed(system.Folder.WebhookSecret, "event-1", Padded(2001));
        request.Headers.TransferEncodingChunked = chunked;

        using var answer = await system.App.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>An answer in the middle of a body would reach the host as a broken connection.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_operators_body_that_is_too_large_is_413(bool chunked)
    {
        await using var system = await LocalSystem.StartAsync(isHosted: true);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/deliveries/replay") { Content = new StringContent(new string(' ', 5_000_000), Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", system.Folder.ApiKey);
        request.Headers.TransferEncodingChunked = chunked;

        using var answer = await system.App.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task The_worker_asks_for_keys_and_the_host_for_none()
    {
        await using var system = await LocalSystem.StartAsync(isHosted: true);

        using var closed = await system.App.GetAsync("/api/deliveries", withKey: false);
        using var byHeader = await system.App.GetAsync("/api/deliveries");
        // An address is written into logs: no key is taken from there.
        using var byQuery = await system.App.GetAsync($"/api/deliveries?code={Uri.EscapeDataString(system.Folder.ApiKey)}&take=5", withKey: false);
        using var health = await system.App.GetAsync("/api/health", withKey: false);

        Assert.Equal(HttpStatusCode.Unauthorized, closed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, byHeader.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, byQuery.StatusCode);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task Nobody_reaches_a_timer_from_outside()
    {
        await using var system = await LocalSystem.StartAsync(isHosted: true);

        foreach (var path in (string[])["/ProcessDueWork", "/api/ProcessDueWork", "/api/../ProcessDueWork", "/api/hooks/../../ProcessDueWork", "/api/hooks/%2e%2e%2f%2e%2e%2fProcessDueWork"])
        {
            using var answer = await system.App.PostAsync(path, withKey: false);
            Assert.Equal((path, HttpStatusCode.NotFound), (path, answer.StatusCode));
        }
    }

    /// <summary>The host's front door is one thing; whoever stands on the same network must not find the worker's own.</summary>
    [OtherAddressFact]
    public async Task The_worker_listens_on_loopback_only()
    {
        await using var system = await LocalSystem.StartAsync(isHosted: true);
        var worker = (await system.App.Host.Worker).Channel.HttpUri;

        Assert.False(await TcpProbe.ListensAsync(At(worker.Port)));

        // What listens on all addresses is reached there, so it is the worker that is not.
        using var anywhere = new TcpListener(IPAddress.Any, 0);
        anywhere.Start();
        Assert.True(await TcpProbe.ListensAsync(At(((IPEndPoint)anywhere.LocalEndpoint).Port)));
    }

    private static async Task TickAsync(LocalSystem system, string function, string timer = FunctionsHost.Frequent)
    {
        var result = await system.App.Host.TickAsync(function, timer);
        Assert.True(result.Status == StatusResult.Types.Status.Success, $"{function}: {result}");
    }

    private static Uri At(int port) => new UriBuilder("http", OtherAddress.OfThisMachine!.ToString(), port).Uri;

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Zipped(byte[] body)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.SmallestSize))
            gzip.Write(body);
        return zipped.ToArray();
    }

    // White space at the end of a JSON text belongs to it, and so to what is signed.
    private static byte[] Padded(int length) => Utf8(GitHubEvent.Body("octocat").PadRight(length));
}
