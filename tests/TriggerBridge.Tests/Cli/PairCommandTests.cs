using System.Text.Json;
using TriggerBridge.Credentials;
using TriggerBridge.Pairing;
using TriggerBridge.Tests.Pairing;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Cli;

/// <summary><c>bridges pair</c> against the app on a real server.</summary>
public sealed class PairCommandTests
{
    private static readonly string Key = TestApp.Key;
    private const string Brought = "[5e0b8f2a]-brought";

    [Fact]
    public async Task A_secret_that_could_not_be_stored_is_shown()
    {
        await using var app = await StartAsync();

        var running = RunAsync(app);
        await BringAsync(app);
        var run = await running;

        var until = (await app.Get<BridgePairings>().FindAsync("github"))!.Until.ToString("u", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(new CliRun(0, $"github takes its sender's secret until {until}: create the webhook now.\ngithub is paired. Store this as the secret 'hook' in the secrets file '{app.SecretsFile}'; it is not shown again:\n{Brought}\n", ""), run);
    }

    [Fact]
    public async Task Scripts_get_it_as_JSON()
    {
        await using var app = await StartAsync();

        var running = RunAsync(app, "--output", "json");
        await BringAsync(app);
        var run = await running;

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(Brought, JsonElement.Parse(run.Output).GetProperty("pairing").GetProperty("secret").GetString());
    }

    [Fact]
    public async Task One_that_the_app_has_stored_is_not_shown()
    {
        var store = new MemoryStore();
        await using var app = await StartAsync(store);

        var running = RunAsync(app);
        await BringAsync(app);
        var run = await running;

        Assert.Equal(0, run.ExitCode);
        Assert.EndsWith($"github is paired: its sender's secret is stored as 'hook' in the secrets file '{app.SecretsFile}'. Where the sender wants it back, read it there.\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Brought, run.Output, StringComparison.Ordinal);
        Assert.Equal(("hook", Brought), Assert.Single(store.Written));
        Assert.Null((await app.Get<BridgePairings>().FindAsync("github"))!.Sealed);
        Assert.DoesNotContain(app.Logs.All, line => line.Contains(Brought, StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_came_while_nobody_waited_is_shown_to_the_next()
    {
        await using var app = await StartAsync();
        await app.Get<BridgePairings>().BeginAsync("github", by: null, key: null);
        await BringAsync(app);

        var run = await RunAsync(app);

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("github is paired. Store this as the secret 'hook'", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_is_paired_alike()
    {
        await using var app = await StartAsync();
        await SourcePairingTests.WriteSourceAsync(app, "asana");

        var running = CliRun.InProcessAsync("bridges", "pair", "tasks", "--app", $"http://127.0.0.1:{app.Port}", "--key", Key);
        await BringAsync(app, "tasks");
        var run = await running;

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.EndsWith($"tasks is paired. Store this as the secret 'hook' in the secrets file '{app.SecretsFile}'; it is not shown again:\n{Brought}\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_app_does_not_do_is_told()
    {
        await using var app = await TestApp.StartForProgramsAsync("""{ "scheme": "github", "secret": "hook" }""", $$"""{ "client": { "id": "external", "secret": "s" }, "admin": "{{Key}}" }""");

        Assert.Equal(new CliRun(1, "", "A sender of the scheme 'github' does not bring its secret: store it as 'hook'.\n"), await RunAsync(app));
        Assert.Equal(new CliRun(1, "", $"The app at http://127.0.0.1:{app.Port} answers 401 to whoever asks for a bridge to pair: is the key one of its keys?\n"), await CliRun.InProcessAsync(
            "bridges", "pair", "github", "--app", $"http://127.0.0.1:{app.Port}", "--key", "another"));
        Assert.Equal(new CliRun(1, "", $"The app at http://127.0.0.1:{app.Port} has no bridge jira, or is an older one.\n"), await CliRun.InProcessAsync(
            "bridges", "pair", "jira", "--app", $"http://127.0.0.1:{app.Port}", "--key", Key));
    }

    private static Task<TestApp> StartAsync(SecretStore? store = null) =>
        TestApp.StartForProgramsAsync("""{ "scheme": "asana", "secret": "hook" }""", BridgePairingTests.Secrets(hook: null), store);

    private static Task<CliRun> RunAsync(TestApp app, params string[] options) =>
        CliRun.InProcessAsync(["bridges", "pair", "github", "--app", $"http://127.0.0.1:{app.Port}", "--key", Key, .. options]);

    // As soon as it is waited for; the sender is at a real server.
    private static async Task BringAsync(TestApp app, string hook = "github")
    {
        while (await app.Get<BridgePairings>().FindAsync(hook) is null) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri($"http://127.0.0.1:{app.Port}") };
        using var answer = await BridgePairingTests.BringAsync(client, "{}", Brought, hook);
        Assert.Equal(Brought, Assert.Single(answer.EnsureSuccessStatusCode().Headers.GetValues("X-Hook-Secret")));
    }

    private sealed class MemoryStore : SecretStore
    {
        public List<(string Name, string Value)> Written { get; } = [];

        public override string Place => "memory";

        internal override bool TakesFromApp => true;

        public override Task WriteAsync(string name, string value, CancellationToken cancellationToken)
        {
            Written.Add((name, value));
            return Task.CompletedTask;
        }
    }
}
