using System.Text.Json;
using TriggerBridge.Bridges;
using TriggerBridge.Tests.Bridges;

namespace TriggerBridge.Tests.Cli;

/// <summary><c>subscriptions drift</c>, run as a program against the simulator. Each test has an app, and a folder of bridges, of its own.</summary>
public sealed class DriftTests(CliTenant tenant) : IClassFixture<CliTenant>, IDisposable
{
    private const string Joiner = "idn:identity-created";
    private const string Asking = AnsweringBridge.Trigger;
    private const string Bearer = ""","httpAuthenticationType":"BEARER_TOKEN","bearerTokenAuthConfig":{"bearerToken":"t"}""";

    private readonly string _app = $"https://{Guid.NewGuid():N}.example.com";
    private readonly BridgeFolder _bridges = new();

    public void Dispose() => _bridges.Dispose();

    [Fact]
    public async Task What_subscribe_makes_does_not_differ()
    {
        Add("joiner");
        AddAnswering("approver", RespondMode.Sync);
        tenant.AddSecret("approver-events", """{"user":"isc","password":"p"}""");
        await SubscribeAsync("joiner", "--trigger", Joiner);
        await SubscribeAsync("approver");
        _bridges.Add("github.json", BridgeText.Good);
        _bridges.Add("elsewhere.json", BridgeText.With("workflow.tenant", "\"umbrella\"", BridgeText.With("webhook", """{ "scheme": "sailpoint", "secret": "elsewhere" }""")));

        var run = await RunAsync("--tenant", "acme");
        Assert.Equal(new CliRun(0, "no differences in 2: approver, joiner\n", ""), run);

        var json = await RunAsync("--tenant", "acme", "--output", "json");
        Assert.Equal((0, ""), (json.ExitCode, json.Error));
        Assert.Equal("""{"tenant":"acme","bridges":["approver","joiner"],"differences":[]}""", JsonSerializer.Serialize(JsonElement.Parse(json.Output)));
        await UnsubscribeAsync("approver");
    }

    [Fact]
    public async Task A_bridge_without_a_subscription_differs_and_one_that_is_disabled_does_not()
    {
        Add("joiner");
        _bridges.Add("resting.json", BridgeText.With("enabled", "false", BridgeText.With("webhook", """{ "scheme": "sailpoint", "secret": "resting" }""")));
        tenant.AddSecret("joiner-events", "\"t\"");

        var run = await RunAsync();

        Assert.Equal(new CliRun(1, "joiner\n  no subscription sends events to it: 'subscribe joiner --trigger ID' makes one\n1 difference\n", ""), run);
    }

    [Fact]
    public async Task Subscriptions_that_do_not_reach_a_bridge_as_it_is_differ()
    {
        Add("joiner");
        tenant.AddSecret("joiner-events", "\"t\"");
        _bridges.Add("github.json", BridgeText.Good);
        _bridges.Add("elsewhere.json", BridgeText.With("workflow.tenant", "\"umbrella\"", BridgeText.With("webhook", """{ "scheme": "sailpoint", "secret": "elsewhere" }""")));
        _bridges.Add("resting.json", BridgeText.With("enabled", "false", BridgeText.With("webhook", """{ "scheme": "sailpoint", "secret": "resting" }""")));
        _bridges.Add("wrong.json", "{}");
        var first = await ByHandAsync("joiner", Joiner, Bearer);
        var second = await ByHandAsync("joiner", Joiner, Bearer);
        var gone = await ByHandAsync("gone", Joiner, Bearer);
        var upper = await ByHandAsync("Joiner", Joiner, Bearer);
        var github = await ByHandAsync("github", Joiner, Bearer);
        var elsewhere = await ByHandAsync("elsewhere", Joiner, Bearer);
        var resting = await ByHandAsync("resting", Joiner, Bearer);
        await ByHandAsync("wrong", Joiner, Bearer);

        var run = await RunAsync("--tenant", "acme");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            [
                "Joiner",
                Stray(upper, "there is no such bridge"),
                "elsewhere",
                Stray(elsewhere, "its workflow is in tenant umbrella"),
                "github",
                Stray(github, "its webhook's scheme is github, not sailpoint"),
                "gone",
                Stray(gone, "there is no such bridge"),
                "joiner",
                $"  2 subscriptions send events to it, and one is enough: subscription By hand ({first}), subscription By hand ({second})",
                "resting",
                $"  subscription By hand ({resting}) is enabled, and the bridge is not: ISC sends an event once, so those that come are lost",
                "wrong",
                "  its file has errors, so it is not compared: 'bridges check' shows them",
                "7 differences",
            ],
            run.Output.TrimEnd().Split('\n'));

