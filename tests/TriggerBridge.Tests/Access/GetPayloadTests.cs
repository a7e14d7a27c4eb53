using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using TriggerBridge.Ledger;
using TriggerBridge.Operators;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Access;

public sealed class GetPayloadTests
{
    private static readonly string Reader = ApiKey.Create();

    [Fact]
    public async Task Whoever_may_only_read_sees_types_and_lengths()
    {
        await using var app = await StartAsync();
        var id = await DeliverAsync(app, """{"user":{"login":"octocat","id":17,"admin":false,"none":null},"list":["a",{"b":""}]}""");

        var (status, payload) = await AskAsync(app, id, Reader);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""{"user":{"login":"text(7)","id":"number","admin":"true or false","none":"null"},"list":["text(1)",{"b":"text(0)"}]}""", payload.GetProperty("event").GetRawText());
        Assert.Equal("""{"login":"text(7)"}""", payload.GetProperty("input").GetRawText());
        Assert.Equal("text(12)", payload.GetProperty("headers").GetProperty("x-github-event").GetString());
        Assert.True(payload.GetProperty("masked").GetBoolean());
        Assert.DoesNotContain("octocat", payload.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_may_operate_sees_it_as_it_is_on_demand()
    {
        await using var app = await StartAsync();
        const string Event = """{"user":{"login":"octocat"},"n":1.0}""";
        var id = await DeliverAsync(app, Event);

        var plain = (await AskAsync(app, id, TestApp.Key, "?plain=true")).Payload;
        var masked = (await AskAsync(app, id, TestApp.Key)).Payload;

        Assert.Equal((Event, """{"login":"octocat"}""", false), (plain.GetProperty("event").GetRawText(), plain.GetProperty("input").GetRawText(), plain.GetProperty("masked").GetBoolean()));
        Assert.Equal("organization", plain.GetProperty("headers").GetProperty("x-github-event").GetString());
        Assert.Equal("""{"user":{"login":"text(7)"},"n":"number"}""", masked.GetProperty("event").GetRawText());
        Assert.False(plain.GetProperty("headers").TryGetProperty("authorization", out _));
    }

    [Fact]
    public async Task Whoever_may_only_read_is_told_which_role_the_plain_one_needs()
    {
        await using var app = await StartAsync();
        var id = await DeliverAsync(app, """{"user":{"login":"octocat"}}""");

        var (status, problem) = await AskAsync(app, id, Reader, "?plain=true");

        Assert.Equal((HttpStatusCode.Forbidden, "To see it as it is needs the role Deliveries.Operate."), (status, problem.GetProperty("detail").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(app, id, Reader, "?plain=false")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync(app, id, TestApp.Key, "?plain=yes")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await AskAsync(app, id, Reader, "?plain=false&plain=true")).Status);
    }

    [Fact]
    public async Task Where_the_mapping_failed_there_is_no_input()
    {
        await using var app = await StartAsync();
        var id = await DeliverAsync(app, """{"user":{}}""");

        Assert.Equal(JsonValueKind.Null, (await AskAsync(app, id, Reader)).Payload.GetProperty("input").ValueKind);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        await using var app = await StartAsync();
        var without = await app.RecordAsync(Sample.Received(TestApp.Bridge) with { Status = DeliveryStatus.DeadLettered }, withPayload: false);

        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(app, "0123", Reader)).Status);
        Assert.Equal((HttpStatusCode.NotFound, "Its content was not kept."), await DetailAsync(app, without.DeliveryId));
    }

    [Fact]
    public async Task An_event_that_is_too_deep_is_shown_as_a_text()
    {
        await using var app = await StartAsync();
        var deep = new string('[', 500) + new string(']', 500);
        var id = await DeliverAsync(app, $$"""{"user":{"login":"a"},"x":{{deep}}}""");

        Assert.StartsWith("text(", (await AskAsync(app, id, Reader)).Payload.GetProperty("event").GetString(), StringComparison.Ordinal);
        Assert.Contains(deep, (await AskAsync(app, id, TestApp.Key, "?plain=true")).Payload.GetProperty("event").GetString(), StringComparison.Ordinal);
    }

    private static async Task<TestApp> StartAsync()
    {
        var app = await TestApp.StartAsync();
        var secrets = JsonNode.Parse(await File.ReadAllTextAsync(app.SecretsFile))!.AsObject();
        secrets["api-keys"] = new ApiKeyList
        {
            Keys =
            [
                .. ApiKeyList.Of("operator", TestApp.Key).Keys,
                new ApiKeyEntry { Name = "reader", Sha256 = ApiKey.HashOf(Reader), Roles = [OperatorRole.DeliveriesRead] },
            ],
        }.Write();
        await File.WriteAllTextAsync(app.SecretsFile, secrets.ToJsonString());
        app.Time.Advance(TimeSpan.FromMinutes(1));
        return app;
    }

    private static async Task<string> DeliverAsync(TestApp app, string body)
    {
        using var answer = await app.PostAsync(Guid.NewGuid().ToString(), body);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("deliveryId").GetString()!;
    }

    private static async Task<(HttpStatusCode Status, JsonElement Payload)> AskAsync(TestApp app, string id, string key, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/deliveries/{TestApp.Bridge}/{id}/payload{query}");
        request.Headers.Authorization = new("Bearer", key);
        using var answer = await app.Client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static async Task<(HttpStatusCode Status, string? Detail)> DetailAsync(TestApp app, string id)
    {
        var (status, problem) = await AskAsync(app, id, Reader);
        return (status, problem.GetProperty("detail").GetString());
    }
}
