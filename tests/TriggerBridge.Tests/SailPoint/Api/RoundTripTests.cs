using System.Text.Json;
using System.Text.Json.Nodes;
using TriggerBridge.SailPoint.Api.Models;
using TriggerBridge.Testing;

namespace TriggerBridge.Tests.SailPoint.Api;

/// <summary>What is read and written again loses nothing.</summary>
public sealed class RoundTripTests
{
    private const string WorkflowJson = """
        {
          "id": "d201c5e9-d37b-4aff-af14-66414f39d569", "executionCount": 2, "failureCount": 0, "created": "2022-01-10T16:06:16.636381447Z",
          "name": "Send Email", "owner": { "type": "IDENTITY", "id": "2c91", "name": "Jo", "pronouns": "they" }, "enabled": false,
          "definition": { "start": "Send", "steps": { "Send": { "actionId": "sp:send-email", "versionNumber": 2 } }, "layout": [1, 2] },
          "trigger": { "type": "HOLOGRAPHIC", "displayName": "x", "attributes": { "name": "n", "clientId": "87e239b2", "url": "/u", "filter": "$.a", "new": { "deep": [null, 1.50] } }, "more": true },
          "labels": ["a"]
        }
        """;

    [Fact]
    public void Workflow_that_is_put_back_keeps_what_this_client_does_not_know()
    {
        var workflow = JsonSerializer.Deserialize(WorkflowJson, IscJson.Default.Workflow)!;
        var body = JsonNode.Parse(JsonSerializer.Serialize(workflow.ToBody() with { Description = "changed" }, IscJson.Default.WorkflowBody))!.AsObject();

        var expected = JsonNode.Parse(WorkflowJson)!.AsObject();
        foreach (var readOnly in (string[])["id", "executionCount", "failureCount", "created"])
            expected.Remove(readOnly);
        expected["description"] = "changed";
        Assert.True(JsonNode.DeepEquals(expected, body), body.ToJsonString());
    }

    [Fact]
    public void Unknown_names_in_open_sets_survive()
    {
        var workflow = JsonSerializer.Deserialize(WorkflowJson, IscJson.Default.Workflow)!;
        Assert.Equal("HOLOGRAPHIC", workflow.Trigger?.Type);
        Assert.Equal("87e239b2", workflow.Trigger?.Attributes?.ClientId);
        Assert.Equal(2022, workflow.Created?.Year);
    }

    [ContractTheory("isc-v2026.openapi.json")]
    [InlineData("v2026")]
    [InlineData("beta")]
    [InlineData("v1")]
    public void Examples_of_the_description_are_read_and_written_as_they_are(string version)
    {
        var examples = DescriptionExamples.Read(version);
        Assert.NotEmpty(examples.Workflows);
        Assert.NotEmpty(examples.Subscriptions);
        foreach (var json in examples.Workflows)
            AssertSame(json, JsonSerializer.Serialize(JsonSerializer.Deserialize(json, IscJson.Default.WorkflowBody)!, IscJson.Default.WorkflowBody));
        foreach (var json in examples.Subscriptions)
            AssertSame(json, JsonSerializer.Serialize(JsonSerializer.Deserialize(json, IscJson.Default.Subscription)!, IscJson.Default.Subscription));
    }

    [Fact]
    public void Secrets_are_not_told_by_accident()
    {
        object[] secrets =
        [
            new WorkflowOAuthClient { Id = "id", Secret = "hush" },
            new BasicAuthConfig { UserName = "u", Password = "hush" },
            new BearerTokenAuthConfig { BearerToken = "hush" },
            new HttpConfig { BearerTokenAuthConfig = new BearerTokenAuthConfig { BearerToken = "hush" } },
            new Invocation { Id = "i", Secret = "hush" },
            new CompleteInvocation { Secret = "hush", Output = ApiTour.Json("{}") },
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain("hush", secret.ToString(), StringComparison.Ordinal));
    }

    // Times are written by their value, and what is null is left out.
    private static void AssertSame(string expected, string actual) => Assert.Equal(Normal(JsonNode.Parse(expected)), Normal(JsonNode.Parse(actual)));

    private static string Normal(JsonNode? node) => node switch
    {
        JsonObject fields => $"{{{string.Join(',', fields.Where(field => field.Value is not null).OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}:{Normal(field.Value)}"))}}}",
        JsonArray list => $"[{string.Join(',', list.Select(Normal))}]",
        JsonValue value when value.TryGetValue<DateTimeOffset>(out var time) => time.UtcTicks.ToString(System.Globalization.CultureInfo.InvariantCulture),
        null => "null",
        _ => node.ToJsonString(),
    };
}