        static string Stray(string id, string why) => $"  subscription By hand ({id}) sends events of {Joiner} to it, and {why}: 'subscriptions delete {id}' ends that";
    }

    [Theory]
    [InlineData("\"t\"", "", "sends no secret, and the bridge expects a bearer token: 'subscribe joiner' sends its secret to ISC")]
    [InlineData("\"t\"", ""","httpAuthenticationType":"BASIC_AUTH","basicAuthConfig":{"userName":"isc","password":"p"}""", "sends user 'isc' and a password, and the bridge expects a bearer token: 'subscribe joiner' sends its secret to ISC")]
    [InlineData("""{"user":"isc","password":"p"}""", Bearer, "sends a bearer token, and the bridge expects user 'isc' and a password: 'subscribe joiner' sends its secret to ISC")]
    [InlineData("""{"user":"isc","password":"p"}""", ""","httpAuthenticationType":"BASIC_AUTH","basicAuthConfig":{"userName":"other","password":"p"}""", "sends user 'other' and a password, and the bridge expects user 'isc' and a password: 'subscribe joiner' sends its secret to ISC")]
    public async Task What_ISC_sends_must_fit_the_bridges_secret(string secret, string http, string problem)
    {
        Add("joiner");
        tenant.AddSecret("joiner-events", secret);
        var id = await ByHandAsync("joiner", Joiner, http);

        var run = await RunAsync("--output", "json");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        var difference = Assert.Single(JsonElement.Parse(run.Output).GetProperty("differences").EnumerateArray());
        Assert.Equal(("joiner", id), (difference.GetProperty("bridge").GetString(), difference.GetProperty("subscriptionId").GetString()));
        Assert.Equal($"subscription By hand ({id}) {problem}", difference.GetProperty("problem").GetString());
    }

    [Fact]
    public async Task While_a_secret_is_changed_either_may_be_sent()
    {
        _bridges.Add("joiner.json", BridgeText.With("webhook", """{ "scheme": "sailpoint", "secret": ["changed-to", "changed-from"] }"""));
        tenant.AddSecret("changed-to", """{"user":"isc","password":"p"}""");
        tenant.AddSecret("changed-from", "\"t\"");
        await ByHandAsync("joiner", Joiner, Bearer);

        Assert.Equal(0, (await RunAsync()).ExitCode);
    }

    [Fact]
    public async Task A_bridge_whose_secret_is_not_there_differs()
    {
        _bridges.Add("joiner.json", BridgeText.With("webhook", """{ "scheme": "sailpoint", "secret": "not-made" }"""));
        await ByHandAsync("joiner", Joiner, Bearer);

        var run = await RunAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("  there is no secret 'not-made' in ", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 difference\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_subscription_that_is_not_enabled_differs_until_subscribe_enables_it()
    {
        Add("joiner");
        await SubscribeAsync("joiner", "--trigger", Joiner);
        var id = JsonElement.Parse((await RunSubscribeAsync("joiner", "--trigger", Joiner, "--no-test", "--output", "json")).Output).GetProperty("subscriptionId").GetString()!;
        await PatchAsync(id, "/enabled", "false");

        Assert.Equal(new CliRun(1, $"joiner\n  subscription joiner ({id}) is not enabled: 'subscribe joiner' enables it\n1 difference\n", ""), await RunAsync());
        await SubscribeAsync("joiner");
        Assert.Equal(0, (await RunAsync()).ExitCode);
    }

    [Fact]
    public async Task A_bridge_that_answers_has_a_subscription_of_its_trigger_and_its_mode()
    {
        AddAnswering("approver", RespondMode.Sync);
        await SubscribeAsync("approver");
        var id = JsonElement.Parse((await RunSubscribeAsync("approver", "--no-test", "--output", "json")).Output).GetProperty("subscriptionId").GetString()!;

        foreach (var mode in Enum.GetValues<RespondMode>())
        {
            AddAnswering("approver", mode);
            var other = mode == RespondMode.Sync ? "ASYNC" : "SYNC";
            await PatchAsync(id, "/httpConfig/httpDispatchMode", $"\"{other}\"");
            var given = mode.ToString().ToUpperInvariant();
            var run = await RunAsync();
            Assert.Equal(1, run.ExitCode);
            Assert.Contains($"  subscription approver ({id}) waits for answers by {other}, and the bridge gives them by {given}: 'subscribe approver' changes that\n", run.Output, StringComparison.Ordinal);

            await PatchAsync(id, "/httpConfig/httpDispatchMode", $"\"{given}\"");
            await PatchAsync(id, "/responseDeadline", "\"PT60M\"");
            Assert.Equal(0, (await RunAsync()).ExitCode);
            await PatchAsync(id, "/responseDeadline", "\"PT2H\"");
            var late = await RunAsync();
            Assert.Equal(mode == RespondMode.Sync ? 0 : 1, late.ExitCode);
            if (mode != RespondMode.Sync)
                Assert.Contains("waits for PT2H, and the bridge answers within PT1H", late.Output, StringComparison.Ordinal);
        }

        // The bridge answers no more, and its subscription still asks.
        Add("approver");
        var unanswered = await RunAsync();
        Assert.Contains($"  subscription approver ({id}) is to {Asking}, which waits for an answer, and the bridge gives none\n", unanswered.Output, StringComparison.Ordinal);

        await UnsubscribeAsync("approver");
        AddAnswering("approver", RespondMode.Sync);
        var told = await ByHandAsync("approver", Joiner, Bearer);
        var run2 = await RunAsync();
        Assert.Equal(new CliRun(1, $"approver\n  subscription By hand ({told}) is to {Joiner}, and the bridge answers {Asking}\n1 difference\n", ""), run2);
    }

    [Fact]
    public async Task What_is_missing_is_told_before_ISC_is_asked()
    {
        var noApp = await tenant.RunAsync("subscriptions", "drift", "--bridges", _bridges.Location);
        Assert.Equal((64, ""), (noApp.ExitCode, noApp.Output));
        Assert.StartsWith("Where is the app?", noApp.Error, StringComparison.Ordinal);

        var noBridge = await RunAsync();
        Assert.Equal((66, ""), (noBridge.ExitCode, noBridge.Output));
        Assert.Contains("no bridge in this folder", noBridge.Error, StringComparison.Ordinal);

        Add("joiner");
        var noScope = await RunAsync("--credential", "external-credential");
        Assert.Equal((77, ""), (noScope.ExitCode, noScope.Output));
        Assert.Contains("needs the scope sp:trigger-service-subscriptions:read", noScope.Error, StringComparison.Ordinal);
    }

    private void Add(string name) => _bridges.Add(name + ".json", BridgeText.With("webhook", $$"""{ "scheme": "sailpoint", "secret": "{{name}}-events" }"""));

    private void AddAnswering(string name, RespondMode mode) => _bridges.Add(name + ".json", AnsweringBridge.Of(mode, name + "-events"));

    private Task<CliRun> RunAsync(params string[] args) => tenant.RunAsync(["subscriptions", "drift", "--app", _app, "--bridges", _bridges.Location, .. args]);

    private Task<CliRun> RunSubscribeAsync(string bridge, params string[] args) => tenant.RunAsync(["subscribe", bridge, "--app", _app, "--bridges", _bridges.Location, .. args]);

    private async Task SubscribeAsync(string bridge, params string[] args)
    {
        var run = await RunSubscribeAsync(bridge, ["--no-test", .. args]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    private async Task UnsubscribeAsync(string bridge) =>
        Assert.Equal(0, (await tenant.RunAsync("unsubscribe", bridge, "--app", _app, "--bridges", _bridges.Location, "--yes")).ExitCode);

    private Task<string> ByHandAsync(string bridge, string trigger, string http) => tenant.SubscribeAsync(trigger, $"{_app}/api/hooks/{bridge}", http);

    private async Task PatchAsync(string id, string path, string value)
    {
        _bridges.Add("patch.txt", $$"""[{"op":"replace","path":"{{path}}","value":{{value}}}]""");
        Assert.Equal(0, (await tenant.RunAsync("subscriptions", "patch", id, Path.Combine(_bridges.Location, "patch.txt"))).ExitCode);
    }
}
