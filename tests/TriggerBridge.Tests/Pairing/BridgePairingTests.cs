using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TriggerBridge.Pairing;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Pairing;

/// <summary>Senders that bring their secret by a request that nobody can verify.</summary>
public sealed class BridgePairingTests
{
    private const string Brought = "5e0b8f2a-brought-by-the-sender";
    private const string Pair = "/api/bridges/github/pair";
    private const string Asana = """{ "scheme": "asana", "secret": "hook" }""";
    private const string Event = """{"events":[{"action":"changed","created_at":"2026-06-01T11:59:00.000Z","resource":{"gid":"1","resource_type":"task"}}]}""";

    private static readonly TimeSpan Quarter = TimeSpan.FromMinutes(15);

    public static TheoryData<string, string?, string> Senders { get; } = new()
    {
        { "asana", Brought, "{}" },
        { "asana", Brought, "" },
        { "notion", null, $$"""{"verification_token":"{{Brought}}"}""" },
        { "gusto", null, $$"""{"verification_token":"{{Brought}}","webhook_subscription_uuid":"9c1d"}""" },
    };

    [Theory]
    [MemberData(nameof(Senders))]
    public async Task While_nobody_pairs_a_secret_is_refused_and_nothing_is_kept(string scheme, string? header, string body)
    {
        await using var app = await StartAsync(scheme);

        using var answer = await BringAsync(app, body, header);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(answer.Headers.Contains("X-Hook-Secret"));
        Assert.Null((await FetchAsync(app)).State);
        Assert.Contains(app.Logs.All, line => line.Contains("Bridge github rejected requests: 1 with a test of the address", StringComparison.Ordinal));
        AssertSilent(app);
    }

    [Theory]
    [MemberData(nameof(Senders))]
    public async Task While_somebody_pairs_it_is_answered_and_kept_and_shown_once(string scheme, string? header, string body)
    {
        await using var app = await StartAsync(scheme);
        Assert.Equal("Waiting", (await PairAsync(app)).GetProperty("status").GetString());

        using var answer = await BringAsync(app, body, header);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
        Assert.Equal(header, answer.Headers.TryGetValues("X-Hook-Secret", out var echoed) ? Assert.Single(echoed) : null);
        Assert.DoesNotContain(Brought, await File.ReadAllTextAsync(app.SecretsFile), StringComparison.Ordinal);
        Assert.Equal(("Shown", Brought), await FetchAsync(app));
        Assert.Equal(("Shown", null), await FetchAsync(app));
        Assert.Null((await app.Get<BridgePairings>().FindAsync("github"))!.Sealed);
        AssertSilent(app);
    }

