using System.Net;
using System.Security.Cryptography;
using System.Text;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Pairing;

/// <summary>A source brings its secret once, for all of its bridges.</summary>
public sealed class SourcePairingTests
{
    private const string Brought = "5e0b8f2a-brought-by-the-sender";

    public static TheoryData<string, string, string> Senders { get; } = new()
    {
        { "asana", "{}", """{"events":[{"user":{"gid":"9"},"action":"changed","resource":{"gid":"1","resource_type":"task"}}]}""" },
        { "notion", $$"""{"verification_token":"{{Brought}}"}""", """{"id":"0f1e","type":"page.created","entity":{"id":"1"}}""" },
    };

    [Theory]
    [MemberData(nameof(Senders))]
    public async Task Its_secret_is_taken_once_and_its_events_are_verified_in_each_bridge(string scheme, string body, string content)
    {
        await using var app = await StartAsync(scheme);
        Assert.Equal(HttpStatusCode.Unauthorized, await BringAsync(app, scheme, body));
        using (var begun = await app.PostAsOperatorAsync("/api/bridges/tasks/pair", "{}")) Assert.Equal(HttpStatusCode.OK, begun.StatusCode);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await BringAsync(app, scheme, body), await BringAsync(app, scheme, body)));
        var pairing = (await app.GetAsync("/api/bridges/tasks/pair")).GetProperty("pairing");
        Assert.Equal(("Shown", "hook", Brought), (pairing.GetProperty("status").GetString(), pairing.GetProperty("secretName").GetString(), pairing.GetProperty("secret").GetString()));
        app.WriteSecrets(BridgePairingTests.Secrets(Brought));
        app.Time.Advance(TimeSpan.FromSeconds(6));

        var (signed, forged) = (await SendAsync(app, scheme, content, Brought), await SendAsync(app, scheme, content, "another"));
        await app.TickAsync(TimeSpan.Zero);

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Unauthorized), (signed, forged));
        Assert.Equal(["audit", "board"], (await app.DeliveriesAsync()).Select(delivery => delivery.GetProperty("bridge").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal(["audit", "board"], app.Tenant.Inputs.Select(input => input.GetProperty("bridge").GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Its_bridges_have_no_secret_of_their_own()
    {
        await using var app = await StartAsync("asana");

        using var refused = await app.PostAsOperatorAsync("/api/bridges/board/pair", "{}");

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("Its sender is that of the source 'tasks': pair that.", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    internal static async Task WriteSourceAsync(TestApp app, string scheme)
    {
        app.WriteBridgeFile("github.json", text: null);
        app.WriteBridgeFile("sources/tasks.json", $$"""{ "webhook": { "scheme": "{{scheme}}", "secret": "hook" } }""");
        foreach (var name in new[] { "board", "audit" })
        {
            app.WriteBridgeFile(name + ".json", $$"""
                { "source": "tasks", "input": { "bridge": "{{name}}" }, "workflow": { "tenant": "acme", "id": "{{name}}", "credential": "client" } }
                """);
        }

        await app.LookAtBridgesAsync();
    }

    private static async Task<TestApp> StartAsync(string scheme)
    {
        var app = await TestApp.StartAsync(secrets: BridgePairingTests.Secrets(hook: null));
        await WriteSourceAsync(app, scheme);
        return app;
    }

    private static async Task<HttpStatusCode> BringAsync(TestApp app, string scheme, string body)
    {
        using var answer = await BridgePairingTests.BringAsync(app.Client, body, scheme == "asana" ? Brought : null, "tasks");
        Assert.Equal(scheme == "asana" && answer.IsSuccessStatusCode, answer.Headers.Contains("X-Hook-Secret"));
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> SendAsync(TestApp app, string scheme, string body, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/hooks/tasks") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));
        if (scheme == "asana") request.Headers.Add("X-Hook-Signature", signature);
        else request.Headers.Add("X-Notion-Signature", "sha256=" + signature);
        using var answer = await app.Client.SendAsync(request);
        return answer.StatusCode;
    }
}
