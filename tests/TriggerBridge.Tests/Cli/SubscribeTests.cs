using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using TriggerBridge.Tests.Bridges;

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
    public async Task With_a_key_the_test_event_is_seen_in_the_apps_ledger()
    {
        Add("seen", "seen-events");
        var asked = 0;
        await using var app = Build(WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]));
        app.Run(context => context.Response.WriteAsync(
            context.Request.Headers["x-functions-key"] == "key" && Interlocked.Increment(ref asked) > 2 ? """{"deliveries":[{"deliveryId":"0123"}]}""" : """{"deliveries":[]}"""));
        await app.StartAsync();

        var run = await tenant.RunAsync("subscribe", "seen", "--app", app.Urls.Single(), "--bridges", tenant.Files.Location, "--trigger", "idn:identity-deleted", "--key", "key");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("✓ send a test event: it is delivery 0123 in the app's ledger", run.Output, StringComparison.Ordinal);
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

    private static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        return builder.Build();
    }

    private void Add(string name, string secret) =>
        tenant.Files.Add(name + ".json", BridgeText.With("webhook", $$"""{ "scheme": "sailpoint", "secret": "{{secret}}" }"""));

    private Task<CliRun> RunAsync(params string[] args) => tenant.RunAsync(["subscribe", "--app", App, "--bridges", tenant.Files.Location, .. args]);

    private async Task<JsonElement[]> OfBridgeAsync(string name) =>
        [.. (await tenant.JsonAsync("subscriptions", "list")).EnumerateArray().Where(each => each.GetProperty("httpConfig").GetProperty("url").GetString() == $"{App}/api/hooks/{name}")];
}
