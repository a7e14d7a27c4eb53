using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using TriggerBridge.Functions;
using TriggerBridge.Functions.Access;
using TriggerBridge.LocalHost;
using TriggerBridge.Testing;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.LocalHost;

/// <summary>The local host reads the same attributes as the Functions SDK, which writes down for the real host what it found.</summary>
public sealed partial class FunctionCatalogTests
{
    private static readonly FunctionCatalog Catalog = new(typeof(FunctionApp).Assembly);

    // The SDK puts it beside the app when it is built, and so beside these tests.
    private static readonly JsonElement[] Metadata =
        [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "functions.metadata"))).RootElement.EnumerateArray()];

    [Fact]
    public async Task The_local_host_and_the_Functions_host_serve_the_same_addresses_by_the_same_methods()
    {
        await using var app = await TestApp.StartAsync();
        var served = app.Get<EndpointDataSource>().Endpoints.Cast<RouteEndpoint>().Select(endpoint =>
        {
            var name = endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName;
            return Line(name, endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods, "/" + endpoint.RoutePattern.RawText!.TrimStart('/'));
        });

        Assert.Equal(Functions("httpTrigger").Select(HttpLine).Order(StringComparer.Ordinal), served.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_local_host_and_the_Functions_host_tick_the_same_timers_by_the_same_schedules() => Assert.Equal(
        Functions("timerTrigger").Select(function => $"{Name(function.Function)}: {function.Trigger.GetProperty("schedule")}").Order(StringComparer.Ordinal),
        Catalog.Timers.Select(timer => $"{timer.Name}: {timer.Schedule}"));

    [Fact]
    public void Every_function_has_a_trigger_that_both_hosts_know() =>
        Assert.Equal(Metadata.Length, Catalog.Http.Count + Catalog.Timers.Count);

    [Fact]
    public void A_function_with_a_trigger_that_only_the_Functions_host_knows_ends_the_start_with_its_name()
    {
        var fault = Assert.Throws<NotSupportedException>(() => new FunctionCatalog(typeof(FunctionCatalogTests).Assembly));
        Assert.Contains(nameof(OnQueueMessage), fault.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(QueueTriggerAttribute), fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_is_closed_unless_its_policy_opens_it()
    {
        await using var app = await TestApp.StartAsync();
        foreach (var function in Catalog.Http)
        {
            foreach (var method in function.Methods)
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), "/api/" + Parameter().Replace(function.Route, "none"));
                using var answer = await app.Client.SendAsync(request);
                var asks = answer.StatusCode == HttpStatusCode.Unauthorized && answer.Headers.WwwAuthenticate.Count > 0;
                Assert.Equal((function.Name, AccessPolicies.Of(function.Name) is not { IsOpen: true }), (function.Name, asks));
            }
        }
    }

    [Fact]
    public void Every_function_with_an_address_has_a_policy() => Assert.All(Catalog.Http, function => Assert.NotNull(AccessPolicies.Of(function.Name)));

    [Fact]
    public void Webhooks_verify_their_senders_themselves_and_health_tells_nothing() =>
        Assert.Equal(["Health", "ReceiveWebhook"], Catalog.Http.Select(function => function.Name).Where(name => AccessPolicies.Of(name)!.IsOpen));

    [Fact]
    public void The_Functions_host_asks_for_no_keys_of_its_own() =>
        Assert.All(Functions("httpTrigger"), function => Assert.Equal("anonymous", function.Trigger.GetProperty("authLevel").GetString(), ignoreCase: true));

    [Fact]
    public void Each_schedule_is_a_setting_that_the_sample_sets()
    {
        var sample = JsonDocument.Parse(File.ReadAllBytes(RepositoryRoot.File("local.settings.sample.json"))).RootElement.GetProperty("Values");
        Assert.All(Catalog.Timers, timer => Assert.Equal($"%{timer.Name}Schedule%", timer.Schedule));
        Assert.All(Catalog.Timers, timer => Assert.NotEmpty(sample.GetProperty(timer.Name + "Schedule").GetString()!));
        Assert.Equal("dotnet-isolated", sample.GetProperty("FUNCTIONS_WORKER_RUNTIME").GetString());
    }

    [Fact]
    public void The_host_serves_under_the_prefix_that_the_local_host_uses()
    {
        var host = JsonDocument.Parse(File.ReadAllBytes(RepositoryRoot.File("host.json"))).RootElement;
        Assert.Equal("api", host.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString());
        Assert.Equal("OpenTelemetry", host.GetProperty("telemetryMode").GetString());
    }

    private static IEnumerable<(JsonElement Function, JsonElement Trigger)> Functions(string trigger) => Metadata
        .Select(function => (function, function.GetProperty("bindings").EnumerateArray().First()))
        .Where(function => function.Item2.GetProperty("type").GetString() == trigger);

    private static string HttpLine((JsonElement Function, JsonElement Trigger) function) => Line(
        Name(function.Function),
        function.Trigger.GetProperty("methods").EnumerateArray().Select(method => method.GetString()!.ToUpperInvariant()),
        "/api/" + function.Trigger.GetProperty("route").GetString());

    private static string? Name(JsonElement function) => function.GetProperty("name").GetString();

    private static string Line(string? name, IEnumerable<string> methods, string route) =>
        $"{name}: {string.Join(',', methods.Order(StringComparer.Ordinal))} {route}";

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();

    private static class OnQueueMessage
    {
        [Function(nameof(OnQueueMessage))]
        public static void Run([QueueTrigger] string message) => _ = message;
    }

    [AttributeUsage(AttributeTargets.Parameter)]
    private sealed class QueueTriggerAttribute : Attribute;
}
