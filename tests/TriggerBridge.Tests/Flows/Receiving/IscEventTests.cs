using System.Text.Json;
using TriggerBridge.Json;
using TriggerBridge.Mapping;
using TriggerBridge.Mapping.JsonPath;
using TriggerBridge.SailPoint.Triggers;
using TriggerBridge.Testing;
using TriggerBridge.Tests.Simulator;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Flows.Receiving;

/// <summary>ISC as the sender of events: the simulator posts them to the app.</summary>
public sealed class IscEventTests
{
    private const string Webhook = """{ "scheme": "sailpoint", "secret": "hook" }""";
    private const string PreApproval = "idn:access-request-pre-approval";

    private const string Rule = $$$"""
        "respond": {
          "trigger": "{{{PreApproval}}}", "mode": "sync",
          "output": { "approved": true, "comment": "{{$.requestedBy.name}} may", "approver": "TriggerBridge" },
          "otherwise": { "approved": false, "comment": "Ask a person", "approver": "TriggerBridge" }
        },
        """;

    public static TheoryData<string> FireAndForget => [.. TriggerType.All.Where(trigger => !trigger.WantsAnswer).Select(trigger => trigger.Id)];

    [Theory]
    [MemberData(nameof(FireAndForget))]
    public async Task An_event_that_needs_no_answer_starts_the_workflow(string trigger)
    {
        await using var app = await TestApp.StartForAsync(Webhook);
        await using var isc = await StartIscAsync(app);
        await SubscribeAsync(isc, trigger, "SYNC", TestApp.Secret);

        var invocation = Assert.Single(await isc.EmitAsync(trigger));

        Assert.Equal("Completed", invocation.GetProperty("status").GetString());
        var sent = Assert.Single(app.Tenant.Inputs).GetProperty("event");
        Assert.True(JsonElement.DeepEquals(TriggerType.Find(trigger)!.ExampleInput, sent));
    }

    [Fact]
    public async Task A_question_is_answered_in_time()
    {
        await using var app = await TestApp.StartForAsync(Webhook, more: Rule);
        await using var isc = await StartIscAsync(app);
        await SubscribeAsync(isc, PreApproval, "SYNC", TestApp.Secret);

        var invocation = Assert.Single(await isc.EmitAsync(PreApproval));

        Assert.Equal("Completed", invocation.GetProperty("status").GetString());
        Assert.Equal("""{"approved":true,"comment":"Ben Okafor may","approver":"TriggerBridge"}""", invocation.GetProperty("output").GetRawText());
        Assert.Single(app.Tenant.Inputs);
    }

    [Fact]
    public async Task Whoever_has_another_secret_is_answered_nothing_and_starts_nothing()
    {
        await using var app = await TestApp.StartForAsync(Webhook, more: Rule);
        await using var isc = await StartIscAsync(app);
        await SubscribeAsync(isc, PreApproval, "SYNC", "another");

        Assert.Equal("Failed", Assert.Single(await isc.EmitAsync(PreApproval)).GetProperty("status").GetString());
        Assert.Empty(app.Tenant.Inputs);
    }

    [ContractTheory("event-trigger-samples/index.json")]
    [InlineData(32)]
    public void Every_leaf_of_the_official_samples_can_be_mapped(int expected)
    {
        var files = Directory.GetFiles(Path.GetDirectoryName(Contract.File("event-trigger-samples/index.json"))!, "*.json").Where(file => Path.GetFileName(file) != "index.json").ToList();
        Assert.Equal(expected, files.Count);
        foreach (var file in files)
        {
            using var sample = JsonDocument.Parse(File.ReadAllBytes(file));
            var leaves = Leaves(sample.RootElement, JsonLocation.Root).ToDictionary(leaf => leaf.Path, leaf => leaf.Value, StringComparer.Ordinal);
            var template = JsonSerializer.SerializeToElement(leaves.Keys.ToDictionary(path => path + ".$", path => path, StringComparer.Ordinal));
            var problems = new List<DocumentProblem>();
            var input = InputTemplate.Compile(template, "$.input", problems);
            Assert.Empty(problems);

            var mapped = Assert.IsType<MappingResult.Mapped>(input.Map(EventContext.WithoutRequest(sample.RootElement, "bridge", Sample.Noon)));

            var result = JsonElement.Parse(mapped.Json.Span);
            Assert.All(leaves, leaf => Assert.True(JsonElement.DeepEquals(leaf.Value, result.GetProperty(leaf.Key)), $"{Path.GetFileName(file)}: {leaf.Key}"));
        }
    }

    private static IEnumerable<(string Path, JsonElement Value)> Leaves(JsonElement element, string at) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Leaves(member.Value, JsonLocation.Member(at, member.Name))),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((item, index) => Leaves(item, JsonLocation.Item(at, index))),
        _ => [(at, element)],
    };

    private static Task<EventTenant> StartIscAsync(TestApp app) => EventTenant.StartAsync(async (request, cancellationToken) =>
    {
        using var forwarded = new HttpRequestMessage(request.Method, request.Url.PathAndQuery) { Content = new StringContent(request.Body) };
        forwarded.Content.Headers.ContentType = new("application/json");
        forwarded.Headers.TryAddWithoutValidation("Authorization", request.Headers["Authorization"]);
        using var answer = await app.Client.SendAsync(forwarded, cancellationToken);
        return new HttpResponseMessage(answer.StatusCode) { Content = new ByteArrayContent(await answer.Content.ReadAsByteArrayAsync(cancellationToken)) };
    });

    private static Task<string> SubscribeAsync(EventTenant isc, string trigger, string mode, string secret) => isc.SubscribeAsync(
        trigger,
        mode,
        $"https://bridge.example/api/hooks/{TestApp.Bridge}",
        authentication: $$$""", "httpAuthenticationType": "BEARER_TOKEN", "bearerTokenAuthConfig": { "bearerToken": "{{{secret}}}" }""");
}
