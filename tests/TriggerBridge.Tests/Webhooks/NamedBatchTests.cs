using System.Text;
using System.Text.Json;
using TriggerBridge.Ledger;
using TriggerBridge.Tests.Testing;

namespace TriggerBridge.Tests.Webhooks;

/// <summary>A list of events that the bridge file names.</summary>
public sealed class NamedBatchTests
{
    private const string Named = """, "batch": "$.data.events[*]", "deliveryId": "{{$$.envelope.run}}/{{$.n}}", "eventType": "{{$$.envelope.data.kind}}" """;

    [Fact]
    public async Task Each_event_is_a_delivery_and_sees_what_stands_around_the_list()
    {
        await using var app = await StartAsync(Named);

        var answer = await PostAsync(app, """{"run":"r7","data":{"kind":"joined","events":[{"n":1},{"n":2}],"more":[1]}}""");

        Assert.Equal((202, 2), (answer.Status, answer.Deliveries.Count));
        await app.TickAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(["1 r7 1", "2 r7 1"], app.Tenant.Inputs.Select(input => input.GetProperty("text").GetString()).Order(StringComparer.Ordinal));
        Assert.All(answer.Deliveries, id => Assert.Equal("joined", app.FindAsync(id).Result.EventType));
    }

    [Fact]
    public async Task Repeat_of_the_request_starts_nothing_again()
    {
        await using var app = await StartAsync(Named);
        const string body = """{"run":"r7","data":{"kind":"joined","events":[{"n":1},{"n":2}],"more":[1]}}""";

        var first = await PostAsync(app, body);
        var again = await PostAsync(app, body);

        Assert.Equal((202, 200), (first.Status, again.Status));
        Assert.Equal(first.Deliveries, again.Deliveries);
    }

    [Fact]
    public async Task Replay_maps_with_the_same_envelope()
    {
        await using var app = await StartAsync(Named);
        var id = (await PostAsync(app, """{"run":"r7","data":{"kind":"joined","events":[{"n":1}],"more":[1]}}""")).Deliveries.Single();
        await app.MoveAsync(id, delivery => delivery with { Status = DeliveryStatus.DeadLettered, Work = null });

        app.WriteBridgeFile("github.json", """
            {
              "webhook": { "scheme": "bearer", "secret": "hook", "batch": "$.data.events[*]", "deliveryId": "{{$$.envelope.run}}/{{$.n}}" },
              "input": { "again": "{{$$.envelope.data.kind}}" },
              "workflow": { "tenant": "acme", "id": "workflow", "credential": "client" }
            }
            """);
        await app.LookAtBridgesAsync();
        using var replay = await app.PostAsOperatorAsync($"/api/deliveries/github/{id}/replay", "{}");
        Assert.True(replay.IsSuccessStatusCode, await replay.Content.ReadAsStringAsync());
        await app.TickAsync(TimeSpan.FromSeconds(1));

        Assert.Equal("joined", app.Tenant.Inputs[^1].GetProperty("again").GetString());
    }

    [Fact]
    public async Task Six_hundred_events_are_all_recorded_before_the_answer()
    {
        await using var app = await StartAsync(Named);

        var events = string.Join(',', Enumerable.Range(0, 600).Select(n => $$"""{"n":{{n}}}"""));
        var answer = await PostAsync(app, """{"run":"r","data":{"kind":"k","events":[""" + events + """],"more":[1]}}""");

        Assert.Equal((202, 600), (answer.Status, answer.Deliveries.Distinct(StringComparer.Ordinal).Count()));
        Assert.Equal(600, (await app.RowsAsync("D|")).Count);
    }

    [Fact]
    public async Task Envelope_that_is_too_large_to_be_kept_with_each_event_is_left_out()
    {
        await using var app = await StartAsync(""", "batch": "$.events[*]", "deliveryId": "{{$.n}}" """, """{ "text": "{{default($$.envelope.run, 'none')}}" }""");

        await PostAsync(app, $$"""{"run":"r","long":"{{new string('x', 40_000)}}","events":[{"n":1}]}""");
        await app.TickAsync(TimeSpan.FromSeconds(1));

        Assert.Equal("none", app.Tenant.Inputs.Single().GetProperty("text").GetString());
    }

    [Fact]
    public async Task Body_without_the_list_is_one_event()
    {
        await using var app = await StartAsync(""", "batch": "$.events[*]", "deliveryId": "{{$.n}}" """, """{ "n.$": "$.n" }""");

        var answer = await PostAsync(app, """{"n":7,"events":{"n":1}}""");

        Assert.Equal(202, answer.Status);
        Assert.Equal(7, app.Tenant.Inputs.Single().GetProperty("n").GetInt32());
    }

    [Theory]
    [InlineData("events")]
    [InlineData("$.events")]
    [InlineData("$..events[*]")]
    [InlineData("$.a[*].b[*]")]
    [InlineData("$.[*]")]
    public async Task Another_path_is_an_error(string batch)
    {
        await using var app = await TestApp.StartAsync();
        app.WriteBridgeFile("other.json", $$"""
            {
              "webhook": { "scheme": "bearer", "secret": "hook", "deliveryId": "hash", "batch": "{{batch}}" },
              "input": {},
              "workflow": { "tenant": "acme", "id": "workflow", "credential": "client" }
            }
            """);
        await app.LookAtBridgesAsync();

        Assert.Contains(app.Logs.At(Microsoft.Extensions.Logging.LogLevel.Error), line => line.Contains("$.webhook.batch: expected the path of a list", StringComparison.Ordinal));
    }

    private static Task<TestApp> StartAsync(string more, string input = """{ "text": "{{$.n}} {{$$.envelope.run}} {{$$.envelope.data.more[0]}}" }""") =>
        TestApp.StartForAsync($$"""{ "scheme": "bearer", "secret": "hook"{{more}} }""", more: "", input: input);

    private static async Task<(int Status, IReadOnlyList<string> Deliveries)> PostAsync(TestApp app, string body)
    {
        var (status, _, text, _) = await app.SendAsync(HttpMethod.Post, body: Encoding.UTF8.GetBytes(body), headers: ("Authorization", "Bearer " + TestApp.Secret));
        var answer = JsonElement.Parse(text);
        Assert.True(status < 300, text);
        return (status, answer.TryGetProperty("deliveries", out var all) ? [.. all.EnumerateArray().Select(each => each.GetProperty("deliveryId").GetString()!)] : [answer.GetProperty("deliveryId").GetString()!]);
    }
}
