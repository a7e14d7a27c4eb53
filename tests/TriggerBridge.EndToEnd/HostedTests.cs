using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using TriggerBridge.EndToEnd.Polls;
using TriggerBridge.EndToEnd.Testing;

namespace TriggerBridge.EndToEnd;

/// <summary>The app as the custom handler of the Functions host.</summary>
public sealed class HostedTests
{
    private const int OneMebibyte = 1024 * 1024;

    private static readonly Dictionary<string, string> Host = FunctionsHost.Environment(
        new Dictionary<string, string>(StringComparer.Ordinal) { ["TriggerBridge__DispatchBudget"] = "00:00:20" });

    [Fact]
    public async Task The_hosts_timer_calls_are_answered_with_a_JSON_object_and_do_what_is_due()
    {
        await using var system = await LocalSystem.StartAsync("""
            "dispatchBudget": "00:00:00",
            """, Host);
        await using var host = await FunctionsHost.StartAsync(system.App.Url);

        using var answer = await host.SendAsync(GitHubEvent.Signed(system.Folder.WebhookSecret, "event-1"));
        Assert.Equal("Received", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString());

        Assert.NotEmpty(await host.TickAsync("ProcessDueWork"));
        Assert.Single(await system.Tenant.ExecutionsAsync());
        Assert.NotEmpty(await host.TickAsync("PurgeLedger"));
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
        await using var system = await LocalSystem.StartAsync(settings: Host, folder: folder);
        await using var host = await FunctionsHost.StartAsync(system.App.Url);

        Assert.Equal(["1 polls ran."], await host.TickAsync("PollSources"));
        Assert.Equal(["2 items were due."], await host.TickAsync("ProcessDueWork"));

        var started = (await system.Tenant.ExecutionsAsync()).Select(execution => execution.GetProperty("input").GetProperty("id").GetString());
        Assert.Equal(["none-0", "none-1"], started.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_timers_call_is_answered_whatever_the_host_says_of_the_timer()
    {
        await using var system = await LocalSystem.StartAsync(settings: Host);
        await using var host = await FunctionsHost.StartAsync(system.App.Url);

        foreach (var function in (string[])["ProcessDueWork", "PollSources", "PurgeLedger"])
        {
            foreach (var timer in (string[])[FunctionsHost.Frequent, FunctionsHost.First, FunctionsHost.PastDue])
                Assert.NotEmpty(await host.TickAsync(function, timer));
        }
    }

    [Fact]
    public async Task Signatures_hold_over_whatever_bytes_come_through_the_host()
    {
        await using var system = await LocalSystem.StartAsync(settings: Host);
        await using var host = await FunctionsHost.StartAsync(system.App.Url);
        const string zippedWithHeader = "gzip with its header";
        var bodies = new Dictionary<string, (byte[] Body, HttpStatusCode Answer)>(StringComparer.Ordinal)
        {
            ["small"] = (Utf8(GitHubEvent.Body("octocat")), HttpStatusCode.Accepted),
            ["not only ASCII"] = (Utf8(GitHubEvent.Body("Ünïcødé \u2603")), HttpStatusCode.Accepted),
            ["1 MiB"] = (Padded(OneMebibyte), HttpStatusCode.Accepted),
            ["more than 1 MiB"] = (Padded(OneMebibyte + 1), HttpStatusCode.RequestEntityTooLarge),
            // GitHub compresses nothing, but a proxy on the way may; what is signed is what arrives.
            [zippedWithHeader] = (Zipped(Utf8(GitHubEvent.Body("octocat"))), HttpStatusCode.Accepted),
            // Hosts before the one that proxies drop the header.
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
                using var answer = await host.SendAsync(request);
                Assert.Equal((name, chunked, expected), (name, chunked, answer.StatusCode));
            }

            using var forged = await host.SendAsync(GitHubEvent.Signed("not the secret", name + ", forged", body));
            Assert.Equal(expected == HttpStatusCode.RequestEntityTooLarge ? expected : HttpStatusCode.Unauthorized, forged.StatusCode);
        }

        Assert.Equal(2 * bodies.Values.Count(body => body.Answer == HttpStatusCode.Accepted), (await system.Tenant.ExecutionsAsync()).Count);
    }

    [Fact]
    public async Task Keys_are_the_hosts_and_the_handler_asks_for_none()
    {
        await using var system = await LocalSystem.StartAsync(settings: Host);
        await using var host = await FunctionsHost.StartAsync(system.App.Url);

        using var closed = await host.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/deliveries"));
        using var open = await host.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"/api/deliveries?code={Uri.EscapeDataString(FunctionsHost.Key)}&take=5"));
        using var health = await host.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/api/health"));

        Assert.Equal(HttpStatusCode.Unauthorized, closed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task Nobody_reaches_a_timer_from_outside()
    {
        await using var system = await LocalSystem.StartAsync(settings: Host);
        await using var host = await FunctionsHost.StartAsync(system.App.Url);

        foreach (var path in (string[])["/ProcessDueWork", "/api/ProcessDueWork", "/api/../ProcessDueWork", "/api/hooks/../../ProcessDueWork", "/api/hooks/%2e%2e%2f%2e%2e%2fProcessDueWork"])
        {
            using var answer = await host.SendAsync(new HttpRequestMessage(HttpMethod.Post, path));
            Assert.Equal((path, HttpStatusCode.NotFound), (path, answer.StatusCode));
        }
    }

    /// <summary>The host's front door is one thing; whoever stands on the same network must not find the handler's own.</summary>
    [OtherAddressFact]
    public async Task Under_the_host_the_app_listens_on_loopback_only()
    {
        await using var system = await LocalSystem.StartAsync(settings: Host);
        var address = OtherAddress.OfThisMachine!;

        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(address, system.App.Url.Port));

        // What listens on all addresses is reached there, so it is the app that is not.
        using var anywhere = new TcpListener(IPAddress.Any, 0);
        anywhere.Start();
        await ConnectAsync(address, ((IPEndPoint)anywhere.LocalEndpoint).Port);
    }

    [Fact]
    public async Task Alone_the_app_asks_for_the_key_and_has_no_address_for_timers()
    {
        await using var system = await LocalSystem.StartAsync();
        using var closed = await system.App.GetAsync("/api/deliveries", withKey: false);
        Assert.Equal(HttpStatusCode.Unauthorized, closed.StatusCode);
        using var timer = await system.App.PostAsync("/ProcessDueWork", "{}");
        Assert.Equal(HttpStatusCode.NotFound, timer.StatusCode);
    }

    private static async Task ConnectAsync(IPAddress address, int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address, port);
    }

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
