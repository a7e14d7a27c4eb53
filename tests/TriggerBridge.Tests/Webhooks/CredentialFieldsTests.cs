using System.Net.Http.Json;
using System.Text.Json;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Webhooks;

/// <summary>The keys of the Functions host and the sender's credentials come with the request; they go no further.</summary>
public sealed class CredentialFieldsTests
{
    private const string Canary = "canary-1f6e";
    private const string Address = $"/api/hooks/{TestApp.Bridge}?code={Canary}&access_token={Canary}&env=test";

    private static readonly string[] Headers =
    [
        "x-functions-key", "authorization", "proxy-authorization", "cookie", "x-hub-signature", "x-ms-token-aad-access-token",
        "x-original-url", "x-waws-unencoded-url", "referer",
    ];

    [Fact]
    public async Task They_are_neither_recorded_nor_mapped_nor_logged()
    {
        await using var app = await TestApp.StartAsync(settings: ["Logging:LogLevel:Default=Trace", "Logging:LogLevel:Microsoft.AspNetCore=Trace"]);
        await app.RestartAsync(input: """{ "headers.$": "$$.headers", "query.$": "$$.query" }""");
        using var trace = new RecordedActivities();

        var id = await DeliverAsync(app, request => request.Headers.Add("traceparent", trace.TraceParent));

        var found = Assert.IsType<DeliveryLookup.Found>(await app.Get<DeliveryLedger>().FindAsync(TestApp.Bridge, id, withPayload: true, default));
        Assert.Equal("octocat/1", found.Payload!.Headers["user-agent"]);
        Assert.Equal([KeyValuePair.Create("env", "test")], found.Payload.Query);
        Assert.DoesNotContain(found.Payload.Headers, header => header.Value.Contains(Canary, StringComparison.Ordinal));
        Assert.DoesNotContain(Canary, JsonSerializer.Serialize(found.Delivery), StringComparison.Ordinal);
        var input = Assert.Single(app.Tenant.Inputs).ToString();
        Assert.Contains("octocat/1", input, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, input, StringComparison.Ordinal);
        Assert.NotEmpty(app.Logs.All);
        Assert.DoesNotContain(app.Logs.All, line => line.Contains(Canary, StringComparison.Ordinal));
        Assert.DoesNotContain(trace.Accept.TagObjects, tag => tag.Value?.ToString()?.Contains(Canary, StringComparison.Ordinal) is true);
    }

    [Theory]
    [InlineData("$$.headers['x-functions-key']")]
    [InlineData("$$.headers.authorization")]
    [InlineData("$$.headers.cookie")]
    [InlineData("$$.headers['x-hub-signature-256']")]
    [InlineData("$$.headers['x-original-url']")]
    [InlineData("$$.query.code")]
    [InlineData("$$.query.access_token")]
    public async Task A_template_or_a_filter_that_names_one_finds_nothing(string path)
    {
        await using var app = await TestApp.StartAsync();
        await app.RestartAsync(input: $$$"""{ "leak": "{{{{{path}}}}}" }""");
        var delivery = await app.FindAsync(await DeliverAsync(app));
        Assert.Equal(DeliveryStatus.DeadLettered, delivery.Status);
        Assert.DoesNotContain(Canary, delivery.Reason, StringComparison.Ordinal);

        await app.RestartAsync(more: $"\"filter\": \"{path}\",");
        Assert.Equal(DeliveryStatus.Filtered, (await app.FindAsync(await DeliverAsync(app, id: "event-2"))).Status);
        Assert.Empty(app.Tenant.Inputs);
    }

    [Fact]
    public async Task A_preview_shows_none_of_them()
    {
        await using var app = await TestApp.StartAsync();
        await app.RestartAsync(input: """{ "headers.$": "$$.headers", "query.$": "$$.query" }""");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/bridges/{TestApp.Bridge}/preview?code={Canary}&env=test") { Content = JsonContent.Create(new { user = "octocat" }) };
        foreach (var header in Headers.Except(["x-functions-key"])) request.Headers.TryAddWithoutValidation(header, Canary);
        request.Headers.Authorization = TestApp.Operator;

        using var answer = await app.Client.SendAsync(request);

        answer.EnsureSuccessStatusCode();
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("env", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
        Assert.DoesNotContain("x-functions-key", text, StringComparison.Ordinal);
    }

    private static async Task<string> DeliverAsync(TestApp app, Action<HttpRequestMessage>? adjust = null, string id = "event-1")
    {
        using var answer = await app.PostAsync(id, adjust: request =>
        {
            request.RequestUri = new Uri(Address, UriKind.Relative);
            request.Headers.Add("User-Agent", "octocat/1");
            foreach (var header in Headers) Assert.True(request.Headers.TryAddWithoutValidation(header, $"/api?code={Canary}"));
            adjust?.Invoke(request);
        });
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).Id();
    }
}
