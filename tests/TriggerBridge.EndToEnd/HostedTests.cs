using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
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
    public async Task Signatures_hold_over_whatever_bytes_come_through_the_host()
    {
        await using var system = await LocalSystem.StartAsync(settings: Host);
        await using var host = await FunctionsHost.StartAsync(system.App.Url);
        var bodies = new Dictionary<string, (byte[] Body, HttpStatusCode Answer)>(StringComparer.Ordinal)
        {
            ["small"] = (Utf8(GitHubEvent.Body("octocat")), HttpStatusCode.Accepted),
            ["not only ASCII"] = (Utf8(GitHubEvent.Body("Ünïcødé \u2603")), HttpStatusCode.Accepted),
            ["1 MiB"] = (Padded(OneMebibyte), HttpStatusCode.Accepted),
            ["more than 1 MiB"] = (Padded(OneMebibyte + 1), HttpStatusCode.RequestEntityTooLarge),
            // GitHub compresses nothing, but a proxy on the way may; what is signed is what arrives.
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

    [Fact]
    public async Task Alone_the_app_asks_for_the_key_and_has_no_address_for_timers()
    {
        await using var system = await LocalSystem.StartAsync();
        using var closed = await system.App.GetAsync("/api/deliveries", withKey: false);
        Assert.Equal(HttpStatusCode.Unauthorized, closed.StatusCode);
        using var timer = await system.App.PostAsync("/ProcessDueWork", "{}");
        Assert.Equal(HttpStatusCode.NotFound, timer.StatusCode);
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
