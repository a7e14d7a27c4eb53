using System.Net;
using System.Security.Cryptography;
using System.Text;
using TriggerBridge.Pairing;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Pairing;

/// <summary>A sender that brings its secret and does not hear the answer brings it again.</summary>
public sealed class RepeatedSecretTests
{
    private const string Brought = "5e0b8f2a-brought-by-the-sender";
    private const string Pair = "/api/bridges/github/pair";
    private const string Event = """{"events":[{"action":"changed","resource":{"gid":"1","resource_type":"task"}}]}""";

    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    [Theory]
    [MemberData(nameof(BridgePairingTests.Senders), MemberType = typeof(BridgePairingTests))]
    public async Task While_it_is_kept_the_same_secret_gets_the_same_answer_and_another_none(string scheme, string? header, string body)
    {
        await using var app = await StartAsync(scheme);
        await PairAsync(app);

        var first = await BringAsync(app, body, header);
        var again = await BringAsync(app, body, header);
        var other = await BringAsync(app, Other(body), header is null ? null : "another");

        Assert.Equal((HttpStatusCode.OK, header), first);
        Assert.Equal(first, again);
        Assert.Equal((HttpStatusCode.Unauthorized, null), other);
        Assert.Equal(("Shown", Brought), await FetchAsync(app));
    }

    [Theory]
    [MemberData(nameof(BridgePairingTests.Senders), MemberType = typeof(BridgePairingTests))]
    public async Task Also_when_it_was_shown_and_stored(string scheme, string? header, string body)
    {
        await using var app = await StartAsync(scheme);
        await PairAsync(app);
        await BringAsync(app, body, header);
        await FetchAsync(app);
        var shown = (await BringAsync(app, body, header), await BringAsync(app, Other(body), header is null ? null : "another"));

        Store(app, Brought);
        var stored = (await BringAsync(app, body, header), await BringAsync(app, Other(body), header is null ? null : "another"));

        Assert.Equal(((HttpStatusCode.OK, header), (HttpStatusCode.Unauthorized, (string?)null)), shown);
        Assert.Equal(shown, stored);
        Assert.Equal(("Shown", null), await FetchAsync(app));
        Assert.Empty(await app.DeliveriesAsync());
        Assert.DoesNotContain(app.Logs.All, line => line.Contains(Brought, StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_the_pairing_it_is_refused_and_forgotten()
    {
        await using var app = await StartAsync("asana");
        await PairAsync(app);
        await BringAsync(app, "{}", Brought);
        await FetchAsync(app);
        Store(app, Brought);

        app.Time.Advance(Quarter - TimeSpan.FromSeconds(7));
        await app.Get<BridgePairings>().SweepAsync(CancellationToken.None);
        var inTime = await BringAsync(app, "{}", Brought);
        app.Time.Advance(TimeSpan.FromSeconds(61));
        var late = await BringAsync(app, "{}", Brought);
        await app.Get<BridgePairings>().SweepAsync(CancellationToken.None);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (inTime.Status, late.Status));
        Assert.Null((await app.Get<BridgePairings>().FindAsync("github"))!.Mark);
        Assert.DoesNotContain(app.Logs.All, line => line.Contains("nobody has fetched it", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_repeat_replaces_no_secret_that_was_stored_in_its_place()
    {
        await using var app = await StartAsync("asana");
        await PairAsync(app);
        await BringAsync(app, "{}", Brought);
        await FetchAsync(app);
        Store(app, "stored by hand");

        var again = await BringAsync(app, "{}", Brought);

        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Unauthorized), (await SendAsync(app, "stored by hand"), await SendAsync(app, Brought)));
    }

    [Fact]
    public async Task A_bridge_that_was_never_paired_hears_no_secret()
    {
        await using var app = await StartAsync("asana");
        Store(app, Brought);

        Assert.Equal((HttpStatusCode.Unauthorized, null), await BringAsync(app, "{}", Brought));
    }

    [Fact]
    public async Task Another_instance_knows_it_a_second_later()
    {
        await using var app = await StartAsync("asana");
        await using var other = await app.StartTwinAsync();
        await PairAsync(app);
        await BringAsync(app, "{}", Brought);
        app.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((HttpStatusCode.OK, Brought), await BringAsync(other, "{}", Brought));
        Assert.Equal((HttpStatusCode.Unauthorized, null), await BringAsync(other, "{}", "another"));
    }

    [Fact]
    public async Task A_flood_of_repeats_reads_the_ledger_once_a_second()
    {
        await using var app = await StartAsync("asana");
        await PairAsync(app);
        await BringAsync(app, "{}", Brought);
        Store(app, Brought);
        var reads = 0;
        app.Tables.Before = operation =>
        {
            if (operation.Table == "Pairings") Interlocked.Increment(ref reads);
            return Task.CompletedTask;
        };

        for (var i = 0; i < 50; i++) await BringAsync(app, "{}", i % 2 == 0 ? Brought : "another");

        Assert.InRange(reads, 0, 1);
    }

    [Fact]
    public async Task While_the_ledger_is_away_the_sender_is_to_repeat_again()
    {
        await using var app = await StartAsync("asana");
        await PairAsync(app);
        await BringAsync(app, "{}", Brought);
        Store(app, Brought);
        app.Tables.Before = operation => operation.Table == "Pairings" ? throw new Azure.RequestFailedException(503, "Busy.") : Task.CompletedTask;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await BringAsync(app, "{}", Brought)).Status);
    }

    [Fact]
    public async Task What_stands_in_the_ledger_is_not_the_secret()
    {
        await using var app = await StartAsync("asana");
        await PairAsync(app);
        await BringAsync(app, "{}", Brought);

        var mark = (await app.Get<BridgePairings>().FindAsync("github"))!.Mark!;

        Assert.Equal(64, mark.Length);
        Assert.NotEqual(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Brought))), mark);
    }

    private static string Other(string body) => body.Replace(Brought, "another", StringComparison.Ordinal);

    private static Task<TestApp> StartAsync(string scheme) => TestApp.StartForAsync($$"""{ "scheme": "{{scheme}}", "secret": "hook" }""", BridgePairingTests.Secrets(hook: null));

    // What the app knows of secrets it has known for a few seconds at most.
    private static void Store(TestApp app, string secret)
    {
        app.WriteSecrets(BridgePairingTests.Secrets(secret));
        app.Time.Advance(TimeSpan.FromSeconds(6));
    }

    private static async Task PairAsync(TestApp app)
    {
        using var answer = await app.PostAsOperatorAsync(Pair, "{}");
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<(HttpStatusCode Status, string? Echo)> BringAsync(TestApp app, string body, string? header)
    {
        using var answer = await BridgePairingTests.BringAsync(app.Client, body, header);
        return (answer.StatusCode, answer.Headers.TryGetValues("X-Hook-Secret", out var echoed) ? Assert.Single(echoed) : null);
    }

    private static async Task<HttpStatusCode> SendAsync(TestApp app, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/hooks/github") { Content = new StringContent(Event, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Hook-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(Event))));
        using var answer = await app.Client.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<(string? State, string? Secret)> FetchAsync(TestApp app)
    {
        var pairing = (await app.GetAsync(Pair)).GetProperty("pairing");
        return (pairing.GetProperty("status").GetString(), pairing.TryGetProperty("secret", out var secret) ? secret.GetString() : null);
    }
}
