using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TriggerBridge.Bridges;
using TriggerBridge.SailPoint.Triggers;
using TriggerBridge.Tests.Bridges;
using TriggerBridge.Tests.Testing;
using TriggerBridge.Webhooks;

namespace TriggerBridge.Tests.Cli;

/// <summary><c>subscribe</c> and <c>unsubscribe</c>, run as programs against the simulator.</summary>
public sealed class SubscribeTests(CliTenant tenant) : IClassFixture<CliTenant>
{
    private const string App = "https://bridge.example.com";
    private const string Joiner = "idn:identity-created";

    [Fact]
    public async Task A_bridge_is_subscribed_with_a_secret_of_its_own_changed_and_unsubscribed()
    {
        Add("joiner", "joiner-events");

        var plan = await RunAsync("joiner", "--trigger", Joiner, "--dry-run");
        Assert.Equal((0, ""), (plan.ExitCode, plan.Error));
        Assert.Contains("1. make a secret and store it as 'joiner-events' in ", plan.Output, StringComparison.Ordinal);
        Assert.Contains($"2. subscribe {App}/api/hooks/joiner to {Joiner}", plan.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("joiner-events", tenant.SecretsText, StringComparison.Ordinal);

        var made = await RunAsync("joiner", "--trigger", Joiner);
        Assert.Equal((0, ""), (made.ExitCode, made.Error));
        Assert.Contains("✓ send a test event: ISC says that the bridge took it", made.Output, StringComparison.Ordinal);
        var secret = JsonDocument.Parse(tenant.SecretsText, Lenient).RootElement.GetProperty("joiner-events").GetString()!;
        Assert.Equal(64, secret.Length);
        Assert.DoesNotContain(secret, made.Output, StringComparison.Ordinal);

        var changed = JsonElement.Parse((await RunAsync("joiner", "--trigger", Joiner, "--filter", "$[?($.identity.name != 'nobody')]", "--no-test", "--output", "json")).Output);
        Assert.Equal(secret, JsonDocument.Parse(tenant.SecretsText, Lenient).RootElement.GetProperty("joiner-events").GetString());
        var subscription = Assert.Single(await OfBridgeAsync("joiner"));
        Assert.Equal(changed.GetProperty("subscriptionId").GetString(), subscription.GetProperty("id").GetString());
        Assert.Equal("$[?($.identity.name != 'nobody')]", subscription.GetProperty("filter").GetString());
        Assert.Equal("BEARER_TOKEN", subscription.GetProperty("httpConfig").GetProperty("httpAuthenticationType").GetString());

        // What is not named stays, and there is no test event in the plan of one that sends none.
        var same = await RunAsync("joiner", "--trigger", Joiner, "--no-test", "--dry-run");
        Assert.Contains("with the filter $[?($.identity.name != 'nobody')]", same.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("test event", same.Output, StringComparison.Ordinal);

        Assert.Contains("is deleted", (await tenant.RunAsync("unsubscribe", "joiner", "--app", App, "--bridges", tenant.Files.Location, "--yes")).Output, StringComparison.Ordinal);
        Assert.Empty(await OfBridgeAsync("joiner"));
        Assert.Contains("No subscription", (await tenant.RunAsync("unsubscribe", "joiner", "--app", App, "--bridges", tenant.Files.Location)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_events_of_a_bridge_of_a_source_go_to_the_sources_address()
    {
        using var folder = new BridgeFolder();
        Directory.CreateDirectory(Path.Combine(folder.Location, "sources"));
        folder.Add("sources/isc.json", """{ "webhook": { "scheme": "sailpoint", "secret": "isc-source-events" } }""")
            .Add("joiners.json", BridgeText.Good.Replace("\"webhook\": { \"scheme\": \"github\", \"secret\": \"github-webhook-secret\" }", "\"source\": \"isc\"", StringComparison.Ordinal));

        var plan = await tenant.RunAsync("subscribe", "joiners", "--app", App, "--bridges", folder.Location, "--trigger", Joiner, "--dry-run");

        Assert.Equal((0, ""), (plan.ExitCode, plan.Error));
        Assert.Contains("make a secret and store it as 'isc-source-events' in ", plan.Output, StringComparison.Ordinal);
        Assert.Contains($"subscribe {App}/api/hooks/isc to {Joiner}", plan.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bridge_that_answers_later_is_given_the_data_key_where_there_is_none()
    {
        tenant.Files.Add("later.json", BridgeText.With("respond", """
            {
              "trigger": "idn:access-request-dynamic-approver", "mode": "async",
              "output": { "id.$": "$$.execution.id", "name": "n", "type": "IDENTITY" }, "otherwise": null
            }
            """, BridgeText.With("webhook", """{ "scheme": "sailpoint", "secret": "later-events" }""")));

        tenant.ForgetSecret("triggerbridge-data-key");

        var run = await RunAsync("later", "--dry-run");
        Assert.Contains("2. make the data key and store it as 'triggerbridge-data-key' in ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("triggerbridge-data-key", tenant.SecretsText, StringComparison.Ordinal);

        await RunAsync("later", "--no-test");
        var key = JsonDocument.Parse(tenant.SecretsText, Lenient).RootElement.GetProperty("triggerbridge-data-key").GetString()!;
        Assert.Equal(32, Convert.FromBase64String(key).Length);
        Assert.DoesNotContain("data key", (await RunAsync("later", "--dry-run")).Output, StringComparison.Ordinal);
        await tenant.RunAsync("unsubscribe", "later", "--app", App, "--bridges", tenant.Files.Location, "--yes");
    }

    [Fact]
    public async Task A_test_event_that_the_bridge_does_not_take_is_an_error()
    {
        Add("refusing", "refusing-events");

        var run = await RunAsync("refusing", "--trigger", "idn:source-created");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("the bridge did not take its test event. ISC says: ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("✓ send a test event", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_path_of_a_gateway_stays()
    {
        Add("behind", "behind-events");

        var run = await tenant.RunAsync("subscribe", "behind", "--app", App + "/triggers", "--bridges", tenant.Files.Location, "--trigger", Joiner, "--dry-run");

        Assert.Contains($"subscribe {App}/triggers/api/hooks/behind to {Joiner}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_key_each_run_waits_for_its_own_test_event_whatever_else_comes()
    {
        Add("seen", "seen-events");
        await using var app = await StartAppAsync();
        var hook = app.Urls.Single() + "/api/hooks/seen";
        string[] command = ["subscribe", "seen", "--app", app.Urls.Single(), "--bridges", tenant.Files.Location, "--trigger", "idn:identity-deleted"];

        var first = await tenant.RunAsync([.. command, "--key", "key"]);
        // So that the key does not show in the list of processes.
        var second = await tenant.RunAsync(("TriggerBridge__FunctionKey", "key"), command);

        Assert.Equal((0, "", 0, ""), (first.ExitCode, first.Error, second.ExitCode, second.Error));
        var ids = tenant.SentTo(hook).Select(IdOf).ToList();
        Assert.Equal(2, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Contains($"✓ send a test event: it is delivery {ids[0]} in the app's ledger", first.Output, StringComparison.Ordinal);
        Assert.Contains($"✓ send a test event: it is delivery {ids[1]} in the app's ledger", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_event_that_a_bridge_cannot_tell_from_an_earlier_one_is_told_by_ISC()
    {
        tenant.Files.Add("same.json", BridgeText.With("webhook", """{ "scheme": "sailpoint", "secret": "same-events", "deliveryId": "{{$.identity.id}}" }"""));
        var example = TriggerType.Find(Joiner)!.ExampleInput.GetProperty("identity").GetProperty("id").GetString()!;
        await using var app = await StartAppAsync(DeliveryId.From(example));

        var run = await tenant.RunAsync("subscribe", "same", "--app", app.Urls.Single(), "--bridges", tenant.Files.Location, "--trigger", Joiner, "--key", "key");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains($"ISC says that the bridge took it; it counts as delivery {DeliveryId.From(example)}, which was in the app's ledger before", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_event_that_does_not_come_is_waited_for_as_long_as_is_said()
    {
        tenant.Files.Add("lost.json", BridgeText.With("webhook", """{ "scheme": "sailpoint", "secret": "lost-events", "deliveryId": "{{$.identity.name}}" }"""));
        await using var app = await StartAppAsync();

        var run = await tenant.RunAsync("subscribe", "lost", "--app", app.Urls.Single(), "--bridges", tenant.Files.Location, "--trigger", Joiner, "--key", "key", "--wait", "1");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("The subscription is made, and ISC says that the bridge took it, but the app's ledger does not have its test event", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_wrong_key_nothing_is_changed()
    {
        Add("locked", "locked-events");
        await using var app = await StartAppAsync();

        var run = await tenant.RunAsync("subscribe", "locked", "--app", app.Urls.Single(), "--bridges", tenant.Files.Location, "--trigger", Joiner, "--key", "wrong");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("answers 401 to whoever asks for its deliveries: is the key one of its keys?", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("locked-events", tenant.SecretsText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_apps_address_is_also_taken_from_its_setting()
    {
        Add("placed", "placed-events");
        string[] command = ["subscribe", "placed", "--bridges", tenant.Files.Location, "--trigger", Joiner, "--dry-run"];

        Assert.Contains($"subscribe {App}/api/hooks/placed to {Joiner}", (await tenant.RunAsync(("TriggerBridge__PublicBaseUrl", App), command)).Output, StringComparison.Ordinal);

        var wrong = await tenant.RunAsync(("TriggerBridge__PublicBaseUrl", "bridge"), command);
        Assert.Equal(new CliRun(78, "", "TriggerBridge__PublicBaseUrl must be an address such as https://bridge.example.com.\n"), wrong);
        var none = await tenant.RunAsync(command);
        Assert.Equal(new CliRun(64, "", "Where is the app? Give --profile, or --app, such as --app https://bridge.example.com, or set TriggerBridge__PublicBaseUrl.\n"), none);
    }

    [Fact]
    public async Task A_secret_of_a_user_and_a_password_is_sent_as_Basic()
    {
        Add("basic", "basic-events");
        tenant.AddSecret("basic-events", """{"user":"isc","password":"pass word"}""");

        var run = await RunAsync("basic", "--trigger", Joiner);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.DoesNotContain("pass word", run.Output, StringComparison.Ordinal);
        var http = Assert.Single(await OfBridgeAsync("basic")).GetProperty("httpConfig");
        Assert.Equal(("BASIC_AUTH", "isc"), (http.GetProperty("httpAuthenticationType").GetString(), http.GetProperty("basicAuthConfig").GetProperty("userName").GetString()));
        Assert.Equal("Basic aXNjOnBhc3Mgd29yZA==", Assert.Single(tenant.SentTo($"{App}/api/hooks/basic")).Headers["Authorization"]);
    }

    [Fact]
    public async Task The_response_type_is_the_bridges_mode_and_another_subscriber_is_named()
    {
        foreach (var mode in Enum.GetValues<RespondMode>())
        {
            AddAnswering("approver", mode);

            var made = await RunAsync("approver", "--no-test");

            Assert.Equal((0, ""), (made.ExitCode, made.Error));
            var subscription = Assert.Single(await OfBridgeAsync("approver"));
            Assert.Equal(mode.ToString().ToUpperInvariant(), subscription.GetProperty("httpConfig").GetProperty("httpDispatchMode").GetString());
            if (mode != RespondMode.Sync)
                Assert.Equal("PT1H", subscription.GetProperty("responseDeadline").GetString());
        }

        AddAnswering("second", RespondMode.Sync);
        var id = Assert.Single(await OfBridgeAsync("approver")).GetProperty("id").GetString();

        var refused = await RunAsync("second");

        Assert.Equal(new CliRun(1, "", $"{AnsweringBridge.Trigger} takes one subscription and has it, approver ({id}): 'subscriptions delete {id}' makes place.\n"), refused);
        Assert.Equal(0, (await tenant.RunAsync("unsubscribe", "approver", "--app", App, "--bridges", tenant.Files.Location, "--yes")).ExitCode);
    }

    [Fact]
    public async Task A_trigger_with_as_many_subscriptions_as_it_can_have_is_an_error_that_says_what_was_done()
    {
        const string busy = "idn:campaign-ended";
        Add("many", "many-events");
        for (var i = 0; i < 50; i++)
            await tenant.SubscribeAsync(busy, $"https://{i}.example.com");

        var run = await RunAsync("many", "--trigger", busy);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"Could not subscribe {App}/api/hooks/many to {busy}: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("as many subscriptions as it can have", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("What was made stays, and the next run takes it: 'many-events'.\n", run.Error, StringComparison.Ordinal);
        Assert.Contains("many-events", tenant.SecretsText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_without_a_scope_is_told_which()
    {
        Add("scoped", "scoped-events");

        var cannotRead = await RunAsync("scoped", "--trigger", Joiner, "--credential", "external-credential");
        Assert.Equal((77, ""), (cannotRead.ExitCode, cannotRead.Output));
        Assert.Contains("the credential 'external-credential' needs the scope sp:trigger-service-subscriptions:read", cannotRead.Error, StringComparison.Ordinal);

        await tenant.SetFaultsAsync("""[{"on":"invocation","status":403,"times":1}]""");
        var cannotTest = await RunAsync("scoped", "--trigger", Joiner);
        Assert.Equal(77, cannotTest.ExitCode);
        Assert.StartsWith("The subscription is made, but could not send a test event: ", cannotTest.Error, StringComparison.Ordinal);
        Assert.EndsWith("needs the scope sp:trigger-service-invocation-status:manage. With --no-test none is sent.\n", cannotTest.Error, StringComparison.Ordinal);
        Assert.Single(await OfBridgeAsync("scoped"));
    }

    [Theory]
    [InlineData("github", """{ "scheme": "github", "secret": "hook" }""", Joiner, 1, "takes no events of ISC")]
    [InlineData("asks", """{ "scheme": "sailpoint", "secret": "hook" }""", "idn:access-request-pre-approval", 1, "waits for an answer")]
    [InlineData("typo", """{ "scheme": "sailpoint", "secret": "hook" }""", "idn:identity-creatd", 1, "did you mean 'idn:identity-created'?")]
    [InlineData("none", """{ "scheme": "sailpoint", "secret": "hook" }""", null, 64, "Which trigger?")]
    public async Task What_cannot_be_subscribed_says_why(string name, string webhook, string? trigger, int exitCode, string problem)
    {
        tenant.Files.Add(name + ".json", BridgeText.With("webhook", webhook));

        var run = await RunAsync([name, .. trigger is null ? (string[])[] : ["--trigger", trigger]]);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
        Assert.Empty(await OfBridgeAsync(name));
    }

    [Fact]
    public async Task A_filter_that_ISC_refuses_is_not_subscribed_with()
    {
        Add("filtered", "filtered-events");

        var run = await RunAsync("filtered", "--trigger", Joiner, "--filter", "no path");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("ISC does not take no path as a filter", run.Error, StringComparison.Ordinal);
    }

    private static JsonDocumentOptions Lenient => new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    // The app, as far as its ledger is asked: it has what was sent to it, and all the time other events come in.
    private async Task<WebApplication> StartAppAsync(string? recorded = null)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Use((context, next) =>
        {
            if (context.Request.Headers.Authorization == "Bearer key")
                return next();
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });
        app.MapGet("/api/deliveries", () => $$"""{"items":[{"deliveryId":"{{Guid.NewGuid():N}}"}]}""");
        app.MapGet("/api/deliveries/{bridge}/{id}", (string bridge, string id) =>
            id == recorded || tenant.SentTo($"{app.Urls.Single()}/api/hooks/{bridge}").Any(sent => IdOf(sent) == id) ? Results.Ok() : Results.NotFound());
        await app.StartAsync();
        return app;
    }

    private static string IdOf(StubHttpHandler.Request sent) =>
        DeliveryId.From(JsonElement.Parse(sent.Body).GetProperty("_metadata").GetProperty("invocationId").GetString()!);

    private void AddAnswering(string name, RespondMode mode) => tenant.Files.Add(name + ".json", AnsweringBridge.Of(mode, name + "-events"));

    private void Add(string name, string secret) =>
        tenant.Files.Add(name + ".json", BridgeText.With("webhook", $$"""{ "scheme": "sailpoint", "secret": "{{secret}}" }"""));

    private Task<CliRun> RunAsync(params string[] args) => tenant.RunAsync(["subscribe", "--app", App, "--bridges", tenant.Files.Location, .. args]);

    private async Task<JsonElement[]> OfBridgeAsync(string name) =>
        [.. (await tenant.JsonAsync("subscriptions", "list")).EnumerateArray().Where(each => each.GetProperty("httpConfig").GetProperty("url").GetString() == $"{App}/api/hooks/{name}")];
}
