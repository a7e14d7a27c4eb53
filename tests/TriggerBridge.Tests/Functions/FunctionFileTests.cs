using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using TriggerBridge.Functions.Hosting;
using TriggerBridge.Testing;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Functions;

/// <summary>What <c>function.json</c> tells the Functions host and what the app serves are the same.</summary>
public sealed partial class FunctionFileTests
{
    private const string UnderTheHost = FunctionsHost.PortVariable + "=7";

    private static readonly IReadOnlyList<FunctionFile> Files = FunctionFile.ReadAll();

    [Fact]
    public async Task Under_the_host_each_function_json_is_served_as_it_says_and_nothing_else_is()
    {
        await using var app = await TestApp.StartAsync(settings: UnderTheHost);
        Assert.Equal(Files.Select(Line), Endpoints(app));
    }

    [Fact]
    public async Task Alone_the_timers_have_no_address()
    {
        await using var app = await TestApp.StartAsync();
        Assert.Equal(Files.Where(file => file.Schedule is null).Select(Line), Endpoints(app));
    }

    [Fact]
    public async Task A_function_of_level_function_wants_the_key_and_an_anonymous_one_does_not()
    {
        await using var app = await TestApp.StartAsync();
        foreach (var file in Files.Where(file => file.Route is not null))
        {
            foreach (var method in file.Methods)
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), "/api/" + Parameter().Replace(file.Route!, "none"));
                using var answer = await app.Client.SendAsync(request);
                var wantsKey = answer.StatusCode == HttpStatusCode.Unauthorized
                    && (await answer.Content.ReadAsStringAsync()).Contains("x-functions-key", StringComparison.Ordinal);
                Assert.Equal((file.Name, wantsKey ? "function" : "anonymous"), (file.Name, file.AuthLevel));
            }
        }
    }

    [Fact]
    public void Webhooks_verify_their_senders_themselves_and_operators_come_with_a_key()
    {
        string[] open = ["Health", "ReceiveWebhook"];
        Assert.Equal(open, Files.Where(file => file.AuthLevel == "anonymous").Select(file => file.Name));
        Assert.All(Files.Where(file => file.Route is not null && !open.Contains(file.Name)), file => Assert.Equal("function", file.AuthLevel));
    }

    [Fact]
    public void Each_schedule_is_a_setting_with_one_default_everywhere()
    {
        var sample = JsonDocument.Parse(File.ReadAllBytes(RepositoryRoot.File("local.settings.sample.json"))).RootElement.GetProperty("Values");
        var defaults = TimerSchedules.Defaults.ToDictionary(StringComparer.Ordinal);
        var settings = Files.Where(file => file.Schedule is not null).Select(file => file.Schedule!.Trim('%')).ToList();

        Assert.Equal(settings.Order(StringComparer.Ordinal), defaults.Keys.Order(StringComparer.Ordinal));
        Assert.All(Files.Where(file => file.Schedule is not null), file => Assert.Equal($"%{file.Name}Schedule%", file.Schedule));
        Assert.All(settings, setting => Assert.Equal(defaults[setting], sample.GetProperty(setting).GetString()));
    }

    [Fact]
    public void The_host_proxies_requests_under_the_prefix_that_the_app_serves()
    {
        var host = JsonDocument.Parse(File.ReadAllBytes(RepositoryRoot.File("host.json"))).RootElement;
        Assert.Equal("api", host.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString());
        Assert.True(host.GetProperty("customHandler").GetProperty("enableProxyingHttpRequest").GetBoolean());
        Assert.Equal("00:05:00", host.GetProperty("functionTimeout").GetString());
    }

    private static string Line(FunctionFile file) =>
        file.Route is null ? $"{file.Name}: POST /{file.Name}" : $"{file.Name}: {string.Join(',', file.Methods.Order(StringComparer.Ordinal))} /api/{file.Route}";

    private static IEnumerable<string> Endpoints(TestApp app) => app.Get<EndpointDataSource>().Endpoints
        .Cast<RouteEndpoint>()
        .Select(endpoint =>
        {
            var name = endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName;
            var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["any"];
            return $"{name}: {string.Join(',', methods.Order(StringComparer.Ordinal))} /{endpoint.RoutePattern.RawText!.TrimStart('/')}";
        })
        .Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();
}