    [Fact]
    public async Task Once_it_is_stored_events_are_verified_by_it()
    {
        await using var app = await StartAsync("asana");
        await PairAsync(app);
        using var brought = await BringAsync(app, "{}", Brought);
        app.WriteSecrets($$"""{ "hook": "{{(await FetchAsync(app)).Secret}}", "client": { "id": "external", "secret": "s" } }""");
        app.Time.Advance(TimeSpan.FromSeconds(6));

        using var signed = await SendAsync(app, Event, Brought);
        using var forged = await SendAsync(app, Event, "another");
        using var silent = await SendAsync(app, """{"events":[]}""", Brought);

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.Unauthorized, HttpStatusCode.OK), (signed.StatusCode, forged.StatusCode, silent.StatusCode));
        Assert.Equal("task.changed", Assert.Single(await app.DeliveriesAsync()).GetProperty("eventType").GetString());
    }

    [Fact]
    public async Task A_second_secret_does_not_replace_the_first()
    {
        await using var app = await StartAsync("asana");
        await PairAsync(app);
        using var first = await BringAsync(app, "{}", Brought);
        using var second = await BringAsync(app, "{}", "another");
        // Whoever begins again before they have looked does not lose it, either.
        Assert.Equal("Kept", (await PairAsync(app)).GetProperty("status").GetString());
        using var third = await BringAsync(app, "{}", "another");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (first.StatusCode, second.StatusCode, third.StatusCode));
        Assert.Equal(("Shown", Brought), await FetchAsync(app));
        using var fourth = await BringAsync(app, "{}", "another");
        Assert.Equal(HttpStatusCode.Unauthorized, fourth.StatusCode);
    }

    [Fact]
    public async Task Of_many_that_come_together_one_is_taken()
    {
        await using var app = await StartAsync("asana");
        await using var other = await app.StartTwinAsync();
        await PairAsync(app);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => BringAsync(i % 2 == 0 ? app : other, "{}", $"secret-{i}")));

        var taken = Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer != taken), answer => Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode));
        Assert.Equal(("Shown", taken.Headers.GetValues("X-Hook-Secret").Single()), await FetchAsync(app));
        foreach (var answer in answers) answer.Dispose();
    }

    [Fact]
    public async Task A_secret_that_exists_is_never_replaced()
    {
        await using var app = await StartAsync("asana", hook: "known");
        using var refused = await app.PostAsOperatorAsync(Pair, "{}");
        using var brought = await BringAsync(app, "{}", Brought);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized), (refused.StatusCode, brought.StatusCode));
        Assert.Contains("There is a secret 'hook', which is not replaced", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var signed = await SendAsync(app, Event, "known");
        Assert.Equal(HttpStatusCode.Accepted, signed.StatusCode);
    }

    [Fact]
    public async Task One_that_was_stored_while_the_bridge_waits_is_not_replaced_either()
    {
        await using var app = await StartAsync("asana");
        using var missing = await SendAsync(app, Event, "known");
        await PairAsync(app);
        app.WriteSecrets(Secrets("known"));

        // What the cache knows is older than that.
        using var brought = await BringAsync(app, "{}", Brought);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.Unauthorized), (missing.StatusCode, brought.StatusCode));
        Assert.Equal(("Waiting", null), await FetchAsync(app));
    }

    [Fact]
    public async Task It_ends_after_a_quarter_of_an_hour()
    {
        await using var app = await StartAsync("asana");
        var begun = await PairAsync(app, "{}");
        Assert.Equal(Sample.Noon + Quarter, begun.GetProperty("until").GetDateTimeOffset());
        Assert.Equal("operator", begun.GetProperty("by").GetString());

        app.Time.Advance(Quarter);
        using var late = await BringAsync(app, "{}", Brought);

        Assert.Equal(HttpStatusCode.Unauthorized, late.StatusCode);
        Assert.Equal(("Ended", null), await FetchAsync(app));
    }

    [Fact]
    public async Task A_secret_that_nobody_fetches_is_deleted()
    {
        await using var app = await StartAsync("asana");
        await PairAsync(app);
        using var brought = await BringAsync(app, "{}", Brought);
        await app.Get<BridgePairings>().SweepAsync(CancellationToken.None);
        Assert.NotNull((await app.Get<BridgePairings>().FindAsync("github"))!.Sealed);

        app.Time.Advance(Quarter);
        Assert.Equal(("Ended", null), await FetchAsync(app));
        await app.Get<BridgePairings>().SweepAsync(CancellationToken.None);

        Assert.Null((await app.Get<BridgePairings>().FindAsync("github"))!.Sealed);
        Assert.Equal(("Ended", null), await FetchAsync(app));
    }

    [Fact]
    public async Task Two_instances_see_the_same()
    {
        await using var app = await StartAsync("asana");
        await using var other = await app.StartTwinAsync();
        using var before = await BringAsync(other, "{}", Brought);
        await PairAsync(app);
        app.Time.Advance(TimeSpan.FromSeconds(1));

        using var brought = await BringAsync(other, "{}", Brought);
        using var second = await BringAsync(app, "{}", "another");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.Unauthorized), (before.StatusCode, brought.StatusCode, second.StatusCode));
        Assert.Equal(("Shown", Brought), await FetchAsync(app));
        Assert.Equal(("Shown", null), await FetchAsync(other));
    }

    [Theory]
    [InlineData("with a blank")]
    [InlineData("schlüssel")]
    [InlineData("")]
    [InlineData(513)]
    public async Task A_secret_that_is_too_long_or_strange_is_refused(object content)
    {
        await using var app = await StartAsync("notion");
        await PairAsync(app);

        using var answer = await BringAsync(app, JsonSerializer.Serialize(new { verification_token = content as string ?? new string('a', (int)content) }), header: null);
        using var repeated = await BringAsync(app, $$"""{"verification_token":"a","verification_token":"b"}""", header: null);
        using var large = await BringAsync(app, $$"""{"verification_token":"a","more":"{{new string('a', 16 * 1024)}}"}""", header: null);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(repeated.IsSuccessStatusCode);
        Assert.False(large.IsSuccessStatusCode);
        Assert.Equal(("Waiting", null), await FetchAsync(app));
    }

    [Fact]
    public async Task A_longest_secret_is_taken()
    {
        await using var app = await StartAsync("asana");
        await PairAsync(app);

        using var answer = await BringAsync(app, "{}", new string('a', 512));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task What_brings_no_secret_waits_for_one()
    {
        await using var app = await StartAsync("gusto");
        await PairAsync(app);

        using var half = await BringAsync(app, """{"verification_token":"a"}""", header: null);
        using var signed = await SendAsync(app, Event, "any");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (half.StatusCode, signed.StatusCode));
    }

    [Fact]
    public async Task Without_the_data_key_nothing_begins()
    {
        await using var app = await TestApp.StartForAsync(Asana, """{ "client": { "id": "external", "secret": "s" } }""");

        using var refused = await app.PostAsOperatorAsync(Pair, "{}");

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("'triggerbridge-data-key' is missing", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Others_are_not_paired()
    {
        await using var app = await TestApp.StartAsync();

        using var github = await app.PostAsOperatorAsync(Pair, "{}");
        using var unknown = await app.PostAsOperatorAsync("/api/bridges/unknown/pair", "{}");
        using var wrong = await app.PostAsOperatorAsync(Pair, """{ "bye": "ann" }""");
        using var anyone = await app.Client.GetAsync(new Uri(Pair, UriKind.Relative));

        Assert.Contains("does not bring its secret: store it as 'hook'", await github.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(
            (HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized),
            (github.StatusCode, unknown.StatusCode, wrong.StatusCode, anyone.StatusCode));
    }

    [Fact]
    public async Task While_the_ledger_is_away_the_sender_is_to_repeat()
    {
        await using var app = await StartAsync("asana");
        await PairAsync(app);
        app.Tables.Before = operation => operation.Table == "Pairings" ? throw new Azure.RequestFailedException(503, "Busy.") : Task.CompletedTask;

        using var answer = await BringAsync(app, "{}", Brought);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    internal static string Secrets(string? hook) => $$"""
        {
          {{(hook is null ? "" : $"\"hook\": \"{hook}\",")}}
          "client": { "id": "external", "secret": "s" }, "triggerbridge-data-key": "{{TestApp.DataKey}}"
        }
        """;

    internal static async Task<HttpResponseMessage> BringAsync(HttpClient client, string body, string? header, string hook = "github")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/hooks/" + hook) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (header is not null) request.Headers.Add("X-Hook-Secret", header);
        return await client.SendAsync(request);
    }

    private static Task<TestApp> StartAsync(string scheme, string? hook = null) => TestApp.StartForAsync($$"""{ "scheme": "{{scheme}}", "secret": "hook" }""", Secrets(hook));

    private static Task<HttpResponseMessage> BringAsync(TestApp app, string body, string? header) => BringAsync(app.Client, body, header);

    private static async Task<HttpResponseMessage> SendAsync(TestApp app, string body, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/hooks/github") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Hook-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body))));
        return await app.Client.SendAsync(request);
    }

    private static async Task<JsonElement> PairAsync(TestApp app, string body = "{}")
    {
        using var answer = await app.PostAsOperatorAsync(Pair, body);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("pairing");
    }

    private static async Task<(string? State, string? Secret)> FetchAsync(TestApp app)
    {
        var pairing = (await app.GetAsync(Pair)).GetProperty("pairing");
        if (pairing.ValueKind == JsonValueKind.Null) return (null, null);
        return (pairing.GetProperty("status").GetString(), pairing.TryGetProperty("secret", out var secret) ? secret.GetString() : null);
    }

    private static void AssertSilent(TestApp app) => Assert.DoesNotContain(app.Logs.All, line => line.Contains(Brought, StringComparison.Ordinal));
}
